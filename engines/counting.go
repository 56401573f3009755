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
type Counting interface {
	Engine
	// Counters returns what the engine can count.
	Counters() []Counter
}

// Counter is one event that an engine can count.
type Counter struct {
	// Event is what is counted. The recorder finds it by its name, for which
	// a measure is registered: RegisterEvent, or measure.Fuel.
	Event measure.Event
	// Flags are what has to be appended to the engine's flags for the event
	// to be counted; empty if it is being counted already. They stand in the
	// rows, because an engine that counts runs other code.
	Flags string
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
		if !ok {
			return "", fmt.Errorf("%w: engine %s does not count %s; %s", measure.ErrUnavailable,
				e.Identity().Name, c.name(), r.who(ctx, func(e Engine) bool { _, ok := findCounter(e, c.name()); return ok }))
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
