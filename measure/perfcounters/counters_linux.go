package perfcounters

import (
	"errors"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

// counters is the measure: two groups of the same events, of which one counts
// in a window.
type counters struct {
	wide     *group        // also counts what the thread creates; it may be own
	own      *group        // counts the opening thread alone; it may be wide
	turn     *group        // the one whose windows these are
	user     *user         // nil unless own is read in user space
	inUser   *userCounters // what these are part of
	why      string        // why it is not
	warnings []string
	state    *state
	mem      []byte // the mapping that holds state

	seenStarts, seenStops uint64 // as of the last call of Readings
	closed                bool
}

var (
	_ measure.Direct    = (*counters)(nil)
	_ measure.Phased    = (*counters)(nil)
	_ measure.Described = (*counters)(nil)
)

func (c *counters) Events() []measure.Event { return c.wide.events }

// Start and Stop do without the check for room on the stack: in Stop it would
// be inside the window.
//
//go:nosplit
func (c *counters) Start() { start(c.state) }

//go:nosplit
func (c *counters) Stop() { stop(c.state) }

// Enter chooses the group, and what Start and Stop do: Execution is the
// thread's own. The entry points look for the group in the state.
func (c *counters) Enter(p measure.Phase) {
	if c.closed {
		return
	}
	c.turn = c.wide
	c.state.user.startGo, c.state.user.stopGo = plainStamps()
	if p == measure.Execution {
		c.turn = c.own
		if c.user != nil {
			s := &userStamps()[len(c.user.index)]
			c.state.user.startGo, c.state.user.stopGo = s.startGo, s.stopGo
		}
	}
	c.state.fd = c.turn.fd
}

func (c *counters) Counts() (starts, stops uint64) { return c.state.starts, c.state.stops }

func (c *counters) Entries() (measure.Entries, bool) {
	if c.mem == nil || !hasEntries {
		return measure.Entries{}, false
	}
	// Sound: the state lies in a mapping, outside the Go heap, until Close.
	return measure.Entries{Start: startEntry(), Stop: stopEntry(), Env: unsafe.Pointer(c.state)}, true
}

// Calls returns how the entry points were called since the last call of Calls.
func (c *counters) Calls() measure.Calls {
	calls := c.state.calls
	c.state.calls = 0
	return measure.Calls(calls)
}

// Readings reads the group and appends what it counted since the last start.
func (c *counters) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	old := len(dst)
	b, err := c.finish()
	if err == nil {
		if dst, err = decode(dst, c.wide.events, &c.state.begin, b); err == nil {
			if c.user != nil && c.turn == c.own {
				c.user.refine(c.state, dst[old:])
			}
			return dst, nil
		}
	}
	dst = dst[:old]
	for _, e := range c.wide.events {
		dst = append(dst, measure.Reading{Event: e, Status: measure.Missing})
	}
	return dst, fmt.Errorf("%s: %w", c.wide.events[0].Name, err)
}

// finish checks how the window was opened and closed and reads its end. A
// group that could not be enabled is one that never ran.
func (c *counters) finish() (*block, error) {
	s := c.state
	starts, stops := s.starts-c.seenStarts, s.stops-c.seenStops
	c.seenStarts, c.seenStops = s.starts, s.stops
	switch {
	case c.closed:
		return nil, os.ErrClosed
	case starts != stops || s.starts == 0:
		return nil, fmt.Errorf("%w: %d starts, %d stops", measure.ErrUnpaired, starts, stops)
	case s.readResult < 0:
		return nil, fmt.Errorf("read at start: %w", unix.Errno(-s.readResult))
	case s.disableResult < 0:
		return nil, fmt.Errorf("PERF_EVENT_IOC_DISABLE: %w", unix.Errno(-s.disableResult))
	}
	return &s.end, c.wide.sys.read(s.fd, &s.end)
}

// Close closes the events and unmaps the state; the entry points must not be
// called any more. Start and Stop stay harmless.
func (c *counters) Close() error {
	if c.closed {
		return nil
	}
	c.closed = true
	errs := []error{c.user.close(), c.wide.close()}
	if c.own != c.wide {
		errs = append(errs, c.own.close())
	}
	errs = append(errs, freeState(c.mem))
	c.state, c.mem = new(state), nil
	c.state.init()
	return errors.Join(errs...)
}
