//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package hostile

import "errors"

func makeFIFO(string) error { return errors.ErrUnsupported }

func release(string) {}

func inodeOf(string) (uint64, bool) { return 0, false }
