package command

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// outlet is standard output. It remembers the first error of it, so that no
// command, nor the help, can end well whose words nobody got.
type outlet struct {
	to  io.Writer
	err error
}

func (o *outlet) Write(b []byte) (int, error) {
	n, err := o.to.Write(b)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// failed adds to a command's error that its output is not whole.
func (o *outlet) failed(err error) error {
	switch {
	case o.err == nil:
		return err
	case errors.Is(err, o.err): // it has been said
		return &outputError{err}
	}
	return errors.Join(err, &outputError{fmt.Errorf("write to standard output: %w", o.err)})
}

// outputError is an error of something that could not be written.
type outputError struct{ error }

func (e *outputError) Unwrap() error { return e.error }

// fileBehind returns the file that a writer is or hands on to.
func fileBehind(w any) (*os.File, bool) {
	if to, ok := w.(io.Writer); ok {
		w = quote.Raw(to)
	}
	if o, ok := w.(*outlet); ok {
		w = o.to
	}
	f, ok := w.(*os.File)
	return f, ok
}

// Sync waits until what was written is on the disk, if that is where it goes.
func (o *outlet) Sync() error {
	f, ok := o.to.(*os.File)
	if !ok {
		return nil
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil // a pipe has nothing to be synced
	}
	return f.Sync()
}
