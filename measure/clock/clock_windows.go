package clock

import (
	"math/bits"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Source names the clock. The monotonic clock of the Go runtime moves with the
// timer interrupt here, by half a millisecond to 16.
const Source = "QueryPerformanceCounter"

var (
	kernel32  = windows.NewLazySystemDLL("kernel32.dll")
	counter   = kernel32.NewProc("QueryPerformanceCounter").Addr()
	perSecond = max(1, read(kernel32.NewProc("QueryPerformanceFrequency").Addr()))
	epoch     = read(counter)
)

// read calls one of the two functions, which never fail.
func read(function uintptr) (n uint64) {
	// Sound: the call writes the number and keeps nothing.
	syscall.SyscallN(function, uintptr(unsafe.Pointer(&n)))
	return n
}

func now() uint64 {
	hi, lo := bits.Mul64(read(counter)-epoch, 1e9)
	n, _ := bits.Div64(hi%perSecond, lo, perSecond)
	return n
}
