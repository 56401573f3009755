package engines

import (
	"context"
	"fmt"
	"slices"

	"github.com/sightglass-go/sightglass/engines/operators"
	"github.com/sightglass-go/sightglass/measure"
)

func init() {
	RegisterEvent(measure.Fuel)
	register(measure.GuestMemory, level)
	register(measure.CodeSize, ofModule)
}

// RegisterEvent registers a measure, under the name of an event that engines
// count themselves, with measure.Default. An adapter with an event of its own
// calls it from init; those of package measure are there already. It panics when
// the name is taken.
func RegisterEvent(event measure.Event) { register(event, total) }

func register(event measure.Event, k kind) {
	measure.Register(event.Name, func() (measure.Measure, error) {
		c := newCount(nil, event)
		c.kind = k
		return c, nil
	})
}

// kind is what the count of an event is.
type kind byte

const (
	total    kind = iota // all until now: a window counts what is added in it
	level                // how much it is now: a window counts what it is at its end
	ofModule             // how much a compiled module has, outside of windows
)

// has says whether there is something of the kind to count in a phase.
func (k kind) has(p measure.Phase) bool { return (p == measure.Compilation) == (k == ofModule) }

// wanted is what an adapter implements to count an event of package measure that
// every engine could.
func (k kind) wanted() string {
	switch k {
	case level:
		return "; an adapter does if it implements engines.Counting and engines.CountingInstance"
	case ofModule:
		return "; an adapter does if it implements engines.Counting and engines.SizedModule"
	}
	return ""
}

// Bind lets m, where it takes counts from engines, take them from i. It is
// called between Instantiate and the first call of the guest, outside of any
// window, and with nil before i is closed. An instance that does not count what
// m takes is an error that wraps measure.ErrUnavailable: CountFlags says so
// before anything runs, but of what depends on the guest.
func Bind(m measure.Measure, i Instance) error {
	for _, c := range counts(m) {
		c.read = nil
		if i == nil || c.kind == ofModule {
			continue
		}
		if c.read = c.of(i); c.read == nil {
			if u, ok := i.(Uncounted); ok && u.Uncounted(c.name()) != nil {
				return fmt.Errorf("%w: %s: %w", measure.ErrUnavailable, c.name(), u.Uncounted(c.name()))
			}
			return fmt.Errorf("%w: the instance does not count %s", measure.ErrUnavailable, c.name())
		}
	}
	return nil
}

// CountModule appends what m takes from compiled modules, counted of module, to
// dst. It is called outside of windows, after all those of an iteration: it may
// take as long as compiling did. dir is an existing folder for temporary files,
// which the caller removes.
func CountModule(ctx context.Context, m measure.Measure, module Module, dir string, dst []measure.Reading) ([]measure.Reading, error) {
	for _, c := range counts(m) {
		if c.kind != ofModule {
			continue
		}
		sized, ok := module.(SizedModule)
		if !ok {
			return dst, fmt.Errorf("%w: the module does not count %s", measure.ErrUnavailable, c.name())
		}
		n, err := sized.CodeSize(ctx, dir)
		if err != nil {
			return dst, fmt.Errorf("%w: %s: %w", measure.ErrUnavailable, c.name(), err)
		}
		dst = append(dst, measure.Reading{Event: c.events[0], Count: n})
	}
	return dst, nil
}

// CountsModules says whether m takes counts from compiled modules.
func CountsModules(m measure.Measure) bool {
	return slices.ContainsFunc(counts(m), func(c *count) bool { return c.kind == ofModule })
}

// Outermost returns m with what takes long (measure.Intrusive), and within that what it
// takes from engines, moved to the outside, so that no stamp of another measure sees the
// system or the engine being asked. Both count the same wherever they are nested.
func Outermost(m measure.Measure) measure.Measure {
	parts := measure.Parts(m)
	if len(parts) < 2 {
		return m
	}
	place := func(part measure.Measure) int {
		if _, ok := part.(measure.Intrusive); ok {
			return 0
		}
		if _, ok := part.(*count); ok {
			return 1
		}
		return 2
	}
	slices.SortStableFunc(parts, func(a, b measure.Measure) int { return place(a) - place(b) })
	return measure.Multi(parts...)
}

// Silent returns the events that m takes from engines of which a phase has none.
func Silent(m measure.Measure, p measure.Phase) (events []measure.Event) {
	for _, c := range counts(m) {
		if !c.kind.has(p) {
			events = append(events, c.events...)
		}
	}
	return events
}

// counts returns the parts of m that take their counts from an engine.
func counts(m measure.Measure) (list []*count) {
	for _, part := range measure.Parts(m) {
		if c, ok := part.(*count); ok {
			list = append(list, c)
		}
	}
	return list
}

// count is the measure of events that an engine counts, or a module.
type count struct {
	// tally is what the module counts, a counter for each event, if it is the module
	// that does. Else there is one event.
	tally       *operators.Tally
	events      []measure.Event
	kind        kind
	phase       measure.Phase
	read        []func() uint64 // of the instance that is bound, one for each event
	start, stop []uint64
	counted     bool // start and stop came from an instance
}

func newCount(t *operators.Tally, events ...measure.Event) *count {
	return &count{tally: t, events: events, start: make([]uint64, len(events)), stop: make([]uint64, len(events))}
}

func (c *count) Events() []measure.Event { return c.events }

// name is what errors call it.
func (c *count) name() string {
	if len(c.events) > 1 {
		return "operators by class"
	}
	return c.events[0].Name
}

// of returns the functions that read what i counts, nil if there are none.
func (c *count) of(i Instance) (read []func() uint64) {
	for counter, event := range c.events {
		var f func() uint64
		if c.tally != nil {
			if globals, ok := i.(GlobalInstance); ok {
				f = globals.Global(operators.Export(counter))
			}
		} else if counting, ok := i.(CountingInstance); ok {
			f = counting.Count(event.Name)
		}
		if f == nil {
			return nil
		}
		read = append(read, f)
	}
	return read
}

// Enter makes it a measure.Phased. A window that begins in a phase before the
// instance exists has nothing to read at its beginning.
func (c *count) Enter(p measure.Phase) {
	c.phase = p
	if p == measure.Compilation || p == measure.Instantiation {
		c.read = nil
	}
}

func (c *count) Start() {
	c.counted = c.read != nil
	for i, f := range c.read {
		c.start[i] = f()
	}
}

func (c *count) Stop() {
	if c.counted {
		for i, f := range c.read {
			c.stop[i] = f()
		}
	}
}

func (c *count) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	var err error
	for i, event := range c.events {
		r := measure.Reading{Event: event}
		switch {
		case c.phase == measure.Compilation || c.kind == ofModule:
			r.Status = measure.Absent
		case c.phase == measure.Instantiation && c.read != nil:
			// The instance has done nothing since the window was closed.
			r.Count = c.read[i]()
		case c.phase != measure.Instantiation && c.counted && c.kind == level:
			r.Count = c.stop[i]
		case c.phase != measure.Instantiation && c.counted:
			r.Count = c.stop[i] - c.start[i]
		default:
			r.Status = measure.Missing
			err = fmt.Errorf("%w: %s: no instance was bound that counts it", measure.ErrUnavailable, c.name())
		}
		dst = append(dst, r)
	}
	return dst, err
}

func (c *count) Close() error {
	c.read = nil
	return nil
}

// Describe says where the counts come from.
func (c *count) Describe() measure.Description {
	if c.tally != nil {
		return measure.Description{Clock: "counted by the module, rewritten for it"}
	}
	return measure.Description{Clock: "counted by the engine"}
}
