package perfcounters

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

// openUser maps the pages of c.own and tries whether reading its counters in
// user space gives what the kernel gives. The error says why it is not done;
// then all is as before.
func (c *counters) openUser() (err error) {
	u := new(user)
	defer func() {
		if err != nil {
			c.user = nil
			c.state.plain()
			err = errors.Join(err, u.close())
		}
		c.state.starts, c.state.stops, c.seenStarts, c.seenStops = 0, 0, 0, 0
	}()
	for i, e := range c.own.events {
		if e == measure.TaskClock {
			continue
		}
		p, err := c.own.sys.mapPage(c.own.handles[i])
		if err != nil {
			return fmt.Errorf("%s: map its page: %w", e.Name, err)
		}
		u.pages = append(u.pages, p)
	}
	if len(u.pages) == 0 {
		return errors.New("none of the events is a counter of the processor")
	}
	if err := u.find(c.own); err != nil {
		return err
	}
	for i, p := range u.pages {
		// Sound as a number: the page is mapped, not on the Go heap, until Close.
		c.state.user.page[i] = uint64(uintptr(unsafe.Pointer(&meta(p).Lock)))
		c.state.user.index[i] = u.index[i] - 1
	}
	c.user = u
	return c.tryUser()
}

// meta is sound: the kernel begins the page, which is larger, with this struct,
// at whose alignment pages are; and it holds no Go pointers.
func meta(page []byte) *unix.PerfEventMmapPage {
	return (*unix.PerfEventMmapPage)(unsafe.Pointer(&page[0]))
}

// find enables the group once to see where its events are.
func (u *user) find(g *group) error {
	if err := unix.IoctlSetInt(int(g.fd), unix.PERF_EVENT_IOC_ENABLE, 0); err != nil {
		return fmt.Errorf("PERF_EVENT_IOC_ENABLE: %w", err)
	}
	for _, p := range u.pages {
		u.index = append(u.index, uint64(meta(p).Index))
		u.mask = append(u.mask, 1<<meta(p).Pmc_width-1) // 64 bits: 0 - 1
	}
	if err := unix.IoctlSetInt(int(g.fd), unix.PERF_EVENT_IOC_DISABLE, 0); err != nil {
		return fmt.Errorf("PERF_EVENT_IOC_DISABLE: %w", err)
	}
	for i, p := range u.pages {
		if meta(p).Capabilities&capUserRDPMC == 0 || u.index[i] == 0 || meta(p).Pmc_width == 0 {
			return fmt.Errorf("the kernel does not let %s be read there", g.events[i].Name)
		}
	}
	return layout(g.events[:len(u.index)], u.index)
}

// capUserRDPMC is cap_user_rdpmc of struct perf_event_mmap_page.
const capUserRDPMC = 1 << 2

// tryUser takes some windows around work of known size. What the stamps count
// must be there, be at least the work, and be no more than what the kernel
// counts and hardly less.
func (c *counters) tryUser() (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			_ = unix.IoctlSetInt(int(c.own.fd), unix.PERF_EVENT_IOC_DISABLE, 0)
			err = fmt.Errorf("%s faults: %v", userInstruction, r)
		}
	}()
	c.Enter(measure.Execution)
	// A window in which the thread was interrupted proves nothing, so there
	// are many and they are small.
	const work, windows, enough, slack = 1000, 64, 4, 20_000
	good := 0
	readings := make([]measure.Reading, 0, maxEvents)
	for range windows {
		startUser(c.state)
		runtime.KeepAlive(toil(work))
		stopUser(c.state)
		b, err := c.finish()
		if err != nil {
			return err
		}
		if readings, err = decode(readings[:0], c.own.events, &c.state.begin, b); err != nil {
			continue
		}
		kernel := slices.Clone(readings)
		ok := c.user.refine(c.state, readings)
		for i := range c.user.index {
			r := readings[i]
			ok = ok && kernel[i].Count-r.Count < slack && (r.Event != measure.Instructions || r.Count >= work)
		}
		if ok {
			good++
		}
		if good == enough {
			return nil
		}
	}
	return fmt.Errorf("%s agreed with the kernel in %d of %d windows only", userInstruction, good, windows)
}

// toil takes at least one instruction for each unit of n.
//
//go:noinline
func toil(n int) (x uint64) {
	for i := range n {
		x = x<<1 ^ uint64(i)
	}
	return x
}
