package engines

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
)

// Remote is implemented by an Engine whose work another process does, which reads
// its own clock around it. What is measured in this process would be that of the
// pipe between them.
type Remote interface {
	Engine
	// Elapsed is that clock: how many nanoseconds the other process has spent in
	// Compile, in Instantiate and in calls of guests. It advances in these only, and
	// while the adapter tells Host.Bench of a guest's bench.start or bench.end, it is
	// what it was when the guest called it.
	Elapsed() uint64
	// Process is the number of the other process, whose first thread runs guests.
	Process() int
}

// Measured returns the measure that a recorder uses in place of m for e: m itself,
// unless e is Remote. Then it is one that takes nanoseconds from e, and no
// cpu-nanoseconds, which are absent; what e counts by other means stays as it is.
// Whatever else m counts it would count of this process: that is an error that wraps
// measure.ErrUnavailable. Closing the result closes m.
func Measured(e Engine, m measure.Measure) (measure.Measure, error) {
	remote, ok := e.(Remote)
	if !ok {
		return m, nil
	}
	parts := measure.Parts(m)
	for i, part := range parts {
		if _, ok := part.(*count); ok { // CountFlags has asked e
			continue
		}
		events := part.Events()
		if slices.Contains(events, measure.Nanoseconds) {
			parts[i] = &remoteTimer{Measure: part, remote: remote}
		}
		for _, event := range events {
			if event != measure.Nanoseconds && event != measure.CPUNanoseconds || parts[i] == part {
				return nil, fmt.Errorf("%w: engine %s works in another process, of which %s cannot be seen from here; it reports nanoseconds, which the measure time records",
					measure.ErrUnavailable, e.Identity().Name, names(events))
			}
		}
	}
	return measure.Multi(parts...), nil
}

func names(events []measure.Event) string {
	var list []string
	for _, e := range events {
		list = append(list, e.Name)
	}
	return strings.Join(list, ", ")
}

// remoteTimer is the measure time of another process.
type remoteTimer struct {
	measure.Measure // the one of this process, which is closed with it
	remote          Remote

	start, stop   uint64
	starts, stops int // since the last Readings
}

func (t *remoteTimer) Start() { t.starts++; t.start = t.remote.Elapsed() }

func (t *remoteTimer) Stop() { t.stops++; t.stop = t.remote.Elapsed() }

// Readings are Missing, beside an error, unless there was a window in which the other
// process did something: its adapter has checked what it reports.
func (t *remoteTimer) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	starts, stops := t.starts, t.stops
	t.starts, t.stops = 0, 0
	var err error
	switch {
	case starts != stops || starts == 0:
		err = fmt.Errorf("time: %w: %d starts, %d stops", measure.ErrUnpaired, starts, stops)
	case t.stop <= t.start:
		err = fmt.Errorf("time: engine %s reports a window of %d ns", t.remote.Identity().Name, int64(t.stop-t.start))
	}
	for _, event := range t.Events() {
		r := measure.Reading{Event: event, Status: measure.Absent}
		switch {
		case event != measure.Nanoseconds:
		case err != nil:
			r.Status = measure.Missing
		default:
			r.Status, r.Count = measure.Counted, t.stop-t.start
		}
		dst = append(dst, r)
	}
	return dst, err
}
