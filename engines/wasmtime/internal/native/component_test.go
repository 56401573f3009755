//go:build cgo

package native

import (
	"errors"
	"slices"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/cycles"
)

// runComponent compiles and runs a component, closing in the order of names before it is
// called and after.
func runComponent(t testing.TB, guest string, m measure.Measure, order string) (measure.Calls, bool, error) {
	t.Helper()
	e := NewEngine(NewConfig())
	c, err := e.CompileComponent(guests.Wasm("components/" + guest))
	if err != nil {
		t.Fatal(err)
	}
	l, err := e.NewComponentLinker()
	if err != nil {
		t.Fatal(err)
	}
	if err := l.DefineBench("bench", m); err != nil {
		t.Fatal(err)
	}
	i := new(ComponentInstance)
	if err := i.Instantiate(e, l, c, NewWASI(), false); err != nil {
		t.Fatal(err)
	}
	f := i.Lookup(c, "wasi:cli/run@0.2.0", "run")
	if f == nil || i.Lookup(c, "wasi:cli/run@0.2.0", "walk") != nil || i.Lookup(c, "none", "run") != nil {
		t.Fatal("run is not found, or something else is")
	}
	var ok bool
	var calls measure.Calls
	inOrder(order, map[rune]func(){'e': e.Close, 'c': c.Close, 'l': l.Close, 'i': i.Close}, func() {
		ok, err = i.Call(f)
		calls = i.Calls()
	})
	return calls, ok, err
}

// As with modules, an instance runs to its end after all that it was made from is closed.
func TestCloseComponentInAnyOrder(t *testing.T) {
	for _, order := range []string{"|ilce", "|ecli", "ecl|i", "l|iiccee", "c|elicc", "lcelce|ii"} {
		if calls, ok, err := runComponent(t, "noop", measure.Noop(), order); err != nil || !ok || calls != measure.OneWindow {
			t.Errorf("%s: calls %b, ok %v, error %v", order, calls, ok, err)
		}
	}
}

func TestComponentChain(t *testing.T) {
	var log []string
	c, err := cycles.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	m := measure.Multi(spy{Measure: measure.Noop(), name: "a", log: &log}, c, spy{Measure: measure.Noop(), name: "b", log: &log})
	calls, ok, err := runComponent(t, "noop", m, "l|cie")
	if calls != measure.OneWindow || !ok || err != nil || !slices.Equal(log, []string{"a.start", "b.start", "b.stop", "a.stop"}) {
		t.Errorf("%v, calls %b, ok %v, error %v", log, calls, ok, err)
	}
	if r, err := c.Readings(nil); err != nil || r[0].Count == 0 {
		t.Errorf("readings %+v, %v", r, err)
	}
	for i, c := range *callbacks.Load() {
		if c != nil {
			t.Errorf("callback %d was not released", i)
		}
	}
}

func TestComponentMeasurePanics(t *testing.T) {
	defer func() {
		if r := recover(); r != "start" {
			t.Errorf("recovered %v", r)
		}
	}()
	_, _, _ = runComponent(t, "noop", panics{measure.Noop()}, "|lcie")
	t.Error("no panic")
}

func TestComponentErrors(t *testing.T) {
	e := NewEngine(NewConfig())
	defer e.Close()
	for _, wasm := range [][]byte{nil, {}, guests.Wasm("components/truncated"), guests.Wasm("components/core-inside"), guests.Wasm("noop")} {
		var failed *Error
		if _, err := e.CompileComponent(wasm); !errors.As(err, &failed) || failed.Message == "" || failed.Trap {
			t.Errorf("%d bytes: %v", len(wasm), err)
		}
	}
	if _, _, err := runComponent(t, "trap-inside", measure.Noop(), "|lcie"); !trap(err) {
		t.Errorf("trap: %v", err)
	}
	if _, ok, err := runComponent(t, "returns-error", measure.Noop(), "|lcie"); ok || err != nil {
		t.Errorf("an error that is returned: %v, %v", ok, err)
	}
}

func trap(err error) bool {
	failed := (*Error)(nil)
	return errors.As(err, &failed) && failed.Trap && !failed.Exited
}

// TestComponentSoak does it a thousand times.
func TestComponentSoak(t *testing.T) {
	c, err := cycles.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, m := range []measure.Measure{c, measure.Multi(quiet{measure.Noop()}, c)} {
		e := NewEngine(NewConfig())
		good, err := e.CompileComponent(guests.Wasm("components/work"))
		if err != nil {
			t.Fatal(err)
		}
		trapping, err := e.CompileComponent(guests.Wasm("components/trap-in-start-section"))
		if err != nil {
			t.Fatal(err)
		}
		grows(t, 1000, func() {
			l, err := e.NewComponentLinker()
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			if err := l.DefineBench("bench", m); err != nil {
				t.Fatal(err)
			}
			i := new(ComponentInstance)
			if err := i.Instantiate(e, l, good, NewWASI(), false); err != nil {
				t.Fatal(err)
			}
			f := i.Lookup(good, "wasi:cli/run@0.2.0", "run")
			if ok, err := i.Call(f); !ok || err != nil {
				t.Fatal(ok, err)
			}
			i.Calls()
			i.Close()
			if err := i.Instantiate(e, l, trapping, NewWASI(), false); !trap(err) {
				t.Fatal(err)
			}
		})
		trapping.Close()
		good.Close()
		e.Close()
	}
}
