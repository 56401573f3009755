package gobench

import (
	"github.com/sightglass-go/sightglass/measure"
	monotonic "github.com/sightglass-go/sightglass/measure/clock"
)

// clock is the event from which ns/op is made.
type clock struct {
	event string
	part  measure.Measure // whose rate it is, nil for one in nanoseconds
}

// findClock finds the clock among the measures: the event nanoseconds, or one
// that stands for time and advances at a known rate, as the time-stamp counter
// does. The zero clock is none.
func findClock(m measure.Measure) clock {
	var counter clock
	for _, part := range measure.Parts(m) {
		for _, e := range part.Events() {
			switch {
			case e.Name == measure.Nanoseconds.Name:
				return clock{event: e.Name}
			case e.Time && counter.event == "" && measure.Describe(part).FrequencyHz > 0:
				counter = clock{event: e.Name, part: part}
			}
		}
	}
	return counter
}

// nanoseconds converts a count. It is called at the end, because a rate that
// has to be measured is the better known the longer the program runs.
func (c clock) nanoseconds(count float64) float64 {
	if c.part == nil {
		return count
	}
	return count * 1e9 / measure.Describe(c.part).FrequencyHz
}

// stopwatch counts measure.Nanoseconds where no measure tells the time. It is the
// outermost one: the others see nothing of it, and it sees their stamps.
type stopwatch struct{ start, stop uint64 }

func (*stopwatch) Events() []measure.Event { return []measure.Event{measure.Nanoseconds} }
func (w *stopwatch) Start()                { w.start = monotonic.Now() }
func (w *stopwatch) Stop()                 { w.stop = monotonic.Now() }
func (*stopwatch) Close() error            { return nil }

func (w *stopwatch) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	return append(dst, measure.Reading{Event: measure.Nanoseconds, Count: w.stop - w.start}), nil
}
