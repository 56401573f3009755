package enginetest

import (
	"errors"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/enginetest/internal/isolate"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
)

// componentCases: an engine that runs components does with each what its text says, and
// another one refuses them all when it is to compile one.
func (s suite) componentCases() []isolate.Case {
	var list []isolate.Case
	add := func(name string, run func(t *testing.T, e engines.Engine)) {
		list = append(list, isolate.Case{Path: []string{"components", name}, Run: func(t *testing.T) {
			e := s.Engine(t)
			if err := engines.TakesComponents(e); err != nil {
				t.Skipf("optional: %v", err)
			}
			run(t, e)
		}})
	}
	list = append(list, isolate.Case{Path: []string{"components", "refused"}, Run: s.componentsRefused})
	for _, g := range guests.Components() {
		add(strings.TrimPrefix(g.Name, "components/"), func(t *testing.T, _ engines.Engine) { s.guest(t, g) })
	}
	add("call", func(t *testing.T, e engines.Engine) {
		i, _ := kit.Instance(t, kit.Compile(t, e, guests.Wasm("components/noop")), engines.Host{})
		if _, err := i.Call(t.Context(), "wasi:cli/run@0.2.0"); !errors.Is(err, engines.ErrArgs) {
			t.Errorf("Call: %v, want ErrArgs", err)
		}
	})
	add("early window", func(t *testing.T, e engines.Engine) {
		if _, bench := kit.Instance(t, kit.Compile(t, e, guests.Wasm("components/early")), engines.Host{}); bench.Early() != engines.ErrEarly {
			t.Errorf("%v, want ErrEarly", bench.Early())
		}
	})
	add("measures", s.componentMeasures)
	return list
}

// componentsRefused: an engine without components says so before anything runs.
func (s suite) componentsRefused(t *testing.T) {
	e := s.Engine(t)
	refused := engines.TakesComponents(e)
	if refused == nil {
		t.Skip("it runs components")
	}
	if !errors.Is(refused, engines.ErrComponent) || strings.Contains(refused.Error(), "\n") {
		t.Errorf("it says %q, want one line that wraps ErrComponent", refused)
	}
	if m, err := e.Compile(t.Context(), guests.Wasm("components/noop")); m != nil || !errors.Is(err, engines.ErrCompile) {
		t.Errorf("Compile of a component: %v, %v; want ErrCompile", m, err)
	}
}

// componentMeasures: the window of a component is that of the measure, whether the engine
// enters it directly or not.
func (s suite) componentMeasures(t *testing.T, e engines.Engine) {
	var log []string
	for name, m := range s.someMeasures(t, &log) {
		for _, guest := range []string{"noop", "work", "qualified"} {
			log = nil
			o := s.run(t, e, guests.Wasm("components/"+guest), engines.Host{}, m)
			if err := errors.Join(o.err, o.bench.Err()); err != nil {
				t.Errorf("%s of %s: %v", name, guest, err)
			}
			rows, err := m.Readings(nil)
			for _, r := range rows {
				if r.Count == 0 {
					t.Errorf("%s of %s: reading %+v", name, guest, r)
				}
			}
			if err != nil || strings.Contains(name, "go") && strings.Join(log, " ") != "start stop" {
				t.Errorf("%s of %s: the measure saw %v, error %v", name, guest, log, err)
			}
		}
	}
}
