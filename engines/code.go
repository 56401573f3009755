package engines

import (
	"bytes"
	"fmt"
	"unsafe"

	"github.com/sightglass-go/sightglass/measure"
)

// Code is implemented by a Module whose machine code lies in this process, and which
// knows where.
type Code interface {
	Module
	// Code returns the ranges of the module's machine code, which stay where they are
	// until Close. It is not called while a window is open. It is an error that wraps
	// measure.ErrUnavailable if there is none, as in an interpreter, or if this version
	// of the engine does not let one find it.
	Code() ([]CodeRange, error)
}

// CodeRange is a piece of machine code.
type CodeRange struct {
	// Start is the first address, and End the one behind the last.
	Start, End uintptr
	// Function is the index in the module's space of functions, imported ones first,
	// or NoFunction for code that an engine adds, such as what leads from guest to host.
	Function int64
	// Name says what code of NoFunction does; it is empty for a function, whose name is
	// in the module.
	Name string
}

// Bytes returns a copy of the machine code, which must not have been closed.
func (r CodeRange) Bytes() []byte {
	if r.End <= r.Start {
		return nil
	}
	// Sound: the engine that returned the range keeps it readable until Close, and it is outside
	// of Go's heap, or held by the module.
	return bytes.Clone(unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(nil), r.Start)), r.End-r.Start))
}

// NoFunction is the index of code that is none of the module's functions.
const NoFunction = -1

// CodeOf returns where the machine code of m lies. It is an error that wraps
// measure.ErrUnavailable if m does not know.
func CodeOf(m Module) ([]CodeRange, error) {
	if c, ok := m.(Code); ok {
		return c.Code()
	}
	return nil, fmt.Errorf("%w: this engine does not say where the code of a guest's functions lies", measure.ErrUnavailable)
}
