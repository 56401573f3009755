package everyengine

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/calibrate"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// components is a plan of components, for all engines if one of them runs components.
func components(t *testing.T, names ...string) recorder.Plan {
	t.Helper()
	dir := t.TempDir()
	_ = wasmtimeOnly(t)
	plan := recorder.Plan{Engines: available(t), Processes: 1, Iterations: 2}
	for _, name := range names {
		path := filepath.Join(dir, name+".wasm")
		write(t, path, string(guests.Wasm("components/"+name)))
		plan.Benchmarks = append(plan.Benchmarks, path)
	}
	return plan
}

// TestComponents records components on all engines: those that run none refuse each of
// them by name, and what is wrong with one is said of it and costs no other's rows.
func TestComponents(t *testing.T) {
	var names []string
	byName := map[string]guests.Guest{}
	for _, g := range guests.Components() {
		name := strings.TrimPrefix(g.Name, "components/")
		if byName[name] = g; !g.Heavy && g.Args == nil && g.Stdin == "" && g.Env == nil && !g.Files {
			names = append(names, name)
		}
	}
	plan := components(t, names...)
	rows, report := recordPlan(t, plan)
	for _, path := range plan.Benchmarks {
		name := strings.TrimSuffix(filepath.Base(path), ".wasm")
		g := byName[name]
		want := expectedError(g, "wasmtime")
		if name == "early" {
			want = engines.ErrEarly
		}
		if g.Ends == guests.Uncallable && g.Benchmark {
			want = engines.ErrExport // found when it is called
		}
		for _, e := range plan.Engines {
			want := want
			if e.Engine != "wasmtime" && !errors.Is(want, job.ErrNotBenchmark) {
				want = engines.ErrComponent
			}
			n := 0
			for _, r := range rows {
				if r.Wasm == path && r.Engine == e.Engine {
					n++
				}
			}
			i := slices.IndexFunc(report.Failures, func(f *job.Failure) bool { return f.Benchmark == path && f.Engine.Engine == e.Engine })
			switch {
			case want == nil && (i >= 0 || n != 2*3):
				t.Errorf("%s on %s: %d rows, %v", name, e.Engine, n, report.Failures)
			case want != nil && (i < 0 || n > 0 || !matches(report.Failures[i], want)):
				t.Errorf("%s on %s: %d rows, failures %v; want %v", name, e.Engine, n, report.Failures, want)
			case want != nil && strings.Contains(report.Failures[i].Error(), "\n"):
				t.Errorf("more than one line: %v", report.Failures[i])
			}
		}
	}
}

// TestComponentLimits: a component that never returns is ended at the time-out, one that
// takes all memory at the limit, and one that prints much at that one.
func TestComponentLimits(t *testing.T) {
	run := func(name string, limits job.Limits) error {
		t.Helper()
		plan := components(t, name)
		plan.Engines = []job.Engine{{Engine: "wasmtime"}}
		plan.Limits = limits
		rows, report := recordPlan(t, plan)
		if len(rows) > 0 && report.Err() != nil {
			t.Errorf("%s: %d rows, %v", name, len(rows), report.Err())
		}
		return report.Err()
	}
	if err := run("loop-forever", job.Limits{Timeout: 2 * time.Second}); !errors.Is(err, job.ErrTimeout) {
		t.Errorf("loop-forever: %v", err)
	}
	if err := run("big-output", job.Limits{OutputLimit: 1 << 20}); !errors.Is(err, job.ErrTooMuchOutput) {
		t.Errorf("big-output: %v", err)
	}
	if limits { // where its growing may fail, which it copes with
		if err := run("grow-memory", job.Limits{MemoryLimit: 512 << 20}); err != nil && !errors.Is(err, job.ErrMemory) {
			t.Errorf("grow-memory: %v", err)
		}
	}
}

// TestComponentRefused: what is asked of a component that is not to be had of one is
// refused before anything runs.
func TestComponentRefused(t *testing.T) {
	for name, change := range map[string]func(*recorder.Plan){
		"an entry":  func(p *recorder.Plan) { p.Call.Entry = "run" },
		"operators": func(p *recorder.Plan) { p.Measures = []string{"operators"} },
	} {
		plan := components(t, "noop")
		change(&plan)
		rows, report := recordPlan(t, plan)
		if len(rows) > 0 || len(report.Failures) != len(plan.Engines) || !errors.Is(report.Err(), inspect.ErrComponent) || !strings.Contains(report.Err().Error(), "component") {
			t.Errorf("%s: %d rows, %v", name, len(rows), report.Err())
		}
	}
	profile := worker.Recorder{Options: recorder.Options{Profile: func(int, int, *record.Profile) { t.Error("a profile") }}}
	report, err := profile.Record(t.Context(), components(t, "noop"), new(record.Collector))
	if err := errors.Join(err, report.Err()); !errors.Is(err, inspect.ErrComponent) {
		t.Errorf("a profile: %v", err)
	}
}

