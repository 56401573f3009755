package analysis

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// worseWith is a comparison with this p value of benchmark wasm, changed for the
// worse by 5%.
func worseWith(wasm string, p float64) Comparison {
	return Comparison{Wasm: wasm, Candidate: Arm{Engine: "b", Median: 1}, Baseline: Arm{Engine: "a", Median: 1}, Rounds: 12, Method: MethodWelch,
		Alone: Changed, Effect: "worse", Event: measure.Event{Name: "cycles", Better: measure.Lower}, loc: withP{p: p},
		limits: stat.Limits{Alpha: 0.01, Beta: 0.05}, arms: [2]logArm{{medians: []float64{1, 2}}, {medians: []float64{1, 2}}}}
}

// TestOutcome: by hand, Holm over 12 benchmarks and their mean. The two of
// p = 0.005 are selected by Benjamini and Hochberg (12 * 0.005 / 2 = 0.03), and
// are not sure enough for a gate: 12 * 0.005 = 0.06, or 13 beside a mean. The
// mean alone is, with 13 * 0.001 = 0.013.
func TestOutcome(t *testing.T) {
	r := func(mean float64) *Result {
		r := &Result{}
		for i, wasm := range strings.Split("abcdefghijkl", "") {
			c := worseWith(wasm, 0.5)
			if i < 2 {
				c = worseWith(wasm, 0.005)
			} else {
				c.Alone = Unsure
				c.Detectable, c.Interval = ratio(0.03), &Interval{Low: 0.9, High: 1.08}
			}
			r.Comparisons = append(r.Comparisons, c)
		}
		r.Comparisons = correct(r.Comparisons, 0.05)
		if mean > 0 {
			r.Suites = correct([]Comparison{worseWith(GeomeanName, mean)}, 0.05)
			withSuites(r, 0.05)
		}
		return r
	}
	for _, tt := range []struct {
		mean            float64
		worse, doubtful int
		text            string
	}{
		{0, 0, 2, "none of 12 comparisons changed for the worse for certain; 2 comparisons look worse, but not surely enough for a gate over 12 (Holm, 5%); " +
			"10 are unsure: a change for the worse of up to 8.0% may have stayed unseen"},
		{0.001, 1, 2, "1 comparison changed for the worse; the first is (geometric mean) on b"},
		{0.006, 0, 3, "none of 13 comparisons changed for the worse for certain; 3 comparisons look worse, but not surely enough for a gate over 13 (Holm, 5%)"},
	} {
		got, err := Gate{}.Judge(r(tt.mean))
		if err != nil || len(got.Worse) != tt.worse || len(got.Doubtful) != tt.doubtful || len(got.Unsure) != 10 || !strings.HasPrefix(got.String(), tt.text) {
			t.Errorf("mean %v: %d worse, %d doubtful, %d unsure, %v: %v", tt.mean, len(got.Worse), len(got.Doubtful), len(got.Unsure), err, got)
		}
	}
	unknown := r(0)
	unknown.Comparisons[5].Detectable = nil
	if got, _ := (Gate{}).Judge(unknown); !strings.HasSuffix(got.String(), "10 are unsure: a change for the worse, of a size that is not known, may have stayed unseen") {
		t.Errorf("%v", got)
	}
	two := r(0.001)
	two.Suites[0].Benchmarks = []string{"a", "b"}
	two.Comparisons[0].Many.FamilyWise = 0.01
	if got, _ := (Gate{}).Judge(two); !strings.HasPrefix(got.String(), "2 comparisons changed for the worse (1 geometric mean among them); the first is a on b") {
		t.Errorf("%v", got)
	}
	if got := r(0.001).Suites[0].Many.FamilyWise; math.Abs(got-0.013) > 1e-12 {
		t.Errorf("of the mean %v", got)
	}
}

// TestGateUndirected: an open gate says that it did not judge an event of which nobody said
// whether less or more of it is better, though that changed from 1 to 1.5.
func TestGateUndirected(t *testing.T) {
	judge := func(events ...string) (string, error) {
		var rows []record.Row
		for _, event := range events {
			more := suiteRows(10, []string{"a", "b"}, []string{"x"}, func(e, _ int) float64 { return 1 + 0.5*float64(e*(len(event)/7)) })
			for i := range more {
				more[i].Event = event
			}
			rows = append(rows, more...)
		}
		r, err := Compare(Group(rows), Options{Baseline: "a"})
		if err != nil {
			t.Fatal(err)
		}
		got, err := Gate{}.Judge(r)
		return got.String(), err
	}
	open := "none of 1 comparison changed for the worse"
	for _, tt := range []struct {
		events []string
		want   string
	}{
		{[]string{"cycles"}, open},
		{[]string{"cycles", "widgets"}, open + "; 1 other was not judged, as its event does not say whether less or more is better"},
		{[]string{"cycles", "gadgets", "widgets"}, open + "; 2 others were not judged, as their events do not say whether less or more is better"},
	} {
		if got, err := judge(tt.events...); err != nil || got != tt.want {
			t.Errorf("%v: %q, %v, want %q", tt.events, got, err, tt.want)
		}
	}
	if got, err := judge("widgets"); err == nil {
		t.Errorf("alone: %q", got)
	}
}

// TestGateStopped: a gate over a clock that did not tick, on one side or both,
// cannot decide, unless it became worse. Fuel of 0 is a count like others.
func TestGateStopped(t *testing.T) {
	for _, tt := range []struct {
		event string
		a, b  float64 // counts, as factors
		want  string
		worse int
	}{
		{"cycles", 0, 0, "every count is 0", 0},
		{"cycles", 1, 0, "a median of 0", 0},
		{"cycles", 0, 1, "", 1},
		{"fuel", 0, 0, "", 0},
		{"fuel", 1, 0, "", 0},
	} {
		rows := suiteRows(10, []string{"a", "b"}, []string{"x"}, func(e, _ int) float64 { return []float64{tt.a, tt.b}[e] })
		for i := range rows {
			rows[i].Event = tt.event
		}
		r, err := Compare(Group(rows), Options{Baseline: "a"})
		if err != nil {
			t.Fatal(err)
		}
		got, err := Gate{}.Judge(r)
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) || len(got.Worse) != tt.worse {
			t.Errorf("%s, %v to %v: %v, %v", tt.event, tt.a, tt.b, got, err)
		}
	}
}

// TestGateCopies: a gate over two recordings with the same rows cannot decide.
func TestGateCopies(t *testing.T) {
	rows := suiteRows(10, []string{"a"}, []string{"x"}, same)
	one, other := Group(rows), Group(append([]record.Row{}, rows...))
	ba := &BeforeAfter{Before: one, After: other, Labels: [2]string{"one", "other"}}
	if err := ba.check(); err != nil {
		t.Fatal(err)
	}
	r, err := ba.Compare(Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (Gate{Confounded: true}).Judge(r); !errors.Is(err, ErrGate) || !strings.Contains(err.Error(), "one and other have the same rows") {
		t.Errorf("%v", err)
	}
}
