package analysis

import (
	"math"

	"github.com/sightglass-go/sightglass/measure"
)

// sameClock is by how much the rates of one clock differ from one recording to
// another, for some are measured.
const sameClock = 0.005

// setClock tells the event of the time-stamp counter its rate, if all recordings
// have one and the same: ticks of different machines are no one's time.
func (d *Data) setClock() {
	e, ok := d.Events[measure.Cycles.Name]
	if !ok || d.headerless {
		return
	}
	hz := 0.0
	for i, h := range d.Headers {
		rate := 0.0
		for _, m := range h.Measures {
			if m.Name == e.Name {
				rate = m.FrequencyHz
			}
		}
		if !(rate > 0) || math.IsInf(rate, 1) || i > 0 && !SameClock(measure.Event{Hz: hz}, measure.Event{Hz: rate}) {
			return
		}
		if i == 0 {
			hz = rate
		}
	}
	e.Hz = hz
	d.Events[e.Name] = e
}

// SameClock is whether ticks of two events are equally long, as far as is known.
func SameClock(a, b measure.Event) bool {
	return a.Hz == b.Hz || a.Hz > 0 && math.Abs(b.Hz/a.Hz-1) <= sameClock
}

// InTicks is Data.InTicks for comparisons.
func (r *Result) InTicks() {
	for _, list := range [][]Comparison{r.Comparisons, r.Suites} {
		for i := range list {
			list[i].Event.Hz = 0
		}
	}
}

// InTicks forgets the rates of clocks, so that ticks are shown as ticks.
func (d *Data) InTicks() {
	for name, e := range d.Events {
		e.Hz = 0
		d.Events[name] = e
	}
}
