package foreign

import (
	"runtime"
	"unsafe"
)

// Address is where p points. It is sound until pin is undone: what is pinned stays
// where it is, and is of the heap. A stack moves, and with it what Go knows only by
// a number.
func Address[T any](pin *runtime.Pinner, p *T) uintptr {
	if p != nil {
		pin.Pin(p)
	}
	return uintptr(unsafe.Pointer(p))
}
