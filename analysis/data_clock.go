package analysis

import (
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
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
	hz, first := 0.0, true
	for _, h := range d.Headers {
		if len(h.Measures) > 0 && !slices.ContainsFunc(h.Measures, func(m record.Measure) bool { return m.Name == e.Name }) {
			continue // none of its rows are ticks
		}
		rate := rateOf(&h, e.Name)
		if !(rate > 0) || math.IsInf(rate, 1) || !first && !SameClock(measure.Event{Hz: hz}, measure.Event{Hz: rate}) {
			return
		}
		if first {
			hz, first = rate, false
		}
	}
	e.Hz = hz
	d.Events[e.Name] = e
}

// SameClock is whether ticks of two events are equally long, as far as is known.
func SameClock(a, b measure.Event) bool {
	return a.Hz == b.Hz || a.Hz > 0 && math.Abs(b.Hz/a.Hz-1) <= sameClock
}

// rateOf is the rate at which the clock of an event ticked, in Hz, 0 where the recording
// does not know it.
func rateOf(h *record.Header, event string) (hz float64) {
	for _, m := range h.Measures {
		if m.Name == event {
			hz = m.FrequencyHz
		}
	}
	return hz
}

// otherClock finds two recordings of an unpaired comparison whose ticks are known to be of
// other lengths: the ratio of their counts is none of times. One kernel has one clock,
// also where its rate was measured while the system's time was being corrected, and is some
// percent too high or too low.
func otherClock(a, b *Series) (x, y float64, found bool) {
	type clock struct {
		hz   float64
		boot string
	}
	var clocks []clock // those that differ
	for _, h := range slices.Concat(a.headers, b.headers) {
		now, known := clock{rateOf(h, a.Event), h.Machine.Boot}, false
		if !(now.hz > 0) {
			continue
		}
		for _, c := range clocks {
			one := c.boot == now.boot
			switch same := SameClock(measure.Event{Hz: c.hz}, measure.Event{Hz: now.hz}); {
			case !same && (!one || now.boot == ""):
				return c.hz, now.hz, true
			case one:
				known = true
			}
		}
		if !known {
			clocks = append(clocks, now)
		}
	}
	return 0, 0, false
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
