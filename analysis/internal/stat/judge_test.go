package stat

import "testing"

// location is an estimate with given intervals at 0.99 and 0.9.
type location struct{ low, high, low90, high90 float64 }

func (l location) Value() float64     { return (l.low + l.high) / 2 }
func (l location) P() (float64, bool) { return 0.5, true }
func (l location) Interval(alpha float64) (Interval, bool) {
	if alpha < 0.05 {
		return Interval{1 - alpha, l.low, l.high}, l.low <= l.high
	}
	return Interval{1 - alpha, l.low90, l.high90}, true
}

// TestJudge goes through the order of the specification: not changed first,
// then changed, else unsure.
func TestJudge(t *testing.T) {
	l := Limits{Delta: 0.01, Alpha: 0.01, Beta: 0.05}
	for _, tt := range []struct {
		loc         location
		verdict     string
		clear, tiny bool
	}{
		{location{-.005, .005, -.003, .003}, "not changed", false, false},
		{location{.001, .009, .002, .008}, "not changed", false, true},
		{location{-.02, .02, -.009, .009}, "not changed", false, false}, // wide tails
		{location{.001, .02, .002, .018}, "changed", false, false},
		{location{.011, .02, .012, .018}, "changed", true, false},
		{location{-.02, -.011, -.018, -.012}, "changed", true, false},
		{location{-.02, -.001, -.018, -.002}, "changed", false, false},
		{location{-.001, .02, .001, .018}, "unsure", false, false},
		{location{-.01, .01, -.01, .01}, "unsure", false, false}, // the ends do not count as inside
		{location{1, -1, -.1, .1}, "unsure", false, false},       // no interval at 0.99
	} {
		j := l.Judge(tt.loc)
		if verdictOf(j) != tt.verdict || j.Clear != tt.clear || j.Small != tt.tiny {
			t.Errorf("%v: %+v, want %v", tt.loc, j, tt.verdict)
		}
	}
	if j := (Limits{Alpha: 0.01, Beta: 0.05}).Judge(location{-.001, .001, 0, 0}); j.Changed || j.NotChanged {
		t.Errorf("with a delta of 0: %+v", j)
	}
}

func verdictOf(j Judgement) string {
	switch {
	case j.Changed:
		return "changed"
	case j.NotChanged:
		return "not changed"
	}
	return "unsure"
}
