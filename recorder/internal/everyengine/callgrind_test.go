package everyengine

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	_ "github.com/sightglass-go/sightglass/measure/callgrind"
	"github.com/sightglass-go/sightglass/measure/record"
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
		Processes:  2, Iterations: 1, Guest: job.Guest{SmallWorkload: true},
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
		plan.Processes = 3
		if e, err := engines.Open(t.Context(), "wasmtime", ""); err == nil {
			_ = e.Close(t.Context())
			plan.Engines = append(plan.Engines, job.Engine{Engine: "wasmtime"})
		}
	}
	rows, report := recordPlan(t, plan)
	if len(report.Failures) > 0 {
		t.Fatal(report.Failures)
	}
	counts := map[string]uint64{}
	for _, r := range rows {
		key := fmt.Sprintf("%s %s %v %s", r.Engine, r.Wasm, r.Phase, r.Event)
		was, seen := counts[key]
		counts[key] = r.Count
		switch {
		case r.Count == 0 && r.Event == measure.Instructions.Name:
			t.Errorf("%s: nothing", key)
		case seen && r.Phase == measure.Execution && r.Engine == "wazero" && strings.Contains(r.Wasm, "ackermann"):
			if ratio := float64(r.Count) / float64(was); ratio < 0.95 || ratio > 1/0.95 {
				t.Errorf("%s: %d, and in another process %d", key, r.Count, was)
			}
		case seen && r.Phase == measure.Execution && r.Count != was:
			t.Errorf("%s: %d, and in another process %d", key, r.Count, was)
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
	if _, err := (worker.Recorder{}).Record(t.Context(), plan, new(record.Collector)); !errors.Is(err, job.ErrPlan) || !strings.Contains(err.Error(), "alone") {
		t.Errorf("beside another: %v", err)
	}
	plan.Measures = []string{"callgrind"}
	if _, err := (recorder.InProcess{}).Record(t.Context(), plan, new(record.Collector)); !errors.Is(err, measure.ErrUnavailable) {
		t.Errorf("in process: %v", err)
	}
}
