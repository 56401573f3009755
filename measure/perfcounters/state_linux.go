package perfcounters

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// maxEvents is the size of the largest group, and maxUser how many of its
// events can be read in user space: all but task-clock.
const (
	maxEvents = 5
	maxUser   = 4
)

// block is what read(2) returns for a group with PERF_FORMAT_GROUP,
// TOTAL_TIME_ENABLED and TOTAL_TIME_RUNNING. The times are in nanoseconds.
type block struct {
	n, enabled, running uint64
	values              [maxEvents]uint64 // in the order of opening
}

// state is what the stamps work on. Assembly finds the fields through
// go_asm.h. It lies outside the Go heap, because C code and the kernel keep
// pointers to it.
type state struct {
	fd            uint64 // of the leader of the group whose turn it is
	disable       uint64 // PERF_EVENT_IOC_DISABLE, beside fd because both are loaded as a pair
	starts, stops uint64 // counted before the window opens and after it closes
	calls         uint64 // of the entry points, a measure.Calls; written where starts and stops are

	readResult, disableResult int64 // of the last system calls; negative is -errno
	begin, end                block // the counts when the last window opened, and when it was read

	user userState
}

// userState is what the stamps that read counters in user space need.
type userState struct {
	startGo, stopGo uint64          // the stamps for callers in Go: code addresses
	page            [maxUser]uint64 // the addresses of lock and index in each event's page
	index           [maxUser]uint64 // what RDPMC takes; on arm64 the stamp's code has it
	before, after   [maxUser]uint64 // lock and index before the window opened and after it closed
	first, last     [maxUser]uint64 // the counters themselves
}

// noFD is a file descriptor that is never open.
const noFD = 1<<32 - 1

// init makes stamps on s harmless until a group is entered.
func (s *state) init() {
	s.fd, s.disable = noFD, unix.PERF_EVENT_IOC_DISABLE
	s.plain()
}

// plain makes startUser and stopUser do what start and stop do.
func (s *state) plain() {
	s.user.startGo, s.user.stopGo = plainStamps()
	for i := range s.user.page { // somewhere to read from
		// Sound as a number: a state that stamps use lies outside the Go heap.
		s.user.page[i] = uint64(uintptr(unsafe.Pointer(s)))
	}
}

func newState() (*state, []byte, error) {
	mem, err := unix.Mmap(-1, 0, unix.Getpagesize(), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil, nil, err
	}
	// Sound: a page is larger than a state and aligned for it, it is zero, and a
	// state holds numbers alone.
	s := (*state)(unsafe.Pointer(&mem[0]))
	s.init()
	return s, mem, nil
}

func freeState(mem []byte) error {
	if mem == nil {
		return nil
	}
	return unix.Munmap(mem)
}

// userStamp is a row of userStamps: code addresses.
type userStamp struct{ startGo, stopGo, startC, stopC uint64 }
