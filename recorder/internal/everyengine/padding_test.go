//go:build unix

package everyengine

import (
	"slices"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// TestPaddingReaches: a worker finds the padding that its plan drew, here and
// where a command leads, and the recording keeps what it found. That a guest
// does not see it is TestGuestSees, whose plans are padded.
func TestPaddingReaches(t *testing.T) {
	plan := wazeroPlan(guest(t, "noop"))
	plan.Processes, plan.Seed, plan.FirstProcess = 4, 3, 1
	found := func(r worker.Recorder, plan recorder.Plan) (list []int) {
		t.Helper()
		var c record.Collector
		if report, err := r.Record(t.Context(), plan, &c); err != nil || report.Err() != nil {
			t.Fatal(err, report.Err())
		}
		for _, m := range c.Marks {
			if m.Ended != nil {
				list = append(list, m.Ended.Padding)
			}
		}
		return list
	}
	here := found(worker.Recorder{}, plan)
	if len(here) != 4 || slices.Max(here) >= recorder.DefaultPadding || slices.Max(here) == slices.Min(here) {
		t.Errorf("padded by %v", here)
	}
	if there := found(worker.Recorder{Exec: prefix(t, "env")}, plan); !slices.Equal(here, there) {
		t.Errorf("where a command leads it is padded by %v, want %v", there, here)
	}
	plan.Padding = -1
	if none := found(worker.Recorder{}, plan); slices.Max(none) != 0 {
		t.Errorf("padded by %v, want none", none)
	}
}
