package everyengine

import (
	"cmp"
	"errors"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/calibrate"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// TestCalibrate calibrates in worker processes, as the command does.
func TestCalibrate(t *testing.T) {
	ownTemp(t)
	list := append(available(t), job.Engine{Name: "slow", Engine: "wazero", Flags: "interpreter"})
	o, err := calibrate.Run(t.Context(), calibrate.Options{
		Engines: list, Measures: []string{"time", "cycles"}, Processes: 3, Iterations: 50,
	})
	if errors.Is(err, worker.ErrUnsupported) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Warnings) > 0 || o.Arch != record.Arch() {
		t.Errorf("%q, warnings %q", o.Arch, o.Warnings)
	}
	for _, line := range calibrate.Table(&o) {
		t.Log(strings.Join(line, " "))
	}
	floor, ok := o.LookupFloor("cycles")
	if !ok || floor.Cold.N != 3 || floor.Warm.N != 147 || len(floor.Warm.ProcessMedians) != 3 || floor.Warm.P99 == nil || floor.Warm.Max == 0 {
		t.Fatalf("floor %+v", floor)
	}
	for _, e := range list {
		name := cmp.Or(e.Name, e.Engine)
		w, ok := o.Lookup(name, e.Flags, "cycles")
		if !ok || w.Cold.N != 3 || w.Warm.N != 147 || w.Unit != "cycles" {
			t.Errorf("%v: %+v", e, w)
			continue
		}
		if !(w.Warm.Median > 0) { // less than the floor's it can be, where stamps of one are slowed down
			t.Errorf("%v: window %v", e, w.Warm.Median)
		}
		if b, ok := o.LookupPhase(name, e.Flags, measure.Compilation, "cycles"); !ok || b.Warm.N != 147 || b.Engine != "" {
			t.Errorf("%v: bracket %+v", e, b)
		}
		if _, ok := o.Lookup(name, e.Flags, "nanoseconds"); !ok {
			t.Errorf("%v: no window in nanoseconds", e)
		}
	}
}
