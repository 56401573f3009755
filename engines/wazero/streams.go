package wazero

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// hostFiles are what a linker has opened for its guest. The linker and its
// instance may be closed in either order: the last one closes them.
type hostFiles struct {
	open  []io.Closer
	users int
}

func (h *hostFiles) release() error {
	if h.users--; h.users > 0 {
		return nil
	}
	var errs []error
	for _, f := range h.open {
		errs = append(errs, f.Close())
	}
	h.open = nil
	return errors.Join(errs...)
}

// output returns what wazero may write a guest's stream to. Wazero lets a
// guest do to an *os.File of its streams whatever the descriptor allows, such
// as reading it, moving the place that the host writes to next, and writing
// far behind its end, so the guest gets a descriptor of its own that can do no
// more than append. It stays a regular file, as it is on other engines: what is
// no *os.File is a terminal to the guest, to which a C program writes line by
// line.
func (h *hostFiles) output(f *os.File) (io.Writer, error) {
	own, err := os.OpenFile(f.Name(), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return nil, fmt.Errorf("open the guest's output %s: %w", f.Name(), err)
	}
	a, errA := f.Stat()
	b, errB := own.Stat()
	if errA != nil || errB != nil || !os.SameFile(a, b) {
		_ = own.Close() // the name leads elsewhere by now
		return struct{ io.Writer }{f}, nil
	}
	h.open = append(h.open, own)
	return own, nil
}
