package operators

import (
	"errors"
	"fmt"
)

var (
	// ErrUnknown is wrapped by the error for an operator that this package does not
	// know: one of a newer proposal.
	ErrUnknown = errors.New("unknown operator")
	// ErrMalformed is wrapped by the error for code that contradicts itself.
	ErrMalformed = errors.New("malformed code")
)

// Error says in which function and where in the file code could not be read, and why.
type Error struct {
	// Err is ErrUnknown or ErrMalformed.
	Err error
	// Function is the function's index, imported ones counted first.
	Function int
	// Offset is the place in the file, in bytes from its beginning.
	Offset int
	// Detail is what was found there; for ErrUnknown the operator's bytes.
	Detail string
}

// Error is "function 3: unknown operator 0xfc 0x40 (at byte 123, 0x7b)".
func (e *Error) Error() string {
	sep := ": "
	if errors.Is(e.Err, ErrUnknown) {
		sep = " "
	}
	return fmt.Sprintf("function %d: %v%s%s (at byte %d, 0x%x)", e.Function, e.Err, sep, e.Detail, e.Offset, e.Offset)
}

// Unwrap returns the kind of fault.
func (e *Error) Unwrap() error { return e.Err }
