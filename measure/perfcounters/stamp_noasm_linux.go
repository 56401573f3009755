//go:build (!amd64 && !arm64) || sightglass_noasm

package perfcounters

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

const hasEntries = false

func startEntry() uintptr { return 0 }
func stopEntry() uintptr  { return 0 }

// RawSyscall does not tell the scheduler, which is right for calls that do
// not block, and spares the window both notifications.
func start(s *state) {
	s.starts++
	// Sound: converted in the call, as package unsafe has it for system calls,
	// and the kernel writes no more than the size of begin.
	n, _, errno := unix.RawSyscall(unix.SYS_READ, uintptr(s.fd), uintptr(unsafe.Pointer(&s.begin)), unsafe.Sizeof(s.begin))
	s.readResult = result(n, errno)
	unix.RawSyscall(unix.SYS_IOCTL, uintptr(s.fd), unix.PERF_EVENT_IOC_ENABLE, 0)
}

func stop(s *state) {
	n, _, errno := unix.RawSyscall(unix.SYS_IOCTL, uintptr(s.fd), unix.PERF_EVENT_IOC_DISABLE, 0)
	s.disableResult = result(n, errno)
	s.stops++
}

func result(n uintptr, errno unix.Errno) int64 {
	if errno != 0 {
		return -int64(errno)
	}
	return int64(n)
}

// Without assembly no counter can be read in user space.

func plainStamps() (startGo, stopGo uint64) { return 0, 0 }
func userStamps() *[maxUser + 1]userStamp   { return new([maxUser + 1]userStamp) }
func startUser(s *state)                    { start(s) }
func stopUser(s *state)                     { stop(s) }
