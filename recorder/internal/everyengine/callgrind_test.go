// The race detector would add instructions of its own.

//go:build !race

package everyengine

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	_ "github.com/sightglass-go/sightglass/measure/callgrind"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// TestCallgrind: what a guest executes counts the same in every process, and every
// phase has counts. Where a guest recurses deeply wazero lets its stack grow in Go's
// heap, on the guest's thread, and that is not the same twice.
func TestCallgrind(t *testing.T) {
	plan := recorder.Plan{
		Engines:    []job.Engine{{Engine: "wazero"}},
		Benchmarks: []string{benchmarkFile("noop")},
		Measures:   []string{"callgrind"},
		Processes:  3, Iterations: 1, Guest: job.Guest{SmallWorkload: true},
	}
	by, err := measure.Default.Launcher("callgrind")
	if err == nil {
		_, err = by(t.TempDir())
	}
	if err != nil {
		t.Skipf("%v; then go test -run TestCallgrind ./recorder/internal/everyengine", err)
	}
	if os.Getenv("SIGHTGLASS_TESTS") != "" {
		plan.Benchmarks = append(plan.Benchmarks, benchmarkFile("shootout-ackermann"))
		plan.Engines = available(t)
	}
	rows, report := recordPlan(t, plan)
	if len(report.Failures) > 0 {
		t.Fatal(report.Failures)
	}
	counts := map[string][]uint64{}
	for _, r := range rows {
		key := fmt.Sprintf("%s %s %v %s", r.Engine, r.Wasm, r.Phase, r.Event)
		counts[key] = append(counts[key], r.Count)
		if r.Count == 0 && r.Event == measure.Instructions.Name {
			t.Errorf("%s: nothing", key)
		}
	}
	for key, list := range counts {
		slices.Sort(list)
		switch {
		case !strings.Contains(key, "Execution"):
		case strings.Contains(key, "wazero") && strings.Contains(key, "ackermann"):
			if float64(list[0]) < 0.95*float64(list[len(list)-1]) {
				t.Errorf("%s: %d", key, list)
			}
		// Go's scheduler may look in on one of them.
		case len(slices.Compact(slices.Clone(list))) == len(list):
			t.Errorf("%s: no two processes agree: %d", key, list)
		}
	}
	if want := len(plan.Engines) * len(plan.Benchmarks) * 3 * 3; len(counts) != want || len(rows) != want*plan.Processes {
		t.Errorf("%d series and %d rows, want %d series of %d", len(counts), len(rows), want, plan.Processes)
	}
}

// TestCallgrindRefused: another measure beside it, and a process that nobody started
// for it.
func TestCallgrindRefused(t *testing.T) {
	plan := recorder.Plan{
		Engines: []job.Engine{{Engine: "wazero"}}, Benchmarks: []string{benchmarkFile("noop")},
		Measures: []string{"cycles", "callgrind"}, Processes: 1, Iterations: 1,
	}
	refuses(t, "beside another", worker.Recorder{}, plan, job.ErrPlan, "alone")
	plan.Measures = []string{"callgrind"}
	refuses(t, "in process", recorder.InProcess{}, plan, measure.ErrUnavailable, "")
}
