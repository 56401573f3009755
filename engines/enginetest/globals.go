package enginetest

import (
	"context"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
	"github.com/sightglass-go/sightglass/measure"
)

// What the windows of two guests execute, counted by hand from their text: a call of
// bench.end, and before it a million times 11 operators between a loop and its end.
const (
	operatorsNoop = 1
	operatorsWork = 11*1_000_000 + 3
)

// globals: an engine that lets globals be read lets operators be counted, which are
// as many as on any other engine.
func (s suite) globals(t *testing.T) {
	e := s.Engine(t)
	if _, ok := e.(engines.GlobalReader); !ok {
		t.Skip("the engine is no engines.GlobalReader, so that the measure operators refuses it")
	}
	m, err := measure.Open(engines.OperatorsMeasure)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if flags, err := engines.CountFlags(t.Context(), e, m); err != nil || flags != "" {
		t.Errorf("it wants the flags %q, error %v", flags, err)
	}
	for name, want := range map[string]uint64{"noop": operatorsNoop, "work": operatorsWork} {
		wasm, err := engines.Rewritten(m, guests.Wasm(name))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if n := s.count(t, e, m, wasm); n != want {
				t.Errorf("%s executes %d operators, want %d", name, n, want)
			}
		}
	}
	s.globalsRefused(t, e, m)
}

// globalsRefused: what is no global of type i64 is none, and a closed instance is
// no danger.
func (s suite) globalsRefused(t *testing.T, e engines.Engine, m measure.Measure) {
	wasm, err := engines.Rewritten(m, guests.Wasm("noop"))
	if err != nil {
		t.Fatal(err)
	}
	i, _ := kit.Instance(t, kit.Compile(t, e, wasm), engines.Host{})
	globals, ok := i.(engines.GlobalInstance)
	if !ok {
		t.Fatalf("the engine is an engines.GlobalReader, and its instance a %T, not an engines.GlobalInstance", i)
	}
	for _, name := range []string{"_start", "memory", "", "no such export"} {
		if globals.Global(name) != nil {
			t.Errorf("%q is a global of type i64", name)
		}
	}
	read := globals.Global("sightglass:operators:0")
	if read == nil || read() != 0 {
		t.Fatal("the counter is not there, or not 0 at the beginning")
	}
	if err := i.Close(context.Background()); err != nil {
		t.Error(err)
	}
	read() // anything
	if engines.Bind(m, i) == nil {
		t.Log("a closed instance is bound")
	}
	_ = engines.Bind(m, nil)
}
