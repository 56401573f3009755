package gobench_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	_ "github.com/sightglass-go/sightglass/engines/wasmtime"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/recorder/gobench"
)

// TestFuel: what engines count is a metric, and its flag is in the name of the
// benchmark or there is no benchmark.
func TestFuel(t *testing.T) {
	e, err := engines.Open(context.Background(), "wasmtime", "")
	if errors.Is(err, engines.ErrUnavailable) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	_ = e.Close(context.Background())
	for _, tt := range []struct {
		engine, flags string
		phase         measure.Phase
		units, fatal  string
	}{
		{engine: "wasmtime", flags: "fuel", phase: measure.Execution, units: "fuel/op ns/op"},
		{engine: "wasmtime", flags: "fuel", phase: measure.Instantiation, units: "fuel/op ns/op"},
		{engine: "wasmtime", flags: "fuel", phase: measure.Compilation, units: "ns/op"},
		{engine: "wasmtime", phase: measure.Execution, fatal: `set Benchmark.Flags to "fuel"`},
		{engine: "wazero", phase: measure.Execution, fatal: "engine wazero does not count fuel; these do: wasmtime"},
	} {
		b := fake(t, 3)
		gobench.RunPhase(b, gobench.Benchmark{Engine: tt.engine, Flags: tt.flags, Wasm: noop, Measures: []string{"fuel"}}, tt.phase)
		if got := units(b); got != tt.units || !strings.Contains(b.fatal, tt.fatal) || (b.fatal == "") != (tt.fatal == "") {
			t.Errorf("%s (%s), %v: %q; %s", tt.engine, tt.flags, tt.phase, got, b.fatal)
		}
		if tt.phase == measure.Execution && tt.fatal == "" && b.metrics["fuel/op"] != 1 {
			t.Errorf("noop burnt %v", b.metrics["fuel/op"])
		}
	}
}
