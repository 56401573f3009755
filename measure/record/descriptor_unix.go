//go:build unix

package record

import (
	"fmt"
	"os"
	"path"
	"strconv"
	"syscall"
)

// descriptor returns the descriptor that a name stands for. Opened by its name,
// a regular file behind it would be written from its beginning, and renamed, it
// would be another one than the shell has.
func descriptor(name string) (fd int, ok bool) {
	name = path.Clean(name)
	switch dir, base := path.Split(name); {
	case name == "/dev/stdout":
		return 1, true
	case name == "/dev/stderr":
		return 2, true
	case dir == "/dev/fd/", dir == "/proc/self/fd/":
		fd, err := strconv.Atoi(base)
		return fd, err == nil && fd >= 0
	}
	return 0, false
}

// duplicate returns a copy of a descriptor of this process.
func duplicate(fd int, name string) (*os.File, error) {
	own, err := syscall.Dup(fd)
	if err != nil {
		return nil, fmt.Errorf("descriptor %d: %w", fd, err)
	}
	syscall.CloseOnExec(own)
	return os.NewFile(uintptr(own), name), nil
}

// openForWriting opens a FIFO that somebody waits to read, nil if nobody does.
func openForWriting(name string) *os.File {
	f, err := os.OpenFile(name, os.O_WRONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil
	}
	return f
}
