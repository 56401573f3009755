package everyengine

import (
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// Fuel of wasmtime v39, the same on every machine. That of noop is the call of
// bench.end; that of ackermann was first recorded on linux/amd64, and no other
// machine may differ.
const (
	fuelNoop           = 1
	fuelNoopWhole      = 3 // entering _start, and two calls
	fuelAckermannSmall = 1722332
)

// TestFuel: equal in all iterations and processes, through both ways to
// wasmtime, at any level of optimisation, and equal to what other machines had.
func TestFuel(t *testing.T) {
	noop, ackermann := benchmarkFile("noop"), benchmarkFile("shootout-ackermann")
	plan := recorder.Plan{
		Engines:    wasmtimeOnly(t, "", "api=wasmtime-go", "opt-level=none"),
		Benchmarks: []string{noop, ackermann},
		Measures:   []string{"cycles", "fuel"}, // in this order fuel is outermost all the same
		Processes:  3, Iterations: 3, Guest: job.Guest{SmallWorkload: true},
	}
	rows, report := recordPlan(t, plan)
	if len(report.Failures) > 0 || len(report.Warnings) > 0 {
		t.Fatal(report.Failures, report.Warnings)
	}
	if want := 3 * 2 * 3 * 3 * (3 + 2); len(rows) != want {
		t.Errorf("%d rows, want %d: cycles of three phases, fuel of two", len(rows), want)
	}
	flags := map[string]int{}
	for _, r := range rows {
		flags[r.EngineFlags]++
		if r.Event != "fuel" {
			continue
		}
		want := map[string]uint64{noop: fuelNoop, ackermann: fuelAckermannSmall}[r.Wasm]
		if r.Phase == measure.Instantiation {
			want = 0
		}
		if r.Phase == measure.Compilation || r.Count != want {
			t.Errorf("%+v: want %d", r, want)
		}
	}
	for _, f := range []string{"fuel", "api=wasmtime-go,fuel", "opt-level=none,fuel"} {
		if flags[f] != len(rows)/3 {
			t.Errorf("rows by flags: %v", flags)
		}
	}
	for i, e := range report.Header.Engines {
		if !strings.HasSuffix(e.Flags, "fuel") || strings.Contains(plan.Engines[i].Flags, "fuel") {
			t.Errorf("header %+v, plan %+v", e, plan.Engines[i])
		}
	}
	for _, e := range report.Header.Events {
		if known, ok := measure.LookupEvent(e.Name); e.Name == "fuel" && (!ok || known != e || e != measure.Fuel) {
			t.Errorf("event %+v, known as %+v", e, known)
		}
	}
}

// TestFuelWhole: the whole call, from outside, with the flag given already.
func TestFuelWhole(t *testing.T) {
	for _, call := range []record.Call{{Whole: true}, {Entry: "_start"}} {
		rows, report := recordPlan(t, recorder.Plan{
			Engines: wasmtimeOnly(t, "fuel"), Benchmarks: []string{benchmarkFile("noop")}, Measures: []string{"fuel"},
			Phase: measure.Execution, Guest: job.Guest{Call: call}, Processes: 2, Iterations: 2,
		})
		if len(rows) != 4 || len(report.Failures) > 0 {
			t.Errorf("%+v: %d rows, %v", call, len(rows), report.Failures)
		}
		for _, r := range rows {
			if r.Count != fuelNoopWhole || r.EngineFlags != "fuel" {
				t.Errorf("%+v", r)
			}
		}
	}
}

// TestFuelRefused: before anything runs, and with the words that help.
func TestFuelRefused(t *testing.T) {
	for _, tt := range []struct {
		engines []job.Engine
		phase   measure.Phase
		is      error
		want    string
	}{
		{engines: []job.Engine{{Engine: "wazero"}}, is: measure.ErrUnavailable, want: "engine wazero does not count fuel; these do: wasmtime"},
		{engines: wasmtimeOnly(t, "", "fuel"), is: job.ErrPlan, want: "wasmtime:fuel is listed twice"},
		{engines: wasmtimeOnly(t, "fuel=off"), is: engines.ErrFlag, want: "fuel is given twice"},
		{engines: wasmtimeOnly(t, ""), phase: measure.Compilation, is: job.ErrPlan, want: "Compilation runs none"},
	} {
		refuses(t, "fuel", worker.Recorder{}, recorder.Plan{Engines: tt.engines, Phase: tt.phase,
			Benchmarks: []string{benchmarkFile("noop")}, Measures: []string{"fuel"}, Processes: 1, Iterations: 1}, tt.is, tt.want)
	}
}
