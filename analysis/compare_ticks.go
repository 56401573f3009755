package analysis

import (
	"slices"

	"github.com/sightglass-go/sightglass/measure"
)

// A clock steps: what it counts is off by up to half a step at either end. Where
// recordings do not say how large it is, the greatest common divisor of all
// counts of an event is it, or a multiple of it, which errs on the safe side.

// quanta returns the steps of clocks, by event. Other events count one by one
// and have none.
func quanta(data ...*Data) map[string]float64 {
	out := map[string]float64{}
	for name, step := range counted(data...) {
		out[name] = float64(step)
		if step := recorded(name, data...); step > 0 {
			out[name] = step
		}
	}
	return out
}

// recorded is the largest step that the recordings say an event has, 0 if not all
// of them say one.
func recorded(event string, data ...*Data) float64 {
	var most float64
	for _, d := range data {
		for i := range d.Series {
			s := &d.Series[i]
			if s.Event != event {
				continue
			}
			step := s.step()
			if step == 0 {
				return 0
			}
			most = max(most, step)
		}
	}
	return most
}

// step is the largest step of its clock that the recordings of a series say, 0 if
// not all do.
func (s *Series) step() float64 {
	var most float64
	for _, h := range s.headers {
		var step float64
		for _, m := range h.Measures {
			step = max(step, m.Steps[s.Event])
		}
		if step == 0 {
			return 0
		}
		most = max(most, step)
	}
	return most
}

// counted returns the steps that counts show.
func counted(data ...*Data) map[string]uint64 {
	out := map[string]uint64{}
	for _, d := range data {
		for i := range d.Series {
			s := &d.Series[i]
			if q, ok := out[s.Event]; d.event(s.Event).Time && (!ok || q != 1) {
				out[s.Event] = s.divisor(q)
			}
		}
	}
	return out
}

// quantum is the step of the event of two series. Where recordings do not say it, the
// counts of the two alone may show a larger one than those of the whole event do: some
// tools round to digits, and files may be of several clocks.
func (o *Options) quantum(a, b *Series, event measure.Event) float64 {
	switch q := o.quanta[event.Name]; {
	case !event.Time:
		return 0
	case a.step() == 0 || b.step() == 0:
		return max(q, float64(b.divisor(a.divisor(0))))
	case q == 0:
		return max(a.step(), b.step())
	default:
		return q
	}
}

// divisor returns the greatest common divisor of q and all counts, as they
// were before anything was subtracted.
func (s *Series) divisor(q uint64) uint64 {
	for _, p := range s.Processes() {
		for _, c := range p.Counts {
			if s.Subtracted != nil {
				if c == 0 {
					continue // perhaps it was less than what was subtracted
				}
				c += s.Subtracted.Count
			}
			for c != 0 {
				q, c = c, q%c
			}
			if q == 1 {
				return 1
			}
		}
	}
	return q
}

// manyTicks is the number of steps in a median from which on they matter only
// where processes do not differ by more than a step: half a step of so many is
// half of the default noise threshold.
const manyTicks = 100

// ticks returns how far the logarithm of the ratio may be off because the clock
// steps by q,
//
//	q/2 (1/a + 1/b),  a and b the medians
//
// and 0 where steps are lost in the noise: the medians are many steps, and
// processes vary by so many of them that what is rounded up in one is rounded
// down in another.
func (c *Comparison) ticks(q float64, ma, mb []middle) float64 {
	a, b := c.Baseline.Median, c.Candidate.Median
	if q == 0 || a <= 0 || b <= 0 {
		return 0
	}
	if min(a, b) >= manyTicks*q && varies(ma, q) && varies(mb, q) {
		return 0
	}
	return q / 2 * (1/a + 1/b)
}

// varies says whether the middle half of processes' medians is spread over two
// steps or more, or all of few over three.
func varies(m []middle, q float64) bool {
	x := make([]float64, len(m))
	for i := range m {
		x[i] = m[i].median
	}
	slices.Sort(x)
	cut, steps := 0, 3.0
	if len(x) >= 8 {
		cut, steps = len(x)/4, 2
	}
	return len(x) > 0 && x[len(x)-1-cut]-x[cut] >= steps*q
}
