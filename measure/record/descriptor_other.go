//go:build !unix

package record

import (
	"errors"
	"os"
)

// descriptor: no names stand for descriptors here.
func descriptor(string) (fd int, ok bool) { return 0, false }

func duplicate(int, string) (*os.File, error) { return nil, errors.ErrUnsupported }

// openForWriting: there are no FIFOs in the file system here.
func openForWriting(string) *os.File { return nil }