// TestComponentOutput: what a component prints is checked, and is that of the same program
// as a core module.
func TestComponentOutput(t *testing.T) {
	plan := components(t, "hello")
	plan.Engines = []job.Engine{{Engine: "wasmtime"}}
	g, _ := guests.Lookup("hello")
	expected := strings.TrimSuffix(plan.Benchmarks[0], ".wasm")
	write(t, expected+".stdout.expected", g.Stdout)
	write(t, expected+".stderr.expected", g.Stderr)
	if rows, report := recordPlan(t, plan); len(rows) != 2*3 || report.Err() != nil || len(report.Warnings) > 1 {
		t.Errorf("%d rows, %v, %q", len(rows), report.Err(), report.Warnings)
	}
	write(t, expected+".stdout.expected", "goodbye\n")
	if rows, report := recordPlan(t, plan); len(rows) != 0 || !errors.Is(report.Err(), job.ErrOutput) {
		t.Errorf("wrong output: %d rows, %v", len(rows), report.Err())
	}
}

// TestComponentCounts: the header knows components; fuel and code size are counted, and
// guest memory says why it is not.
func TestComponentCounts(t *testing.T) {
	plan := components(t, "work")
	plan.Engines = []job.Engine{{Engine: "wasmtime"}}
	for event, want := range map[string]bool{measure.Fuel.Name: true, measure.CodeSize.Name: true, measure.GuestMemory.Name: false} {
		plan.Measures = []string{event}
		rows, report := recordPlan(t, plan)
		counted := slices.ContainsFunc(rows, func(r record.Row) bool { return r.Event == event && r.Count > 0 })
		if counted != want || report.Err() == nil != want {
			t.Errorf("%s: %v, %v", event, rows, report.Err())
		}
		if !want && !strings.Contains(report.Err().Error(), "memories inside a component") {
			t.Errorf("%s: %v", event, report.Err())
		}
	}
}

// TestCalibrateComponents finds the window of components, which is another than that of
// core modules, on the engines that have one.
func TestCalibrateComponents(t *testing.T) {
	wasmtime := wasmtimeOnly(t, "")
	ownTemp(t)
	o, err := calibrate.Run(t.Context(), calibrate.Options{Engines: wasmtime, Component: true, Processes: 2, Iterations: 5})
	if errors.Is(err, worker.ErrUnsupported) {
		t.Skip(err)
	}
	w, ok := o.Lookup("wasmtime", "", "cycles")
	if err != nil || !ok || w.Warm == nil || w.Warm.N != 8 || !o.Component {
		t.Errorf("%+v, %v", o, err)
	}
	mixed, err := calibrate.Run(t.Context(), calibrate.Options{Engines: wasmtime, Mixed: true, Processes: 2, Iterations: 5})
	if err != nil || mixed.Component {
		t.Errorf("mixed: %+v, %v", mixed, err)
	}
	for _, component := range []bool{false, true} {
		of := mixed.For(component)
		if of == nil {
			t.Fatalf("mixed, component %t: not calibrated", component)
		}
		if w, ok := of.Lookup("wasmtime", "", "cycles"); !ok || w.Warm == nil || w.Warm.N != 8 {
			t.Errorf("mixed, component %t: %+v", component, w)
		}
		if floor, ok := of.LookupFloor("cycles"); !ok || floor.Warm.N != 8 {
			t.Errorf("mixed, component %t: floor %+v", component, floor)
		}
	}
	if o.For(false) != nil {
		t.Error("a component's window is said to be that of modules")
	}
	if _, err := calibrate.Run(t.Context(), calibrate.Options{Engines: []job.Engine{{Engine: "wazero"}}, Component: true, Processes: 1, Iterations: 1}); !errors.Is(err, engines.ErrComponent) {
		t.Errorf("wazero: %v", err)
	}
}
