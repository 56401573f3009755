package worker

import (
	"os"

	"golang.org/x/sys/unix"
)

// ownInput is what the parent writes to, on a descriptor of its own: machine code that
// runs in this process as a benchmark has standard input for itself, which is empty
// unless the plan says otherwise. Where that cannot be had, both share one.
func ownInput() *os.File {
	empty, err := unix.Open(os.DevNull, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return os.Stdin
	}
	defer unix.Close(empty)
	own, err := unix.FcntlInt(0, unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return os.Stdin
	}
	if err := unix.Dup3(empty, 0, 0); err != nil {
		_ = unix.Close(own)
		return os.Stdin
	}
	return os.NewFile(uintptr(own), os.Stdin.Name())
}
