package walltime

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

const cpuSource = "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)"

var cpuWarnings []string

type cpuStamp struct{ ts unix.Timespec }

// take reads the clock. The call never blocks, so it needs no leave from the
// scheduler: RawSyscall spares the window both notifications.
func (s *cpuStamp) take() error {
	// Sound: converted in the call, as package unsafe has it for system calls,
	// and the kernel writes one timespec.
	_, _, errno := unix.RawSyscall(unix.SYS_CLOCK_GETTIME, unix.CLOCK_PROCESS_CPUTIME_ID, uintptr(unsafe.Pointer(&s.ts)), 0)
	if errno != 0 {
		return errno
	}
	return nil
}

func (s *cpuStamp) nanos() uint64 { return uint64(s.ts.Nano()) }
