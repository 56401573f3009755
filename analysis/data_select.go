package analysis

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
)

// NotInInput is the error for a name that nothing in the input has. It wraps
// ErrOptions.
type NotInInput struct {
	// What is "event", "phase", "benchmark" or "engine".
	What, Name string
	// Has is what the input has of it.
	Has []string
}

func (e *NotInInput) Error() string {
	if e.What == "engine" { // names may have spaces and commas
		return fmt.Sprintf("no engine is called %q: there are %s", e.Name, quoted(e.Has))
	}
	const most = 10
	has := strings.Join(e.Has[:min(len(e.Has), most)], ", ")
	if more := len(e.Has) - most; more > 0 {
		has += fmt.Sprintf(" and %d more", more)
	}
	has = cmp.Or(has, "none")
	return fmt.Sprintf("the input has no %s %q; it has %s", e.What, e.Name, has)
}

func quoted(names []string) string {
	var list []string
	for _, name := range names {
		list = append(list, fmt.Sprintf("%q", name))
	}
	return strings.Join(list, ", ")
}

// Unwrap returns ErrOptions.
func (e *NotInInput) Unwrap() error { return ErrOptions }

// CheckSelection returns a *NotInInput for a phase, event or benchmark that
// the options select and none of the data has: a mistyped name would select
// nothing, and look like an answer. So it does for an event that no selected
// series of the phase has.
func CheckSelection(o Options, data ...*Data) error {
	occur := func(what string, names []string, of func(Key) string, in Options) error {
		occurs := map[string]bool{}
		for _, d := range data {
			for i := range d.Series {
				if k := d.Series[i].Key; in.wants(k) {
					occurs[of(k)] = true
				}
			}
		}
		for _, name := range names {
			if !occurs[name] {
				return &NotInInput{what, name, slices.Sorted(maps.Keys(occurs))}
			}
		}
		return nil
	}
	var phases []string
	if o.Phase != 0 {
		phases = append(phases, o.Phase.String())
	}
	if err := occur("phase", phases, func(k Key) string { return k.Phase.String() }, Options{}); err != nil {
		return err
	}
	phase := Options{Phase: o.Phase}
	if err := occur("event", o.Events, func(k Key) string { return k.Event }, phase); err != nil {
		return err
	}
	return occur("benchmark", o.Benchmarks, func(k Key) string { return k.Wasm }, Options{Phase: o.Phase, Events: o.Events})
}

// Select returns the data with the series of one phase, 0 for all, and of some
// events, nil for all. The error is that of CheckSelection.
func (d *Data) Select(phase measure.Phase, events ...string) (*Data, error) {
	o := Options{Phase: phase, Events: events}
	if err := CheckSelection(o, d); err != nil {
		return nil, err
	}
	part := *d
	part.Series = slices.DeleteFunc(slices.Clone(d.Series), func(s Series) bool { return !o.wants(s.Key) })
	return &part, nil
}
