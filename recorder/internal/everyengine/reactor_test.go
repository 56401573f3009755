package everyengine

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// TestReactor: each instance is initialised, whatever is recorded, and what the
// function returns is what is expected.
func TestReactor(t *testing.T) {
	wasm := guest(t, "reactor")
	for _, phase := range append(measure.Phases(), 0) {
		plan := recorder.Plan{
			Engines: available(t), Benchmarks: []string{wasm}, Phase: phase,
			Guest:     job.Guest{Call: record.Call{Entry: "work", Args: []string{"21"}}, Results: []string{"42"}},
			Processes: 1, Iterations: 3,
		}
		phases := 1
		if phase == 0 {
			phases = 3
		} else if phase != measure.Execution {
			plan.Results = nil
		}
		rows, report := recordPlan(t, plan)
		if len(report.Failures) > 0 || len(report.Warnings) > 0 || len(rows) != len(plan.Engines)*3*phases {
			t.Errorf("%v: %d rows, failures %v, warnings %q", phase, len(rows), report.Failures, report.Warnings)
		}
	}
}

// TestReactorFuel: what _initialize burns is part of Instantiation, and nothing
// of it is part of Execution.
func TestReactorFuel(t *testing.T) {
	for _, phase := range []measure.Phase{0, measure.Instantiation, measure.Execution} {
		rows, report := recordPlan(t, recorder.Plan{
			Engines: wasmtimeOnly(t, "", "api=wasmtime-go"), Benchmarks: []string{guest(t, "reactor-command"), guest(t, "reactor")},
			Measures: []string{"fuel"}, Phase: phase, Guest: job.Guest{Call: record.Call{Whole: true}}, Processes: 1, Iterations: 2,
		})
		// reactor has no _start, so that it has no rows here; its failure is that.
		if len(report.Failures) != 2 || !errors.Is(report.Failures[0], inspect.ErrNoEntry) {
			t.Fatal(report.Failures)
		}
		// Entering the function, global.get, i32.const, i32.add and global.set; then
		// entering, global.get, i32.const, i32.ne, if, and two calls.
		want := map[measure.Phase]uint64{measure.Instantiation: 5, measure.Execution: 7}
		for _, r := range rows {
			if r.Count != want[r.Phase] {
				t.Errorf("%+v: want %d", r, want[r.Phase])
			}
		}
		if len(rows) == 0 {
			t.Errorf("%v: no rows", phase)
		}
	}
}

func TestReactorFails(t *testing.T) {
	early := filepath.Join(t.TempDir(), "early.wasm")
	write(t, early, earlyReactor)
	entry := func(name string) record.Call { return record.Call{Entry: name} }
	for name, tt := range map[string]struct {
		wasm    string
		call    record.Call
		results []string
		want    error
		says    string
	}{
		"other result":    {guest(t, "reactor"), entry("state"), []string{"2"}, job.ErrResult, "Execution: result differs from what is expected: state returned 1, expected 2"},
		"several results": {guest(t, "reactor"), entry("many"), []string{"-1", "-2", "nan", "0.5"}, job.ErrResult, "many returned -1 -2 NaN -0.5, expected -1 -2 NaN 0.5"},
		"too few results": {guest(t, "reactor"), entry("many"), []string{"-1"}, inspect.ErrResults, "1 result given for a function "},
		"no number":       {guest(t, "reactor"), entry("state"), []string{"one"}, inspect.ErrResults, `result 1, "one": is not an i32`},
		"_initialize":     {guest(t, "reactor"), entry("_initialize"), nil, inspect.ErrEntryType, "record the phase Instantiation"},
		"no entry":        {guest(t, "reactor"), record.Call{}, nil, inspect.ErrNoEntry, "name the function to call"},
		"traps":           {guest(t, "reactor-traps"), record.Call{}, nil, engines.ErrTrap, "Instantiation: module does not instantiate: _initialize: guest trapped"},
		"typed":           {guest(t, "reactor-typed"), entry("state"), nil, inspect.ErrEntryType, "`_initialize` has type (i32) -> ()"},
		"early":           {early, record.Call{}, nil, engines.ErrEarly, "while the module was instantiated"},
	} {
		for _, phase := range []measure.Phase{0, measure.Execution} {
			rows, report := recordPlan(t, recorder.Plan{Engines: available(t), Benchmarks: []string{tt.wasm}, Phase: phase, Guest: job.Guest{Call: tt.call, Results: tt.results}, Processes: 1, Iterations: 2})
			if len(rows) > 0 || len(report.Failures) != len(available(t)) {
				t.Errorf("%s, %v: %d rows, failures %v", name, phase, len(rows), report.Failures)
			}
			for _, f := range report.Failures {
				if !errors.Is(f, tt.want) || !strings.Contains(f.Error(), tt.says) {
					t.Errorf("%s, %v: %v; want %v, %q", name, phase, f, tt.want, tt.says)
				}
			}
		}
	}
	// Measured from outside, nothing comes of the guest's calls.
	if rows, report := recordPlan(t, recorder.Plan{Engines: available(t), Benchmarks: []string{early}, Guest: job.Guest{Call: record.Call{Whole: true}}, Processes: 1, Iterations: 2}); len(rows) != len(available(t))*6 {
		t.Errorf("early, as a whole: %d rows, %v", len(rows), report.Failures)
	}
	// _initialize alone is what Instantiation of a library is.
	if rows, report := recordPlan(t, recorder.Plan{Engines: available(t), Benchmarks: []string{guest(t, "reactor")}, Phase: measure.Instantiation, Guest: job.Guest{Call: entry("_initialize")}, Processes: 1, Iterations: 2}); len(rows) != len(available(t))*2 {
		t.Errorf("instantiation of a library: %d rows, %v", len(rows), report.Failures)
	}
}

