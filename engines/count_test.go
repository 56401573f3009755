package engines_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
)

// counter is an engine, and an instance, that counts "steps" with the flag
// "step"; the rest of both is not called.
type counter struct {
	engines.Engine
	engines.Instance
	flags string
	n     uint64
}

func (c *counter) Identity() engines.Identity  { return engines.Identity{Name: "stranger"} }
func (c *counter) Close(context.Context) error { return nil }
func (c *counter) Counters() []engines.Counter {
	return []engines.Counter{{Event: measure.Event{Name: "steps"}, Flags: c.flags}}
}

// instance is the counter as an instance; it has both Close methods otherwise.
type instance struct{ *counter }

func (i instance) Run(context.Context) error { return nil }
func (i instance) Call(context.Context, string, ...uint64) ([]uint64, error) {
	return nil, nil
}
func (i instance) Count(event string) func() uint64 {
	if event != "steps" {
		return nil
	}
	return func() uint64 { i.n++; return i.n * i.n }
}

func init() { engines.RegisterEvent(measure.Event{Name: "steps", Unit: "steps", Exact: true}) }

func open(t *testing.T, names ...string) measure.Measure {
	t.Helper()
	m, err := measure.Open(names...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

func TestCountFlags(t *testing.T) {
	r := new(engines.Registry)
	r.Register("stranger", func(context.Context, string) (engines.Engine, error) { return &counter{flags: "step"}, nil })
	r.Register("broken", func(context.Context, string) (engines.Engine, error) { return nil, engines.ErrUnavailable })
	for _, tt := range []struct {
		measures []string
		flags    string
		want     string
		err      string
	}{
		{measures: []string{"noop"}, flags: "step"},
		{measures: []string{"steps"}},
		{measures: []string{"steps"}, flags: "step", want: "step"},
		{measures: []string{"noop", "steps"}, flags: "step", want: "step"},
		{measures: []string{"fuel"}, err: "measure not available here: engine stranger does not count fuel; no engine of this build does"},
	} {
		got, err := r.CountFlags(t.Context(), &counter{flags: tt.flags}, open(t, tt.measures...))
		if got != tt.want || (err == nil) != (tt.err == "") {
			t.Errorf("%q: flags %q, error %v", tt.measures, got, err)
		}
		if err != nil && (err.Error() != tt.err || !errors.Is(err, measure.ErrUnavailable)) {
			t.Errorf("%q: %v", tt.measures, err)
		}
	}
	_, err := r.CountFlags(t.Context(), silent{}, open(t, "steps"))
	if err == nil || !strings.HasSuffix(err.Error(), "engine silent does not count steps; these do: stranger") {
		t.Error(err)
	}
}

// silent is an engine that counts nothing.
type silent struct{ engines.Engine }

func (silent) Identity() engines.Identity { return engines.Identity{Name: "silent"} }

// TestBind: what is read in which phase. The instance counts 1, 4, 9, 16 ...
func TestBind(t *testing.T) {
	for _, tt := range []struct {
		name        string
		phase       measure.Phase
		before      bool // bound before the window, after it if not
		want        uint64
		status      measure.Status
		unavailable bool
	}{
		{name: "compilation", phase: measure.Compilation, status: measure.Absent},
		{name: "instantiation", phase: measure.Instantiation, want: 1},
		{name: "execution", phase: measure.Execution, before: true, want: 3},
		{name: "no phase", before: true, want: 3},
		{name: "too late", phase: measure.Execution, status: measure.Missing, unavailable: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := engines.Outermost(open(t, "noop", "steps"))
			if _, ok := measure.Parts(m)[1].(interface{ Enter(measure.Phase) }); ok {
				t.Error("steps is innermost")
			}
			measure.Enter(m, tt.phase)
			bind := func(now bool) {
				if !now {
					return
				}
				if err := engines.Bind(m, instance{new(counter)}); err != nil {
					t.Fatal(err)
				}
			}
			bind(tt.before)
			m.Start()
			m.Stop()
			bind(!tt.before)
			r, err := m.Readings(nil)
			if len(r) != 1 || r[0].Count != tt.want || r[0].Status != tt.status || errors.Is(err, measure.ErrUnavailable) != tt.unavailable {
				t.Errorf("%+v, error %v", r, err)
			}
		})
	}
}

func TestBindRefused(t *testing.T) {
	if err := engines.Bind(open(t, "noop"), nil); err != nil {
		t.Error(err)
	}
	if err := engines.Bind(open(t, "fuel"), instance{new(counter)}); !errors.Is(err, measure.ErrUnavailable) {
		t.Error(err)
	}
	m := open(t, "steps")
	if err := errors.Join(engines.Bind(m, instance{new(counter)}), engines.Bind(m, nil)); err != nil {
		t.Error(err)
	}
	m.Start() // nothing is bound any more, and it must not be read
	m.Stop()
	if _, err := m.Readings(nil); !errors.Is(err, measure.ErrUnavailable) {
		t.Error(err)
	}
}

func TestCountDoesNotAllocate(t *testing.T) {
	m := open(t, "steps")
	if err := engines.Bind(m, instance{new(counter)}); err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() { m.Start(); m.Stop() }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
