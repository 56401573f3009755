package library

import (
	"runtime"
	"unsafe"
)

// address is where p points, until pin is undone. A pointer that Go knows only as
// a number would else be one into a stack, which moves.
func address[T any](pin *runtime.Pinner, p *T) uintptr {
	if p != nil {
		pin.Pin(p)
	}
	return uintptr(unsafe.Pointer(p))
}
