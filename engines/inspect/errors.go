package inspect

import (
	"errors"
	"fmt"
	"strings"
)

// What Parse refuses. The errors it returns are of type [*Error] and wrap one of
// these.
var (
	// ErrNotWasm is a file that does not begin as WebAssembly does. The message
	// says what it looks like instead.
	ErrNotWasm = errors.New("not a WebAssembly binary")
	// ErrComponent is a component of the component model.
	ErrComponent = errors.New("is a component; a core module is needed")
	// ErrVersion is a core module of another version than 1.
	ErrVersion = errors.New("unsupported version of the WebAssembly binary format")
	// ErrTruncated is a file that ends before a section does.
	ErrTruncated = errors.New("the file is cut off")
	// ErrMalformed is a section that contradicts itself.
	ErrMalformed = errors.New("malformed WebAssembly binary")
)

// What the checks find. One check may find several: errors.Is tells each.
var (
	// ErrNoBenchImports is a module that does not import bench.start, or
	// bench.end, or neither.
	ErrNoBenchImports = errors.New("not a benchmark")
	// ErrBenchType is a bench.start or bench.end that is not a function () -> ().
	ErrBenchType = errors.New("wrong type for a benchmark's import")
	// ErrNoEntry is a module without the export that is to be called.
	ErrNoEntry = errors.New("no entry point")
	// ErrEntryType is an entry point that cannot be called as it has to be.
	ErrEntryType = errors.New("wrong type for an entry point")
	// ErrArgs is a list of arguments that do not fit a function's parameters.
	ErrArgs = errors.New("wrong arguments")
	// ErrResults is a list of expected results that do not fit a function's.
	ErrResults = errors.New("wrong expected results")
)

// Error says where in a file Parse gave up, and why.
type Error struct {
	// Err is one of ErrNotWasm, ErrComponent, ErrVersion, ErrTruncated and
	// ErrMalformed.
	Err error
	// Offset is the place in the file, in bytes from its beginning.
	Offset int
	// Detail is what was found there.
	Detail string
}

// Error gives the kind of fault, then what was found, then where unless that
// is the very beginning.
func (e *Error) Error() string {
	s := e.Err.Error()
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	if e.Offset > 0 {
		s += fmt.Sprintf(" (at byte %d, 0x%x)", e.Offset, e.Offset)
	}
	return s
}

// Unwrap returns the kind of fault.
func (e *Error) Unwrap() error { return e.Err }

// faults is all that a check found wrong, on one line.
type faults []error

func (f faults) Error() string {
	s := make([]string, len(f))
	for i, err := range f {
		s[i] = err.Error()
	}
	return strings.Join(s, "; ")
}

func (f faults) Unwrap() []error { return f }

// join returns nil for no faults.
func (f faults) join() error {
	switch len(f) {
	case 0:
		return nil
	case 1:
		return f[0]
	}
	return f
}
