//go:build unix && !solaris && !illumos && !aix

package record

import (
	"errors"
	"os"
	"syscall"
)

// lock takes the file until this process closes it or ends, however it ends.
// A file system that has no locks cannot keep anybody out.
func lock(f *os.File) error {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.EWOULDBLOCK):
			return ErrBusy
		}
		return nil
	}
}
