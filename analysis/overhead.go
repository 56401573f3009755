package analysis

import (
	"slices"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// overheads is what the headers of a Data say about measuring.
type overheads struct {
	calibrations []*record.Overhead
	// lacking is the number of recordings that were not calibrated.
	lacking int
	headers []record.Header
	events  map[string]measure.Event
	broken  []error
}

func (d *Data) overheads() overheads {
	o := overheads{headers: d.Headers, events: d.Events}
	for i := range d.Headers {
		h := &d.Headers[i]
		switch {
		case h.Overhead == nil:
			o.lacking++
		case h.Overhead.Err != nil:
			o.lacking++
			o.broken = append(o.broken, h.Overhead.Err)
		default:
			o.calibrations = append(o.calibrations, h.Overhead)
		}
	}
	if d.headerless {
		o.lacking++
	}
	return o
}

// called is whether a recording measured calls of a benchmark from outside. What
// lies between bench.start and bench.end of an empty guest is not the overhead of
// those.
func (o *overheads) called(wasm string) bool {
	return slices.ContainsFunc(o.headers, func(h record.Header) bool {
		ran := h.Ran(wasm)
		return ran != nil && ran.Call.Outside()
	})
}

// component is whether a benchmark is a component, whose window is not that of a core
// module.
func (o *overheads) component(wasm string) bool {
	return slices.ContainsFunc(o.headers, func(h record.Header) bool { return h.Component(wasm) })
}

// remote is whether an engine reads a clock of its own.
func (o *overheads) remote(k Key) bool {
	return slices.ContainsFunc(o.headers, func(h record.Header) bool {
		return slices.ContainsFunc(h.Engines, func(e record.Engine) bool {
			return e.Name == k.Engine && e.Flags == k.EngineFlags && e.Remote
		})
	})
}

// lookup finds the window of a quantity.
func (o *overheads) lookup(k Key) (Window, bool) {
	if o.events[k.Event].Size || k.Phase == measure.Execution && o.called(k.Wasm) {
		return Window{}, false
	}
	var found []Window
	component := o.component(k.Wasm)
	for _, c := range o.calibrations {
		if k.Phase == measure.Execution {
			if c = c.For(component); c == nil {
				continue
			}
		}
		of, _ := c.LookupPhase(k.Engine, k.EngineFlags, k.Phase, k.Event)
		if of.Warm == nil || c.Arch != k.Arch {
			continue
		}
		if w := (Window{of.Warm.Median, of.Warm.Min, of.Warm.Max, of.Warm.ProcessMedians}); w.usable() {
			found = append(found, w)
		}
	}
	if len(found) == 0 {
		return Window{}, false
	}
	return joined(found), true
}

// Overhead returns what measuring costs in a quantity, as the recordings'
// headers say it, and false where they don't: they were not calibrated, not on
// that architecture or with that engine, its flags and the event. It is the
// same for all benchmarks that are called alike. If several recordings were calibrated, it is that
// of all of them. What was found with a core module is not that of a component, nor
// the other way round.
//
// A size has none: what a process takes that does nothing is no part of it that could
// be taken away. Execution of a benchmark whose whole call was measured from outside has none: bench.start and bench.end are not what brackets it.
//
// It costs a look through the headers; it says what they say, also where
// Series.Subtracted tells that it was subtracted already.
func (d *Data) Overhead(k Key) (Window, bool) {
	o := d.overheads()
	return o.lookup(k)
}
