package program

import (
	"fmt"
	"time"

	"github.com/sightglass-go/sightglass/engines"
)

// took checks what a program has measured in a request, and moves its clock on: through
// the calls of the guest, which bench is told of, to the end. at is called before each.
// A request that failed need not say how long it took.
func (e *engine) took(do string, r *reply, wall time.Duration, bench *engines.Bench, at func(*call)) error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("%s: %w: to %s took %s", e.process.name, ErrReading, do, fmt.Sprintf(format, args...))
	}
	// Both clocks may be slewed by half a thousandth, and have steps.
	most := int64(wall) + int64(wall)/1000 + int64(time.Microsecond)
	total := most
	switch {
	case r.Nanoseconds != nil && *r.Nanoseconds <= 0:
		return bad("%d ns", *r.Nanoseconds)
	case r.Nanoseconds != nil && *r.Nanoseconds > most:
		return bad("%d ns, and only %d ns went by until it replied", *r.Nanoseconds, int64(wall))
	case r.Nanoseconds != nil:
		total = *r.Nanoseconds
	case r.Error == nil:
		return bad("a time that it does not report")
	}
	for i, c := range r.Calls {
		before := int64(0)
		if i > 0 {
			before = r.Calls[i-1].At
		}
		switch {
		case bench == nil:
			return fmt.Errorf("%s: %w: no guest runs in %s, and calls of bench.start and bench.end are reported", e.process.name, ErrProtocol, do)
		case c.Bench != "start" && c.Bench != "end":
			return fmt.Errorf("%s: %w: a call of bench.%.50s is reported", e.process.name, ErrProtocol, c.Bench)
		case c.At < before || c.At > total:
			return bad("%d ns, and bench.%s was called at %d ns, after %d ns", total, c.Bench, c.At, before)
		case i > 0 && c.Bench == "end" && c.At == before:
			return bad("%d ns, and bench.start and bench.end were called 0 ns apart: its clock is too coarse", total)
		}
	}
	began := e.elapsed
	for i := range r.Calls {
		c := &r.Calls[i]
		e.elapsed = began + uint64(c.At)
		if at != nil {
			at(c)
		}
		if c.Bench == "start" {
			bench.Start()
		} else {
			bench.End()
		}
	}
	if r.Nanoseconds != nil {
		e.elapsed = began + uint64(total)
	}
	return nil
}
