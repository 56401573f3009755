package engines_test

import (
	"context"
	"errors"
	"slices"
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
	for name, want := range map[string]string{
		"code-size":    "engine silent does not count code-size; no engine of this build does; an adapter does if it implements engines.Counting and engines.SizedModule",
		"guest-memory": "engine silent does not count guest-memory; no engine of this build does; an adapter does if it implements engines.Counting and engines.CountingInstance",
	} {
		if _, err := r.CountFlags(t.Context(), silent{}, open(t, name)); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	why := errors.New("it is off")
	r.Register("unable", func(context.Context, string) (engines.Engine, error) { return unable{why: why}, nil })
	if _, err := r.CountFlags(t.Context(), unable{why: why}, open(t, "code-size")); !errors.Is(err, why) || !errors.Is(err, measure.ErrUnavailable) ||
		!strings.HasSuffix(err.Error(), "engine silent does not count code-size as it was opened: it is off; no engine of this build does") {
		t.Error(err)
	}
	_, err := r.CountFlags(t.Context(), silent{}, open(t, "steps"))
	if err == nil || !strings.HasSuffix(err.Error(), "engine silent does not count steps; these do: stranger") {
		t.Error(err)
	}
}

// silent is an engine that counts nothing.
type silent struct{ engines.Engine }

func (silent) Identity() engines.Identity { return engines.Identity{Name: "silent"} }

// unable is an engine that counts code-size, but not as it was opened.
type unable struct {
	silent
	why error
}

func (unable) Close(context.Context) error { return nil }
func (u unable) Counters() []engines.Counter {
	return []engines.Counter{{Event: measure.CodeSize, Unavailable: u.why}}
}

// memory is an instance whose memory grows by a byte each time it is read, up to one
// that a guest hides.
type memory struct {
	instance
	n      *uint64
	hidden error
}

func (m memory) Count(event string) func() uint64 {
	if event != "guest-memory" || m.hidden != nil {
		return nil
	}
	return func() uint64 { *m.n++; return *m.n }
}
func (m memory) Uncounted(string) error { return m.hidden }

// TestLevel: a size is what it is at the end, not what was added: of readings 1, 2, 3 that
// is the first in Instantiation, and the second, at the stop, in Execution.
func TestLevel(t *testing.T) {
	m := open(t, "guest-memory")
	for phase, want := range map[measure.Phase]measure.Reading{
		measure.Compilation:   {Status: measure.Absent},
		measure.Instantiation: {Count: 1},
		measure.Execution:     {Count: 2},
	} {
		measure.Enter(m, phase)
		if phase == measure.Execution {
			if err := engines.Bind(m, memory{n: new(uint64)}); err != nil {
				t.Fatal(err)
			}
		}
		m.Start()
		m.Stop()
		if phase == measure.Instantiation {
			if err := engines.Bind(m, memory{n: new(uint64)}); err != nil {
				t.Fatal(err)
			}
		}
		r, err := m.Readings(nil)
		if err != nil || len(r) != 1 || r[0].Count != want.Count || r[0].Status != want.Status || r[0].Event != measure.GuestMemory {
			t.Errorf("%v: %+v, error %v", phase, r, err)
		}
	}
	why := errors.New("it is hidden")
	if err := engines.Bind(m, memory{hidden: why}); !errors.Is(err, why) || !errors.Is(err, measure.ErrUnavailable) {
		t.Error(err)
	}
}

// sized is a module that says how large its code is.
type sized struct {
	engines.Module
	size uint64
	err  error
}

func (s sized) CodeSize(context.Context, string) (uint64, error) { return s.size, s.err }

// TestCountModule: the windows of a measure of modules count nothing, and it comes from
// the module.
func TestCountModule(t *testing.T) {
	m := engines.Outermost(open(t, "steps", "noop", "code-size"))
	if err := engines.Bind(m, instance{new(counter)}); err != nil {
		t.Fatal(err)
	}
	m.Start()
	m.Stop()
	r, err := m.Readings(nil)
	if err != nil || len(r) != 2 || r[1].Status != measure.Absent {
		t.Errorf("%+v, error %v", r, err)
	}
	r, err = engines.CountModule(t.Context(), m, sized{size: 77}, "", r[:0])
	if err != nil || len(r) != 1 || r[0].Count != 77 || r[0].Event != measure.CodeSize || r[0].Status != measure.Counted {
		t.Errorf("%+v, error %v", r, err)
	}
	for _, bad := range []engines.Module{sized{err: errors.New("no")}, struct{ engines.Module }{}} {
		if r, err := engines.CountModule(t.Context(), m, bad, "", nil); !errors.Is(err, measure.ErrUnavailable) || len(r) > 0 {
			t.Errorf("%+v, error %v", r, err)
		}
	}
	if none := open(t, "steps"); engines.CountsModules(none) || !engines.CountsModules(m) {
		t.Error("it is not known what counts modules")
	}
	for phase, want := range map[measure.Phase]string{measure.Compilation: "steps", measure.Instantiation: "code-size", measure.Execution: "code-size"} {
		if got := engines.Silent(m, phase); len(got) != 1 || got[0].Name != want {
			t.Errorf("%v has none of %v, want %s", phase, got, want)
		}
	}
}

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

// slow is a measure that takes long.
type slow struct{ measure.Measure }

func (slow) Intrusive() {}

// TestOutermost: what takes long sees all others, which see nothing of it; what asks an engine comes
// next. Their order is kept otherwise.
func TestOutermost(t *testing.T) {
	noop, fuel, steps, long := open(t, "noop"), open(t, "fuel"), open(t, "steps"), slow{measure.Noop()}
	for _, tt := range []struct{ nested, want []measure.Measure }{
		{[]measure.Measure{noop, fuel, long, steps}, []measure.Measure{long, fuel, steps, noop}},
		{[]measure.Measure{noop, long}, []measure.Measure{long, noop}},
		{[]measure.Measure{long}, []measure.Measure{long}},
		{[]measure.Measure{fuel, noop}, []measure.Measure{fuel, noop}},
	} {
		if got := measure.Parts(engines.Outermost(measure.Multi(tt.nested...))); !slices.Equal(got, tt.want) {
			t.Errorf("%v, want %v", got, tt.want)
		}
	}
}
