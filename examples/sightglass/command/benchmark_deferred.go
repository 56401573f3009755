package command

import (
	"github.com/sightglass-go/sightglass/measure/record"
)

// deferred is a file that is opened when something is written to it, so that a
// run that is refused leaves what was there alone.
type deferred struct {
	open func() (*record.File, error)
	file *record.File // nil before
	err  error        // of open
}

func (d *deferred) Write(b []byte) (int, error) {
	if d.file == nil && d.err == nil {
		d.file, d.err = d.open()
	}
	if d.err != nil {
		return 0, d.err
	}
	return d.file.Write(b)
}

func (d *deferred) Sync() error {
	if d.file == nil {
		return nil
	}
	return d.file.Sync()
}

func (d *deferred) Close() error {
	if d.file == nil {
		return nil
	}
	return d.file.Close()
}
