package enginetest

import (
	"context"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
	"github.com/sightglass-go/sightglass/measure"
)

// counts: what an engine says that it counts itself it counts, once it has the
// flags for it; the same work has the same count where that is exact.
func (s suite) counts(t *testing.T) {
	for _, c := range engines.Counters(s.Engine(t)) {
		switch {
		case c.Unavailable != nil:
			continue
		case c.Event == measure.CodeSize:
			t.Run(c.Event.Name, s.codeSize)
			continue
		case c.Event == measure.GuestMemory:
			t.Run(c.Event.Name, s.guestMemory)
			continue
		}
		t.Run(c.Event.Name, func(t *testing.T) {
			with := s
			if c.Flags != "" && s.Flags != "" {
				with.Flags += ","
			}
			with.Flags += c.Flags
			with.counter(t, c.Event)
		})
	}
}

func (s suite) counter(t *testing.T, event measure.Event) {
	e := s.Engine(t)
	m, err := measure.Open(event.Name)
	if err != nil {
		t.Fatalf("%v: register the event with engines.RegisterEvent", err)
	}
	defer m.Close()
	if got := m.Events(); len(got) != 1 || got[0] != event {
		t.Errorf("the measure has the events %+v, the engine says %+v", got, event)
	}
	if flags, err := engines.CountFlags(t.Context(), e, m); err != nil || flags != "" {
		t.Errorf("opened with %q it wants %q too, error %v", s.Flags, flags, err)
	}
	none := s.count(t, e, m, guests.Wasm("noop"))
	for range 3 {
		if again := s.count(t, e, m, guests.Wasm("noop")); event.Exact && again != none {
			t.Errorf("noop counts %d and then %d, but is exact", none, again)
		}
	}
	some := s.count(t, e, m, guests.Wasm("work"))
	if again := s.count(t, s.Engine(t), m, guests.Wasm("work")); event.Exact && again != some {
		t.Errorf("work counts %d, and %d in another engine, but is exact", some, again)
	}
	if some <= none {
		t.Errorf("a million steps count %d, nothing %d", some, none)
	}
}

// count is what a module without a start function counts in Execution.
func (s suite) count(t *testing.T, e engines.Engine, m measure.Measure, wasm []byte) uint64 {
	t.Helper()
	instantiated, executed := s.countPhases(t, e, m, wasm)
	if instantiated != 0 {
		t.Errorf("there is no start function, and it counts %d", instantiated)
	}
	return executed
}

func (s suite) countPhases(t *testing.T, e engines.Engine, m measure.Measure, wasm []byte) (instantiated, executed uint64) {
	t.Helper()
	l, err := kit.Compile(t, e, wasm).Link(context.Background(), engines.Host{Bench: engines.NewBench(m)})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close(context.Background())
	read := func(p measure.Phase) uint64 {
		t.Helper()
		r, err := m.Readings(nil)
		if err != nil || len(r) != 1 || r[0].Status != measure.Counted {
			t.Fatalf("%v: %+v, error %v", p, r, err)
		}
		return r[0].Count
	}
	measure.Enter(m, measure.Instantiation)
	m.Start()
	i, err := l.Instantiate(context.Background())
	m.Stop()
	if err != nil {
		t.Fatal(err)
	}
	defer i.Close(context.Background())
	if err := engines.Bind(m, i); err != nil {
		t.Fatal(err)
	}
	defer engines.Bind(m, nil)
	instantiated = read(measure.Instantiation)
	measure.Enter(m, measure.Execution)
	if err := i.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
	return instantiated, read(measure.Execution)
}
