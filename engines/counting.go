package engines

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
)

// Counting is implemented by an Engine that counts events itself while a guest
// runs, such as the operators that the guest executed. They are recorded as
// those of any measure are: the measure has the event's name.
//
// Such an event is counted in two phases. In Execution it is what was counted
// between bench.start and bench.end, or during the whole call where that is
// measured. In Instantiation it is what the start function took, which is a
// true 0 for a module without one. Compilation runs no guest, so it has no
// rows of such an event.
//
// measure.GuestMemory is a size: it is what the memories measure when Instantiation
// has ended, and at the end of Execution. measure.CodeSize has rows in Compilation
// only: it is the modules that count it, which are SizedModules.
type Counting interface {
	Engine
	// Counters returns what the engine can count.
	Counters() []Counter
}

// Counter is one event that an engine can count.
type Counter struct {
	// Event is what is counted. The recorder finds it by its name, for which
	// a measure is registered: RegisterEvent, or measure.Fuel, measure.GuestMemory
	// and measure.CodeSize.
	Event measure.Event
	// Flags are what has to be appended to the engine's flags for the event
	// to be counted; empty if it is being counted already. They stand in the
	// rows, because an engine that counts runs other code.
	Flags string
	// Unavailable, if not nil, is why the engine, which may count the event
	// otherwise, does not as it was opened.
	Unavailable error
}

// CountingInstance is implemented by the instances of a Counting engine that
// was opened with the flags of a Counter.
type CountingInstance interface {
	Instance
	// Count returns a function that returns how much of the event with that
	// name the instance has used up since it was begun, its start function
	// included; nil if it does not count that. The function is called before
	// and after calls of the guest and, by the host, while the guest is in
	// bench.start and bench.end. It does not allocate or fail, and returns
	// any number once the instance is closed.
	Count(event string) func() uint64
}

// Uncounted is implemented by instances that may be unable to count an event because
// of the guest.
type Uncounted interface {
	// Uncounted is why Count returns nil for an event, nil where there is no more
	// to say.
	Uncounted(event string) error
}

// SizedModule is implemented by the modules of a Counting engine that has a Counter
// of measure.CodeSize.
type SizedModule interface {
	Module
	// CodeSize returns how many bytes of native code the module has. It may
	// compile the module again, if there is no other way to know: it is called outside
	// of windows, when the instances of the iteration have run. dir is an
	// existing folder for temporary files, which the caller removes.
	CodeSize(ctx context.Context, dir string) (uint64, error)
}

// Counters returns what e counts, nothing if it is not Counting.
func Counters(e Engine) []Counter {
	if c, ok := e.(Counting); ok {
		return c.Counters()
	}
	return nil
}

// CountFlags returns the flags that e must be opened with, beside those that
// it has, to count all that m takes from engines; empty if m takes nothing, or
// e counts it already. An event that e cannot count is an error that wraps
// measure.ErrUnavailable and names e and the engines of r that can.
func (r *Registry) CountFlags(ctx context.Context, e Engine, m measure.Measure) (string, error) {
	var flags []string
	for _, c := range counts(m) {
		if c.tally != nil {
			if !readsGlobals(e) {
				return "", fmt.Errorf("%w: engine %s cannot count operators: a module is rewritten so that it counts them in globals that it exports, "+
					"which this engine does not let be read (its adapter would implement engines.GlobalReader); %s", measure.ErrUnavailable,
					e.Identity().Name, r.who(ctx, readsGlobals))
			}
			continue
		}
		counter, ok := findCounter(e, c.name())
		who := func() string {
			return r.who(ctx, func(e Engine) bool {
				other, ok := findCounter(e, c.name())
				return ok && other.Unavailable == nil
			})
		}
		switch name := e.Identity().Name; {
		case ok && counter.Unavailable != nil:
			return "", fmt.Errorf("%w: engine %s does not count %s as it was opened: %w; %s", measure.ErrUnavailable, name, c.name(), counter.Unavailable, who())
		case !ok:
			return "", fmt.Errorf("%w: engine %s does not count %s; %s%s", measure.ErrUnavailable, name, c.name(), who(), c.kind.wanted())
		}
		if counter.Flags != "" && !slices.Contains(flags, counter.Flags) {
			flags = append(flags, counter.Flags)
		}
	}
	return strings.Join(flags, ","), nil
}

// CountFlags asks Default.
func CountFlags(ctx context.Context, e Engine, m measure.Measure) (string, error) {
	return Default.CountFlags(ctx, e, m)
}

func findCounter(e Engine, event string) (Counter, bool) {
	for _, c := range Counters(e) {
		if c.Event.Name == event {
			return c, true
		}
	}
	return Counter{}, false
}

// who says which engines can do something, by opening all: what a build has is found out by
// trying it.
func (r *Registry) who(ctx context.Context, can func(Engine) bool) string {
	var who []string
	for _, name := range r.Names() {
		e, err := r.Open(ctx, name, "")
		if err != nil {
			continue
		}
		if can(e) {
			who = append(who, name)
		}
		_ = e.Close(ctx) // it was opened to be asked
	}
	if len(who) == 0 {
		return "no engine of this build does"
	}
	return "these do: " + strings.Join(who, ", ")
}
