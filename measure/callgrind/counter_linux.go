//go:build amd64 || arm64

package callgrind

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

// counter is the measure.
type counter struct {
	simulate bool
	prefix   string // of the names of the dumps
	state    *state
	mem      []byte
	version  string // of Valgrind
	seen     [2]uint64
	window   uint64 // the next one's number
	alone    bool   // the calling thread is counted alone
	closed   bool
	sites    map[place]uint64 // of the window that was read last; nil where they are not written
}

var (
	_ measure.Direct    = (*counter)(nil)
	_ measure.Phased    = (*counter)(nil)
	_ measure.Described = (*counter)(nil)
	_ measure.Sited     = (*counter)(nil)
)

// open opens the measure, and a window to see that it counts.
func open(simulate bool) (measure.Measure, error) {
	refuse := func(err error) (measure.Measure, error) {
		return nil, fmt.Errorf("%w: %w", measure.ErrUnavailable, err)
	}
	prefix := os.Getenv(variable)
	switch {
	case ask(&request{runningOnValgrind}) == 0:
		return refuse(fmt.Errorf("this process does not run under Valgrind: record in worker processes, which are started that way"))
	case prefix == "":
		return refuse(fmt.Errorf("it is not known where Callgrind writes, for %s is not set: let the recorder start Valgrind", variable))
	}
	mem, err := unix.Mmap(-1, 0, unix.Getpagesize(), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return refuse(fmt.Errorf("memory for the requests: %w", err))
	}
	// Sound: a page is larger than a state and aligned for it, it is zero, and a
	// state holds no pointer that the collector would have to see.
	c := &counter{simulate: simulate, prefix: prefix, state: (*state)(unsafe.Pointer(&mem[0])), mem: mem}
	c.state.begin[0], c.state.end[0] = startCounting, stopCounting
	c.prepare()
	c.Start()
	c.Stop()
	d, err := c.read()
	if err != nil {
		c.Close()
		return refuse(err)
	}
	c.version = d.version
	for _, r := range readings(nil, d.counts, simulate) {
		if r.Status != measure.Counted {
			c.Close()
			return refuse(fmt.Errorf("this Callgrind does not count %s: let the recorder start Valgrind", r.Event.Name))
		}
	}
	return c, nil
}

// prepare makes the requests of the next window.
func (c *counter) prepare() {
	c.window++
	s := c.state
	label := fmt.Sprintf("window %d", c.window)
	// Sound as numbers: a state lies outside the Go heap.
	at := func(text *[textSize]byte) uint64 { return uint64(uintptr(unsafe.Pointer(text))) }
	if c.alone {
		s.zero, s.dump = request{zeroStats}, request{dumpStatsAt, at(&s.label)}
	} else { // only the monitor's commands are of all threads
		s.zero, s.dump = request{monitorCommand, at(&s.clear)}, request{monitorCommand, at(&s.label)}
		label = "dump " + label
	}
	s.clear, s.label = [textSize]byte{}, [textSize]byte{}
	copy(s.clear[:], "zero")
	copy(s.label[:], label)
}

// Enter implements measure.Phased.
func (c *counter) Enter(p measure.Phase) {
	c.alone = p == measure.Instantiation || p == measure.Execution
	if !c.closed {
		c.prepare()
	}
}

func (c *counter) Events() []measure.Event { return events(c.simulate) }

func (c *counter) Start() { start(c.state) }

func (c *counter) Stop() { stop(c.state) }

// Readings implements measure.Measure.
func (c *counter) Readings(dst []measure.Reading) ([]measure.Reading, error) {
	d, err := c.read()
	if err != nil {
		err = fmt.Errorf("callgrind: %w", err)
	}
	c.sites = d.sites
	return readings(dst, d.counts, c.simulate), err
}

// Sites implements measure.Sited.
func (c *counter) Sites() ([]measure.Site, error) {
	if c.sites == nil {
		return nil, fmt.Errorf("%w: this Callgrind writes no addresses: let the recorder start Valgrind", measure.ErrUnavailable)
	}
	return sitesOf(c.sites), nil
}

// read takes the dump of the last window, and prepares the next one.
func (c *counter) read() (d dump, err error) {
	if c.closed {
		return d, os.ErrClosed
	}
	now := [2]uint64{c.state.starts, c.state.stops}
	starts, stops := now[0]-c.seen[0], now[1]-c.seen[1]
	c.seen = now
	label := fmt.Sprintf("window %d", c.window)
	c.prepare()
	if starts != stops || now[0] == 0 {
		_, _ = take(c.prefix, label)
		return d, fmt.Errorf("%w: %d starts, %d stops", measure.ErrUnpaired, starts, stops)
	}
	return take(c.prefix, label)
}

// Counts returns how often the window was opened and closed since Open, whether
// through the methods or through the entry points.
func (c *counter) Counts() (starts, stops uint64) { return c.state.starts, c.state.stops }

// Entries implements measure.Direct.
func (c *counter) Entries() (measure.Entries, bool) {
	if c.closed {
		return measure.Entries{}, false
	}
	// Sound: the state lies outside the Go heap until Close.
	return measure.Entries{Start: startEntry(), Stop: stopEntry(), Env: unsafe.Pointer(c.state)}, true
}

// Calls implements measure.Direct.
func (c *counter) Calls() measure.Calls {
	calls := c.state.calls
	c.state.calls = 0
	return measure.Calls(calls)
}

// Describe implements measure.Described.
func (c *counter) Describe() measure.Description {
	d := measure.Description{Clock: "Callgrind " + c.version + ": user space; the calling thread in Instantiation and Execution, all threads in Compilation"}
	if c.simulate {
		d.Clock += "; simulated caches of 64 KiB, 8 ways (first level) and 8 MiB, 16 ways (last level)"
	}
	if !knownProcessor() {
		d.Warnings = append(d.Warnings, "this processor does not list rdtscp, without which Go's runtime ends under Valgrind by SIGILL now and then: record what is missing again")
	}
	return d
}

// knownProcessor is whether Valgrind runs the instruction by which Go's runtime
// reads the time-stamp counter on amd64.
func knownProcessor() bool {
	text, err := os.ReadFile("/proc/cpuinfo")
	return err != nil || runtime.GOARCH != "amd64" || slices.Contains(strings.Fields(string(text)), "rdtscp")
}

// Close implements measure.Measure.
func (c *counter) Close() error {
	if c.closed {
		return nil
	}
	c.closed = true
	mem := c.mem
	c.state, c.mem = new(state), nil
	return unix.Munmap(mem)
}
