package perfcounters

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/measure"
)

// user is how the first events of a group are read in user space: all of the
// hardware, which come before task-clock.
type user struct {
	pages [][]byte // of each event, mapped
	index []uint64 // where each has to be, as its page says it
	mask  []uint64 // the bits that each counter has
}

// userCounters are counters whose stamps read in user space. They hold the
// counters themselves, because a pointer to them would cost Stop a load.
type userCounters struct{ counters }

//go:nosplit
func (c *userCounters) Start() { startUser(c.state) }

//go:nosplit
func (c *userCounters) Stop() { stopUser(c.state) }

// Entries returns the stamps as C functions. Unlike others they must be called
// on the opening thread: another one may not read counters.
func (c *userCounters) Entries() (measure.Entries, bool) {
	if c.mem == nil {
		return measure.Entries{}, false
	}
	s := &userStamps()[len(c.user.index)]
	// Sound: the state lies in a mapping, outside the Go heap, until Close.
	return measure.Entries{Start: uintptr(s.startC), Stop: uintptr(s.stopC), Env: unsafe.Pointer(c.state)}, true
}

// refine replaces the counts in readings, which the kernel took, by those that
// the stamps took, whose window is smaller and lies inside the kernel's. It
// leaves them alone if anything hints at the two not being of one counter that
// ran through: then the kernel's are the ones to believe. The kernel changes
// the lock whenever it starts a counter, moves it or sets it; so where a page
// did not change, the difference of two reads is a count. All counts are
// replaced or none, because they are of one window; refine says which.
func (u *user) refine(s *state, readings []measure.Reading) bool {
	var counts [maxUser]uint64
	for i, index := range u.index {
		counts[i] = (s.user.last[i] - s.user.first[i]) & u.mask[i]
		r := &readings[i]
		if s.user.before[i] != s.user.after[i] || s.user.before[i]>>32 != index ||
			r.Status != measure.Counted || counts[i] > r.Raw {
			return false
		}
	}
	for i := range u.index {
		readings[i].Count, readings[i].Raw = counts[i], counts[i]
	}
	return true
}

// close unmaps the pages, which must happen before the events are closed.
func (u *user) close() error {
	if u == nil {
		return nil
	}
	var errs []error
	for _, p := range u.pages {
		errs = append(errs, unix.Munmap(p))
	}
	u.pages = nil
	return errors.Join(errs...)
}
