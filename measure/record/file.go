package record

import (
	"errors"
	"fmt"
	"io"
	"os"
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
// What was in the file before stays until the first Write. A file that Create
// made and nobody wrote to is removed by Close.
type File struct {
	name  string
	h     Handle
	size  int64                  // of what was written whole
	begin func() (Handle, error) // before the first Write, makes room for it
	made  bool                   // Create made the file, and it is empty
	plain bool                   // a regular file, which can be cut and synced
	aside string
	err   error
}

// NewFile returns a File that appends to what h holds, which is size bytes.
func NewFile(name string, h Handle, size int64) *File {
	return &File{name: name, h: h, size: size, plain: true}
}

// Name returns the file's name.
func (f *File) Name() string { return f.name }

// Aside returns where CreateAnew moved what was there before, "" if it did not.
func (f *File) Aside() string { return f.aside }

// Write appends b, or nothing.
func (f *File) Write(b []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	if f.begin != nil {
		if f.h, f.err = f.begin(); f.err != nil {
			return 0, f.err
		}
		f.begin = nil
	}
	f.made = false
	n, err := f.h.Write(b)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	if err == nil {
		f.size += int64(n)
		return n, nil
	}
	f.err = naming("append to", f.name, err)
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
	if f.err != nil || !f.plain || f.begin != nil {
		return f.err
	}
	if err := f.h.Sync(); err != nil {
		// Once told of this error, the system may have forgotten the pages.
		f.err = naming("sync", f.name, err)
	}
	return f.err
}

// Close syncs and closes the file.
func (f *File) Close() error {
	var errs []error
	before := f.err
	if err := f.Sync(); before == nil { // else it was returned then
		errs = append(errs, err)
	}
	if f.made { // while it is still taken, so that nobody else's is removed
		_ = os.Remove(f.name) // if it stays, it is empty
		f.made = false
	}
	if err := f.h.Close(); err != nil {
		errs = append(errs, naming("close", f.name, err))
	}
	return errors.Join(errs...)
}

// naming adds to an error what was tried on which file, unless it says so itself.
func naming(what, name string, err error) error {
	var path *os.PathError
	if errors.As(err, &path) && path.Path == name {
		return err
	}
	return fmt.Errorf("%s %s: %w", what, name, err)
}

// syncFolder makes a new file's name durable. Not all file systems can, so an
// error would say nothing.
func syncFolder(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		d.Close()
	}
}
