package everyengine

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// TestSizes: the size of the code in Compilation alone, once in each iteration, and that of the
// memory in the phases that have one: the same in all processes, beside a time.
func TestSizes(t *testing.T) {
	plan := recorder.Plan{
		Engines:    append(wasmtimeOnly(t, "", "api=wasmtime-go"), job.Engine{Engine: "wazero"}, job.Engine{Engine: "wazero", Flags: "compilation-workers=2"}),
		Benchmarks: []string{guest(t, "grow-pages")},
		Measures:   []string{"cycles", "guest-memory", "code-size"},
		Processes:  2, Iterations: 2,
	}
	rows, report := recordPlan(t, plan)
	if len(report.Failures) > 0 {
		t.Fatal(report.Failures)
	}
	if want := 4 * 2 * 2 * (3 + 2 + 1); len(rows) != want {
		t.Errorf("%d rows, want %d: cycles of three phases, memory of two, code of one", len(rows), want)
	}
	sizes := map[string]uint64{}
	var last record.Row
	for _, r := range rows {
		if r.Engine == last.Engine && r.EngineFlags == last.EngineFlags && r.Process == last.Process && r.Iteration == last.Iteration && r.Phase < last.Phase {
			t.Errorf("%v behind %v", r.Phase, last.Phase)
		}
		last = r
		// As its text says: 3 pages when it is instantiated, 8 at the end of the window.
		memory := map[measure.Phase]uint64{measure.Instantiation: 3 << 16, measure.Execution: 8 << 16}
		switch engine := r.Engine; {
		case r.Event == "guest-memory" && (memory[r.Phase] == 0 || r.Count != memory[r.Phase]):
			t.Errorf("%+v: want %v", r, memory)
		case r.Event == "code-size" && r.Phase != measure.Compilation, r.Event == "code-size" && r.Count == 0:
			t.Errorf("%+v", r)
		case r.Event == "code-size" && sizes[engine] == 0:
			sizes[engine] = r.Count
		case r.Event == "code-size" && r.Count != sizes[engine]:
			t.Errorf("%+v: it was %d before", r, sizes[engine]) // through another API, and by another number of workers, too
		}
	}
	if len(sizes) != 2 {
		t.Errorf("sizes %v", sizes)
	}
}

// TestSizesRefused: before anything runs, or where the guest is to blame, with its iteration.
func TestSizesRefused(t *testing.T) {
	noop := benchmarkFile("noop")
	wazero, interpreter := job.Engine{Engine: "wazero"}, job.Engine{Engine: "wazero", Flags: "interpreter"}
	for _, tt := range []struct {
		engine  job.Engine
		measure string
		phase   measure.Phase
		is      error
		want    string
	}{
		{interpreter, "code-size", 0, measure.ErrUnavailable, "does not count code-size as it was opened: the interpreter makes no native code; these do: wasmtime, wazero"},
		{wazero, "code-size", measure.Execution, job.ErrPlan, "no rows of code-size: it is counted of Compilation, and only Execution is recorded"},
		{wazero, "guest-memory", measure.Compilation, job.ErrPlan, "no rows of guest-memory: engines count it while a guest runs, and Compilation runs none"},
	} {
		refuses(t, tt.measure, worker.Recorder{}, recorder.Plan{Engines: append(wasmtimeOnly(t), tt.engine), Phase: tt.phase,
			Benchmarks: []string{noop}, Measures: []string{tt.measure}, Processes: 1, Iterations: 1}, tt.is, tt.want)
	}
	// Beside another measure a phase without rows is a warning.
	rows, report := recordPlan(t, recorder.Plan{Engines: []job.Engine{wazero}, Phase: measure.Execution, Benchmarks: []string{noop},
		Measures: []string{"cycles", "code-size"}, Processes: 1, Iterations: 1})
	if len(rows) != 1 || !strings.Contains(strings.Join(report.Header.Warnings, "\n"), "no rows of code-size: it is counted of Compilation") {
		t.Errorf("%d rows, warnings %q", len(rows), report.Header.Warnings)
	}
	// wasmtime's C API shows no memory that is not exported.
	for _, e := range wasmtimeOnly(t, "", "api=wasmtime-go") {
		rows, report := recordPlan(t, recorder.Plan{Engines: []job.Engine{e}, Benchmarks: []string{guest(t, "multi-memory")}, Measures: []string{"guest-memory"}, Processes: 1, Iterations: 1})
		if err := report.Err(); err == nil || !strings.Contains(err.Error(), "memory 0 of 2 is not exported, and wasmtime's C API shows no others") || len(rows) > 0 {
			t.Errorf("%v: error %v, %d rows", e, err, len(rows))
		}
	}
}

// TestMemory: 64 MiB that a guest writes to are in the peak and in the growth of Execution, and
// in those of no phase of a guest that does nothing.
func TestMemory(t *testing.T) {
	if m, err := measure.Open("memory"); err != nil {
		t.Skip(err)
	} else if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	noop, touch := benchmarkFile("noop"), guest(t, "touch-memory")
	rows, report := recordPlan(t, recorder.Plan{
		Engines:    append(wasmtimeOnly(t, ""), job.Engine{Engine: "wazero"}),
		Benchmarks: []string{noop, touch},
		Measures:   []string{"cycles", "memory"},
		Processes:  2, Iterations: 1,
	})
	if want := 2 * 2 * 2 * 3 * 3; len(rows) != want || len(report.Failures) > 0 {
		t.Fatalf("%d rows, want %d; %v", len(rows), want, report.Failures)
	}
	const mib = 1 << 20
	for _, r := range rows {
		least, most := uint64(0), uint64(1<<40)
		switch touches := r.Wasm == touch && r.Phase == measure.Execution; {
		case r.Event == "memory-growth" && touches:
			least = 60 * mib // 64, and by how much a count may be off
		case r.Event == "memory-growth":
			most = 32 * mib
		case r.Event == "peak-memory" && touches:
			least = 64 * mib
		case r.Event == "peak-memory":
			least = mib
		}
		if r.Count < least || r.Count > most {
			t.Errorf("%+v, want %d to %d", r, least, most)
		}
		t.Logf("%s %v %s %s %d", r.Engine, r.Phase, filepath.Base(r.Wasm), r.Event, r.Count)
	}
}
