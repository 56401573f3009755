package perfcounters

import (
	"errors"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

// group is the measure: one group of counters.
type group struct {
	sys      system
	inherit  bool
	handles  []handle // the leader first
	events   []measure.Event
	warnings []string
	state    *state
	mem      []byte // the mapping that holds state

	seenStarts, seenStops uint64 // as of the last call of Readings
	closed                bool
}

var (
	_ measure.Direct    = (*group)(nil)
	_ measure.Described = (*group)(nil)
)

func (g *group) Events() []measure.Event { return g.events }
func (g *group) Start()                  { start(g.state) }
func (g *group) Stop()                   { stop(g.state) }

func (g *group) Counts() (starts, stops uint64) { return g.state.starts, g.state.stops }

func (g *group) Entries() (measure.Entries, bool) {
	if g.mem == nil || !hasEntries {
		return measure.Entries{}, false
	}
	return measure.Entries{Start: startEntry(), Stop: stopEntry(), Env: unsafe.Pointer(g.state)}, true
}

// Calls returns how the entry points were called since the last call of Calls.
func (g *group) Calls() measure.Calls {
	calls := g.state.calls
	g.state.calls = 0
	return measure.Calls(calls)
}

// Readings reads the group and appends what it counted since the last start.
func (g *group) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	b, err := g.finish()
	if err == nil {
		var out []measure.Reading
		if out, err = decode(dst, g.events, &g.state.begin, b); err == nil {
			return out, nil
		}
		dst = out[:len(dst)]
	}
	for _, e := range g.events {
		dst = append(dst, measure.Reading{Event: e, Status: measure.Missing})
	}
	return dst, fmt.Errorf("%s: %w", g.events[0].Name, err)
}

// finish checks how the window was opened and closed and reads its end.
func (g *group) finish() (*block, error) {
	s := g.state
	starts, stops := s.starts-g.seenStarts, s.stops-g.seenStops
	g.seenStarts, g.seenStops = s.starts, s.stops
	switch {
	case g.closed:
		return nil, os.ErrClosed
	case starts != stops || s.starts == 0:
		return nil, fmt.Errorf("%w: %d starts, %d stops", ErrUnpaired, starts, stops)
	case s.readResult < 0:
		return nil, fmt.Errorf("read at start: %w", unix.Errno(-s.readResult))
	case s.enableResult < 0:
		return nil, fmt.Errorf("PERF_EVENT_IOC_ENABLE: %w", unix.Errno(-s.enableResult))
	case s.disableResult < 0:
		return nil, fmt.Errorf("PERF_EVENT_IOC_DISABLE: %w", unix.Errno(-s.disableResult))
	}
	return &s.end, g.sys.read(s.fd, &s.end)
}

// Close closes the events, followers first, and unmaps the state; the entry
// points must not be called any more. Start and Stop stay harmless.
func (g *group) Close() error {
	if g.closed {
		return nil
	}
	g.closed = true
	var errs []error
	for i := len(g.handles) - 1; i >= 0; i-- {
		errs = append(errs, g.handles[i].Close())
	}
	errs = append(errs, freeState(g.mem))
	g.state, g.mem = &state{fd: noFD}, nil
	return errors.Join(errs...)
}
