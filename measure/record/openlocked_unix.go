//go:build unix && !solaris && !illumos && !aix

package record

import (
	"errors"
	"os"
	"syscall"
)

// openLocked opens a file and takes it until this process closes it or ends,
// however it ends. A file system that has no locks cannot keep anybody out.
func openLocked(name string, flag int) (*os.File, error) {
	f, err := os.OpenFile(name, flag, 0o666)
	if err != nil {
		return nil, err
	}
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.EWOULDBLOCK):
			return nil, errors.Join(ErrBusy, f.Close())
		}
		return f, nil
	}
}
