// Package stream knows what the streams of a command are: whether they are a
// terminal, how wide it is, and whether all that was written arrived.
package stream

import (
	"io"
	"os"
)

// Outlet is standard output. It remembers the first error of it, so that no
// command, nor the help, can end well whose words nobody got.
type Outlet struct {
	to  io.Writer
	err error
}

// NewOutlet returns an outlet to w.
func NewOutlet(w io.Writer) *Outlet { return &Outlet{to: w} }

// Write implements io.Writer.
func (o *Outlet) Write(b []byte) (int, error) {
	n, err := o.to.Write(b)
	if err != nil && o.err == nil {
		o.err = err
	}
	return n, err
}

// Err is the first error of writing, nil if there was none.
func (o *Outlet) Err() error { return o.err }

// Sync waits until what was written is on the disk, if that is where it goes.
func (o *Outlet) Sync() error {
	f, ok := o.to.(*os.File)
	if !ok {
		return nil
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil // a pipe has nothing to be synced
	}
	return f.Sync()
}
