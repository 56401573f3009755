package perfcounters

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// maxEvents is the size of the largest group.
const maxEvents = 5

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
	fd                                      uint64 // of the group's leader
	starts, stops                           uint64 // counted before the window opens and after it closes
	calls                                   uint64 // of the entry points, a measure.Calls; written where starts and stops are
	readResult, enableResult, disableResult int64  // of the last system calls; negative is -errno
	begin, end                              block  // the counts when the last window opened, and when it was read
}

// noFD is a file descriptor that is never open.
const noFD = 1<<32 - 1

func newState(fd uint64) (*state, []byte, error) {
	mem, err := unix.Mmap(-1, 0, unix.Getpagesize(), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return nil, nil, err
	}
	s := (*state)(unsafe.Pointer(&mem[0]))
	s.fd = fd
	return s, mem, nil
}

func freeState(mem []byte) error {
	if mem == nil {
		return nil
	}
	return unix.Munmap(mem)
}
