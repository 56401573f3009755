package analysis

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestSelfcheckOfShares: by hand: each machine has its own self-check, and one that failed
// is said, whatever the others are.
func TestSelfcheckOfShares(t *testing.T) {
	check := func(machine, verdict string, ratio float64) *record.Selfcheck {
		return &record.Selfcheck{Machine: machine, At: time.Unix(1, 0), Verdict: verdict, Why: map[bool][]string{false: {"why"}}[verdict == record.SelfcheckPassed],
			Rounds: 20, PlannedRounds: 20, Smallest: []record.SmallestChange{{Phase: "Execution", Event: "cycles", Ratio: ratio, Worst: ratio}}}
	}
	passed, failed, little := record.SelfcheckPassed, record.SelfcheckFailed, record.SelfcheckLittle
	for name, tt := range map[string]struct {
		checks  []*record.Selfcheck
		verdict string
		why     string
	}{
		"none":                    {[]*record.Selfcheck{nil, nil}, "", ""},
		"all passed":              {[]*record.Selfcheck{check("f1", passed, 1.02), check("f2", passed, 1.05)}, passed, ""},
		"one failed":              {[]*record.Selfcheck{check("f1", passed, 1.02), check("f2", failed, 1.05)}, failed, "n2: why"},
		"one failed, one lacking": {[]*record.Selfcheck{nil, check("f2", failed, 1.05)}, failed, "n2: why|none of n1"},
		"one lacking":             {[]*record.Selfcheck{check("f1", passed, 1.02), nil}, little, "none of n2"},
		"one undecided":           {[]*record.Selfcheck{check("f1", passed, 1.02), check("f2", little, 1.05)}, little, "n2: why"},
		"of another machine":      {[]*record.Selfcheck{check("f1", passed, 1.02), check("f9", passed, 1.05)}, little, "none of n2"},
	} {
		var b Builder
		for i, s := range tt.checks {
			b.Header(record.Header{Machine: record.Machine{Name: fmt.Sprintf("n%d", i+1), Boot: fmt.Sprint(i), Fingerprint: fmt.Sprintf("f%d", i+1)}, Selfcheck: s,
				Share: &record.Share{Plan: "p", Index: i + 1, Of: len(tt.checks), Rounds: 40}})
		}
		d := b.Data()
		s := d.Selfcheck()
		if (s == nil) != (tt.verdict == "") || s != nil && (s.Verdict != tt.verdict || strings.Join(s.Why, "|") != tt.why) {
			t.Errorf("%s: %+v, want %s %s", name, s, tt.verdict, tt.why)
		}
		if name == "all passed" && s.Smallest[0].Ratio != 1.05 {
			t.Errorf("what can be seen on all: %+v", s.Smallest)
		}
		if _, err := CheckSelf(d, Options{}, 0, 1); !errors.Is(err, ErrSeveralMachines) || !strings.Contains(err.Error(), "n1, n2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
