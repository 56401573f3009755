package analysis

import (
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// overheads is what the headers of a Data say about measuring.
type overheads struct {
	calibrations []*record.Overhead
	// lacking is the number of recordings that were not calibrated.
	lacking int
	// called is set if a recording measured calls from outside.
	called bool
	broken []error
}

func (d *Data) overheads() overheads {
	var o overheads
	for i := range d.Headers {
		h := &d.Headers[i]
		// What lies between bench.start and bench.end of an empty guest is not
		// the overhead of a call that is measured from outside.
		o.called = o.called || h.Work != nil && h.Work.Call.Outside()
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

// lookup finds the window of a quantity, whatever the benchmark.
func (o *overheads) lookup(k Key) (Window, bool) {
	if o.called && k.Phase == measure.Execution {
		return Window{}, false
	}
	var found []Window
	for _, c := range o.calibrations {
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
// same for all benchmarks. If several recordings were calibrated, it is that
// of all of them.
//
// Execution of a recording that measured whole calls from outside (the call
// of its plan) has none: bench.start and bench.end are not what brackets it.
//
// It costs a look through the headers; it says what they say, also where
// Series.Subtracted tells that it was subtracted already.
func (d *Data) Overhead(k Key) (Window, bool) {
	o := d.overheads()
	return o.lookup(k)
}
