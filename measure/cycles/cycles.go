// Package cycles counts the ticks of the processor's time-stamp counter. It
// is the measure with the smallest window: two stamps back to back are some
// tens of ticks apart.
//
// # What is counted
//
// The event is called "cycles" for the sake of comparable recordings, but no
// source below counts the cycles of a core. Each is a clock at a constant
// rate of its own, which goes on while the core sleeps, is throttled or runs
// in turbo, and while the thread waits for its turn:
//
//	amd64  the time-stamp counter, at a reference rate near the nominal
//	       frequency of the processor. Start is LFENCE; RDTSC and stop is
//	       RDTSCP; LFENCE, so that the work stays between them.
//	arm64  the virtual counter, CNTVCT_EL0, after an ISB. It runs at 24 MHz to
//	       1 GHz, so one tick may be 40 ns long.
//	else   the monotonic clock, in ticks of one nanosecond; also with the
//	       build tag sightglass_noasm.
//
// [Counter.Describe] says which one it was and how fast it runs; that goes
// into the recording. Never compare ticks across machines, and never read
// them as work done: for that count instructions (package perfcounters).
//
// Importing this package registers the measure "cycles". It uses no cgo.
package cycles

import (
	"fmt"
	"os"
	"unsafe"

	"github.com/sightglass-go/sightglass/measure"
)

// Name is the name under which the measure is registered.
const Name = "cycles"

func init() {
	measure.Register(Name, func() (measure.Measure, error) {
		c, err := Open()
		if err != nil {
			return nil, err
		}
		return c, nil
	})
}

// Counter is the measure. Use Open to get one.
type Counter struct {
	state  *state
	mem    []byte // the mapping that holds state; nil where it is on the heap
	seen   state  // as of the last call of Readings
	closed bool
}

var _ measure.Direct = (*Counter)(nil)
var _ measure.Described = (*Counter)(nil)

// Open returns a counter of its own. It fails only when the system has no
// memory left for one page.
func Open() (*Counter, error) {
	s, mem, err := newState()
	if err != nil {
		return nil, fmt.Errorf("cycles: memory for the stamps: %w", err)
	}
	firstOpen()
	return &Counter{state: s, mem: mem}, nil
}

// Events returns measure.Cycles.
func (c *Counter) Events() []measure.Event { return []measure.Event{measure.Cycles} }

// Start takes the first stamp.
func (c *Counter) Start() { start(c.state) }

// Stop takes the second stamp.
func (c *Counter) Stop() { stop(c.state) }

// Counts returns how often the counter was started and stopped since Open,
// whether through Start and Stop or through the entry points: a guest that
// calls bench.start twice is seen here.
func (c *Counter) Counts() (starts, stops uint64) { return c.state.starts, c.state.stops }

// Readings appends the ticks between the last start and the last stop. It
// appends a reading that is Missing and returns an error if there was no
// window yet, if starts and stops since the last call do not pair
// (measure.ErrUnpaired), or if the counter went backwards, which is what
// unsynchronised processors look like.
func (c *Counter) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	now := *c.state
	starts, stops := now.starts-c.seen.starts, now.stops-c.seen.stops
	c.seen = now
	var err error
	switch {
	case c.closed:
		err = fmt.Errorf("cycles: %w", os.ErrClosed)
	case starts != stops || now.starts == 0:
		err = fmt.Errorf("cycles: %w: %d starts, %d stops", measure.ErrUnpaired, starts, stops)
	case now.stop < now.start:
		err = fmt.Errorf("cycles: the counter went backwards by %d ticks: its processors are not synchronised", now.start-now.stop)
	default:
		return append(dst, measure.Reading{Event: measure.Cycles, Count: now.stop - now.start}), nil
	}
	return append(dst, measure.Reading{Event: measure.Cycles, Status: measure.Missing}), err
}

// Entries returns the stamps as C functions: on amd64 and arm64 where the
// state lies outside the Go heap, but not on Windows, whose calling
// convention is another one. A call costs what the same C function would
// cost. They count in Counts and are read with Readings.
func (c *Counter) Entries() (measure.Entries, bool) {
	if c.mem == nil || !hasEntries {
		return measure.Entries{}, false
	}
	// Sound: where there is a mapping the state lies in it, outside the Go heap,
	// until Close.
	return measure.Entries{Start: startEntry(), Stop: stopEntry(), Env: unsafe.Pointer(c.state)}, true
}

// Calls returns how the entry points were called since the last call of Calls.
func (c *Counter) Calls() measure.Calls {
	calls := c.state.calls
	c.state.calls = 0
	return measure.Calls(calls)
}

// Close unmaps the state; the entry points must not be called any more.
// Start and Stop stay harmless.
func (c *Counter) Close() error {
	if c.closed {
		return nil
	}
	c.closed = true
	mem := c.mem
	c.state, c.mem = new(state), nil
	return freeState(mem)
}
