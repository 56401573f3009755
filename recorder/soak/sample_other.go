//go:build !linux

package soak

import (
	"errors"
	"fmt"
	"runtime"
)

// ErrMissing is wrapped by the error of Missing.
var ErrMissing = errors.New("what the process holds cannot be seen in full")

// Missing returns nil if all of a Sample can be looked at on this system, and
// otherwise an error that wraps ErrMissing and says what cannot.
func Missing() error {
	return fmt.Errorf("%w: resident memory, descriptors, threads, mappings and children need Linux's /proc, and this is %s", ErrMissing, runtime.GOOS)
}

func (s *Sample) system() { s.Descriptors, s.Children = Unknown, Unknown }

func (s *Sample) memory() { s.Resident, s.Threads, s.Mappings = Unknown, Unknown, Unknown }
