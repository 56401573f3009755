package record

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Handle is what a File needs of an open file; *os.File is one.
type Handle interface {
	io.WriteSeeker
	io.Closer
	Truncate(size int64) error
	Sync() error
}

// File is a file that a recording is appended to. What a Write could not write
// whole, because the disk is full, say, it takes back, so that no half line
// stays behind. After an error it takes nothing more.
//
// What was in the file before stays until the first Write, or until Close if
// there was none and nothing went wrong before it; a recording that is refused
// leaves it alone if Discard is called.
type File struct {
	name  string
	h     Handle
	size  int64 // of what was written whole
	old   bool  // what was there before is still there
	plain bool  // a regular file, which can be cut and synced
	err   error
}

// ErrBusy: another process is writing to the file.
var ErrBusy = errors.New("another recording is being written to it")

// Create opens a file for a new recording, and takes it for this process as
// far as the system can. Its folder must exist.
func Create(name string) (*File, error) {
	return open(name, os.O_CREATE, func(*os.File) (int64, error) { return 0, nil }, true)
}

// Continue opens the file of a recording that Recover has read, and cuts off
// what is behind its Size. If it has changed since then, the error is ErrBusy.
func Continue(rec *Recovered) (*File, error) {
	return open(rec.Name, 0, func(f *os.File) (int64, error) {
		if info, err := f.Stat(); err != nil || info.Size() != rec.Size+rec.Bytes {
			return 0, errors.Join(ErrBusy, err)
		}
		if _, err := f.Seek(rec.Size, io.SeekStart); err != nil {
			return 0, err
		}
		return rec.Size, errors.Join(f.Truncate(rec.Size), f.Sync())
	}, false)
}

func open(name string, flag int, prepare func(*os.File) (int64, error), old bool) (*File, error) {
	f, err := os.OpenFile(name, os.O_WRONLY|flag, 0o666)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	plain := err == nil && info.Mode().IsRegular()
	if err == nil && plain {
		err = lock(f)
	}
	var size int64
	if err == nil {
		size, err = prepare(f)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s for a recording: %w", name, err), f.Close())
	}
	file := NewFile(name, f, size)
	file.old, file.plain = old && plain, plain
	if plain && flag&os.O_CREATE != 0 {
		syncFolder(filepath.Dir(name))
	}
	return file, nil
}

// NewFile returns a File that appends to what h holds, which is size bytes.
func NewFile(name string, h Handle, size int64) *File {
	return &File{name: name, h: h, size: size, plain: true}
}

// Name returns the file's name.
func (f *File) Name() string { return f.name }

// Write appends b, or nothing.
func (f *File) Write(b []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	if f.old {
		if f.err = f.h.Truncate(0); f.err != nil {
			f.err = fmt.Errorf("empty %s: %w", f.name, f.err)
			return 0, f.err
		}
		f.old = false
	}
	n, err := f.h.Write(b)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	if err == nil {
		f.size += int64(n)
		return n, nil
	}
	f.err = fmt.Errorf("append to %s: %w", f.name, err)
	if n > 0 && f.plain {
		// If even this fails, a reader names the half line.
		if cut := f.cut(); cut != nil {
			f.err = errors.Join(f.err, fmt.Errorf("take back half a line of %s: %w", f.name, cut))
		}
	}
	return 0, f.err
}

// cut takes back what is behind the last whole write.
func (f *File) cut() error {
	if err := f.h.Truncate(f.size); err != nil {
		return err
	}
	_, err := f.h.Seek(f.size, io.SeekStart)
	return err
}

// Sync waits until what was written is on the disk. For a pipe or a device
// there is nothing to wait for.
func (f *File) Sync() error {
	if f.err != nil || !f.plain || f.old {
		return f.err
	}
	if err := f.h.Sync(); err != nil {
		// Once told of this error, the system may have forgotten the pages.
		f.err = fmt.Errorf("sync %s: %w", f.name, err)
	}
	return f.err
}

// Discard makes Close leave the file as it was found, if nothing was written.
func (f *File) Discard() {
	if f.old {
		f.old = false
		f.err = errDiscarded
	}
}

var errDiscarded = errors.New("the file was given up")

// Close syncs and closes the file.
func (f *File) Close() error {
	var errs []error
	if f.old { // an empty recording replaces what was there, too
		errs = append(errs, f.h.Truncate(0))
		f.old = false
	}
	before := f.err
	if err := f.Sync(); before == nil { // else it was returned then
		errs = append(errs, err)
	}
	if err := f.h.Close(); err != nil {
		errs = append(errs, fmt.Errorf("close %s: %w", f.name, err))
	}
	return errors.Join(errs...)
}

// syncFolder makes a new file's name durable. Not all file systems can, so an
// error would say nothing.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		d.Close()
	}
}