// earlyReactor calls bench.start and bench.end in _initialize; its _start is
// empty.
const earlyReactor = "\x00asm\x01\x00\x00\x00" +
	"\x01\x04\x01\x60\x00\x00" +
	"\x02\x1b\x02\x05bench\x05start\x00\x00\x05bench\x03end\x00\x00" +
	"\x03\x03\x02\x00\x00" +
	"\x07\x18\x02\x0b_initialize\x00\x02\x06_start\x00\x03" +
	"\x0a\x0b\x02\x06\x00\x10\x00\x10\x01\x0b\x02\x00\x0b"

// TestResultsFile: a file beside the benchmark says what a function returns, and
// without one there is a warning.
func TestResultsFile(t *testing.T) {
	wasm := guest(t, "reactor")
	dir := filepath.Dir(wasm)
	plan := recorder.Plan{Engines: available(t)[:1], Benchmarks: []string{wasm}, Guest: job.Guest{Call: record.Call{Entry: "work", Args: []string{"4"}}}, Processes: 1, Iterations: 1}
	_, report := recordPlan(t, plan)
	if len(report.Failures) > 0 || !slices.ContainsFunc(report.Warnings, func(w string) bool { return strings.Contains(w, "what work returns is not checked") }) {
		t.Errorf("without a file: %v, %q", report.Failures, report.Warnings)
	}
	file := filepath.Join(dir, "reactor.work.results.expected")
	for text, good := range map[string]bool{"8\n": true, "9\n": false, "": false, "8 8": false} {
		write(t, file, text)
		_, report := recordPlan(t, plan)
		if good != (len(report.Failures) == 0) || len(report.Warnings) > 0 {
			t.Errorf("%q: %v, %q", text, report.Failures, report.Warnings)
		}
		if !good && !strings.Contains(report.Failures[0].Error(), file) {
			t.Errorf("%q: %v does not name the file", text, report.Failures[0])
		}
	}
	// The plan's word is above the file's, and a command's expected output is not
	// that of a function.
	write(t, filepath.Join(dir, "default.stdout.expected"), "something\n")
	plan.Results = []string{"8"}
	if _, report := recordPlan(t, plan); len(report.Failures) > 0 {
		t.Error(report.Failures)
	}
}

func TestResultsRefused(t *testing.T) {
	for name, plan := range map[string]recorder.Plan{
		"no function":  {Guest: job.Guest{Results: []string{"1"}}},
		"not called":   {Guest: job.Guest{Call: record.Call{Entry: "work"}, Results: []string{"1"}}, Phase: measure.Instantiation},
		"not called 2": {Guest: job.Guest{Call: record.Call{Entry: "work"}, Results: []string{"1"}}, Phase: measure.Compilation},
	} {
		plan.Engines, plan.Benchmarks = available(t), []string{"x.wasm"}
		refuses(t, name, recorder.InProcess{}, plan, job.ErrPlan, "")
	}
}
