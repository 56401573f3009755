//go:build unix

package record

import (
	"fmt"
	"os"
	"path"
	"strconv"
	"syscall"
)

// descriptor returns a copy of the descriptor that a name stands for, nil if it
// is not such a name. Opened by its name, a regular file behind it would be
// written from its beginning, and renamed, it would be another one than the
// shell has.
func descriptor(name string) (*os.File, error) {
	name = path.Clean(name)
	fd := -1
	switch dir, base := path.Split(name); {
	case name == "/dev/stdout":
		fd = 1
	case name == "/dev/stderr":
		fd = 2
	case dir == "/dev/fd/", dir == "/proc/self/fd/":
		if n, err := strconv.Atoi(base); err == nil && n >= 0 {
			fd = n
		}
	}
	if fd < 0 {
		return nil, nil
	}
	own, err := syscall.Dup(fd)
	if err != nil {
		return nil, fmt.Errorf("descriptor %d: %w", fd, err)
	}
	syscall.CloseOnExec(own)
	return os.NewFile(uintptr(own), name), nil
}
