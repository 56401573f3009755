package recorder

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

func paddings(t *testing.T, plan Plan) []int {
	t.Helper()
	runner := new(setupRunner)
	if _, err := Record(t.Context(), plan, new(record.Collector), runner, Options{}); err != nil {
		t.Fatal(err)
	}
	var list []int
	for _, j := range runner.jobs {
		list = append(list, j.Padding)
	}
	return list
}

// TestPadding: every process has a padding of its own, which the seed decides,
// and all are equally likely.
func TestPadding(t *testing.T) {
	plan := fakePlan()
	plan.Processes, plan.Seed = 1000, 7
	was := paddings(t, plan)
	if again := paddings(t, plan); !slices.Equal(was, again) {
		t.Error("the same seed padded differently")
	}
	plan.Seed++
	if other := paddings(t, plan); slices.Equal(was, other) {
		t.Error("another seed padded alike")
	}
	var bins [16]float64
	for _, n := range was {
		if n < 0 || n >= DefaultPadding {
			t.Fatalf("a padding of %d", n)
		}
		bins[n/(DefaultPadding/len(bins))]++
	}
	chi, want := 0.0, float64(len(was))/float64(len(bins))
	for _, n := range bins {
		chi += (n - want) * (n - want) / want
	}
	if chi > 37.7 { // scipy.stats.chi2.isf(0.001, 15)
		t.Errorf("not uniform: chi-square %.1f, %v", chi, bins)
	}
	plan.Processes, plan.Padding = 20, -1
	if none := paddings(t, plan); slices.Max(none) != 0 {
		t.Errorf("none was asked for: %v", none)
	}
	plan.Padding = 10
	if few := paddings(t, plan); slices.Max(few) > 9 || slices.Max(few) == 0 {
		t.Errorf("up to 9: %v", few)
	}
}

// TestPaddingResumed: a recording goes on as it began; one of a version that did
// not pad has none.
func TestPaddingResumed(t *testing.T) {
	for name, tt := range map[string]struct {
		began, resumed int
		want           int // in the plan that is carried out
		refused        bool
	}{
		"by default":              {0, 0, DefaultPadding, false},
		"of an older version":     {-1, 0, 0, false},
		"of its own":              {100, 0, 100, false},
		"the same, in words":      {100, 100, 100, false},
		"another":                 {100, 200, 0, true},
		"now none":                {0, -1, 0, true},
		"of an older version, on": {-1, DefaultPadding, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			plan := resumePlan()
			plan.Padding = tt.began
			first := &setupRunner{killed: 3}
			w, rec := goOn(t, killed(t, plan, first))
			var header map[string]json.RawMessage
			if err := json.Unmarshal(rec.Header.Plan, &header); err != nil {
				t.Fatal(err)
			}
			if _, padded := header["padding"]; padded != (tt.began >= 0) {
				t.Errorf("the plan in the header is %s", rec.Header.Plan)
			}
			plan.Padding = tt.resumed
			second := new(setupRunner)
			_, err := Record(t.Context(), plan, w, second, Options{Resume: rec})
			if tt.refused {
				if !errors.Is(err, ErrChanged) || !strings.Contains(err.Error(), "other padding") {
					t.Errorf("%v, want that the padding is another", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			whole := resumePlan()
			whole.Padding = tt.began
			want := paddings(t, whole)
			if got := append(first.jobs, second.jobs...); len(got) != len(want) {
				t.Fatalf("%d processes, want %d", len(got), len(want))
			} else {
				for i, j := range got {
					if j.Padding != want[i] || j.Padding >= max(1, tt.want) {
						t.Errorf("process %d: padding %d, want %d, less than %d", i, j.Padding, want[i], tt.want)
					}
				}
			}
		})
	}
}

func TestPaddingInProcess(t *testing.T) {
	plan := fakePlan()
	plan.Processes, plan.Padding = 1, 8
	if _, err := (InProcess{}).Record(t.Context(), plan, new(record.Collector)); !errors.Is(err, job.ErrPlan) || !strings.Contains(err.Error(), "environment") {
		t.Errorf("%v, want that this process has its environment", err)
	}
}
