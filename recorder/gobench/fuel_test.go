package gobench_test

import (
	"context"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/wazero"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/recorder/gobench"
)

// burner is wazero with a counter of fuel, which burns one each time that it is
// read.
type (
	burner struct {
		engines.Engine
		counting bool
	}
	burnerModule   struct{ engines.Module }
	burnerLinker   struct{ engines.Linker }
	burnerInstance struct{ engines.Instance }
)

func init() {
	engines.Register("burner", func(ctx context.Context, flags string) (engines.Engine, error) {
		e, err := wazero.Open(ctx, "")
		return burner{e, flags == "fuel"}, err
	})
}

func (b burner) Counters() []engines.Counter {
	if b.counting {
		return []engines.Counter{{Event: measure.Fuel}}
	}
	return []engines.Counter{{Event: measure.Fuel, Flags: "fuel"}}
}

func (b burner) Compile(ctx context.Context, wasm []byte) (engines.Module, error) {
	m, err := b.Engine.Compile(ctx, wasm)
	return burnerModule{m}, err
}

func (m burnerModule) Link(ctx context.Context, host engines.Host) (engines.Linker, error) {
	l, err := m.Module.Link(ctx, host)
	return burnerLinker{l}, err
}

func (l burnerLinker) Instantiate(ctx context.Context) (engines.Instance, error) {
	i, err := l.Linker.Instantiate(ctx)
	return burnerInstance{i}, err
}

func (burnerInstance) Count(string) func() uint64 {
	burnt := uint64(0)
	return func() uint64 {
		burnt++
		return burnt
	}
}

// TestFuel: what engines count is a metric, and its flag is in the name of the
// benchmark or there is no benchmark.
func TestFuel(t *testing.T) {
	for _, tt := range []struct {
		engine, flags string
		phase         measure.Phase
		units, fatal  string
	}{
		{engine: "burner", flags: "fuel", phase: measure.Execution, units: "fuel/op ns/op"},
		{engine: "burner", flags: "fuel", phase: measure.Instantiation, units: "fuel/op ns/op"},
		{engine: "burner", flags: "fuel", phase: measure.Compilation, units: "ns/op"},
		{engine: "burner", phase: measure.Execution, fatal: `set Benchmark.Flags to "fuel"`},
		{engine: "wazero", phase: measure.Execution, fatal: "engine wazero does not count fuel; these do: burner"},
	} {
		b := fake(t, 3)
		gobench.RunPhaseOn(b, gobench.Benchmark{Engine: tt.engine, Flags: tt.flags, Wasm: noop, Measures: []string{"fuel"}}, tt.phase)
		if got := units(b); got != tt.units || !strings.Contains(b.fatal, tt.fatal) || (b.fatal == "") != (tt.fatal == "") {
			t.Errorf("%s (%s), %v: %q; %s", tt.engine, tt.flags, tt.phase, got, b.fatal)
		}
		if tt.phase == measure.Execution && tt.fatal == "" && b.metrics["fuel/op"] != 1 {
			t.Errorf("noop burnt %v", b.metrics["fuel/op"])
		}
	}
}

// TestOperatorsRefused: ns/op would be those of a rewritten module.
func TestOperatorsRefused(t *testing.T) {
	for _, phase := range measure.Phases() {
		b := fake(t, 3)
		gobench.RunPhaseOn(b, gobench.Benchmark{Engine: "wazero", Wasm: noop, Measures: []string{"operators"}}, phase)
		if !strings.Contains(b.fatal, `operators can only be used alone`) || len(b.metrics) > 0 {
			t.Errorf("%v: %q, %v", phase, b.fatal, b.metrics)
		}
	}
}
