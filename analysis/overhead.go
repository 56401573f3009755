package analysis

import (
	"encoding/json"
	"fmt"

	"github.com/sightglass-go/sightglass/measure"
)

// calibration is what this package understands of record.Header.Overhead,
// which package calibrate writes.
type calibration struct {
	Arch     string             `json:"arch"`
	Windows  []calibratedWindow `json:"windows"`
	Brackets []calibratedWindow `json:"brackets"`
}

type calibratedWindow struct {
	Engine string        `json:"engine"`
	Flags  string        `json:"engine_flags"`
	Phase  measure.Phase `json:"phase"`
	Event  string        `json:"event"`
	Warm   *Window       `json:"warm"`
}

// overheads is what the headers of a Data say about measuring.
type overheads struct {
	calibrations []calibration
	// lacking is the number of recordings that were not calibrated.
	lacking int
	// called is set if a recording measured calls from outside.
	called bool
	broken []error
}

// overheads decodes the headers.
func (d *Data) overheads() overheads {
	var o overheads
	for i := range d.Headers {
		h := &d.Headers[i]
		// What lies between bench.start and bench.end of an empty guest is not
		// the overhead of a call that is measured from outside.
		o.called = o.called || h.Work != nil && h.Work.Call.Outside()
		if len(h.Overhead) == 0 {
			o.lacking++
			continue
		}
		var c calibration
		if err := json.Unmarshal(h.Overhead, &c); err != nil {
			o.lacking++
			o.broken = append(o.broken, fmt.Errorf("the overhead in a recording's header cannot be read: %w", err))
			continue
		}
		o.calibrations = append(o.calibrations, c)
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
	for i := range o.calibrations {
		if w := o.calibrations[i].find(k); w != nil {
			found = append(found, *w)
		}
	}
	if len(found) == 0 {
		return Window{}, false
	}
	return joined(found), true
}

// find returns the warm window of a quantity. Compilation and Instantiation
// are opened and closed by the recorder and cost the same on each engine that
// was calibrated.
func (c *calibration) find(k Key) *Window {
	if c.Arch != k.Arch {
		return nil
	}
	w := findWindow(c.Windows, k.Engine, k.EngineFlags, measure.Execution, k.Event)
	if k.Phase != measure.Execution && w != nil {
		w = findWindow(c.Brackets, "", "", k.Phase, k.Event)
	}
	return w
}

func findWindow(list []calibratedWindow, engine, flags string, phase measure.Phase, event string) *Window {
	for _, w := range list {
		if w.Engine == engine && w.Flags == flags && w.Phase == phase && w.Event == event && w.Warm != nil && w.Warm.usable() {
			return w.Warm
		}
	}
	return nil
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
