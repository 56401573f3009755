//go:build !linux

package soak

import (
	"fmt"
	"runtime"
)

func missing() error {
	return fmt.Errorf("%w: resident memory, descriptors, threads, mappings and children need Linux's /proc, and this is %s", ErrMissing, runtime.GOOS)
}

func (s *Sample) system() { s.Descriptors, s.Children = Unknown, Unknown }

func (s *Sample) memory() { s.Resident, s.Threads, s.Mappings = Unknown, Unknown, Unknown }
