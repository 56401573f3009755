package record

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// Replace writes a whole file: under a name of its own beside it, and then
// renamed, so that the file is there whole or, if it could not be written to
// its end, as it was before. Links are followed, and a file that is replaced
// keeps its permissions. A pipe or a device is written to as it is.
func Replace(name string, write func(io.Writer) error) error {
	fail := func(err error) error { return naming("write", name, err) }
	stream, err := openStream(name)
	if err != nil {
		return fail(err)
	}
	if stream != nil {
		if err := errors.Join(buffered(stream, write), stream.Close()); err != nil {
			return fail(err)
		}
		return nil
	}
	path, err := follow(name)
	if err != nil {
		return fail(err)
	}
	f, err := beside(path)
	if err != nil {
		return fail(err)
	}
	err = buffered(f, write)
	if old, statErr := os.Stat(path); statErr == nil && err == nil {
		err = f.Chmod(old.Mode().Perm())
	}
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = move(f.Name(), path)
	}
	if err != nil {
		return fail(errors.Join(err, os.Remove(f.Name())))
	}
	syncFolder(filepath.Dir(path))
	return nil
}

// Replaceable says whether Replace could begin to write the file, which it
// leaves as it is.
func Replaceable(name string) error {
	if IsStream(name) {
		return nil // opened now, a pipe would wait for its reader
	}
	path, err := follow(name)
	if err == nil {
		if info, statErr := os.Stat(path); statErr == nil && info.IsDir() {
			err = errors.New("it is a folder")
		}
	}
	var f *os.File
	if err == nil {
		f, err = beside(path)
	}
	if err == nil {
		err = errors.Join(f.Close(), os.Remove(f.Name()))
	}
	if err != nil {
		return naming("write", name, err)
	}
	return nil
}

func buffered(w io.Writer, write func(io.Writer) error) error {
	b := bufio.NewWriterSize(w, 1<<16)
	return errors.Join(write(b), b.Flush())
}

// beside makes a new file in the folder of another, with the permissions that
// new files have, for this process alone.
func beside(path string) (*os.File, error) {
	dir, base := filepath.Split(path)
	if len(base) > 100 { // a name may be 255 bytes
		base = base[:100]
	}
	for tries := 0; ; tries++ {
		name := filepath.Join(dir, fmt.Sprintf(".%s.%08x.tmp", base, rand.Uint32()))
		f, err := openLocked(name, os.O_RDWR|os.O_CREATE|os.O_EXCL)
		if !errors.Is(err, os.ErrExist) || tries == 100 {
			return f, err
		}
	}
}

// follow returns the file that a name means behind all symbolic links, which
// need not exist, but its folder must.
func follow(name string) (string, error) {
	link := ""
	for range 255 {
		target, err := os.Readlink(name)
		if err != nil { // it is not a link, or not there
			if _, err := os.Stat(filepath.Dir(name)); errors.Is(err, os.ErrNotExist) {
				return "", fmt.Errorf("%sthere is no folder %s: make it first, or choose another name", link, filepath.Dir(name))
			}
			return name, nil
		}
		link = fmt.Sprintf("it is a symbolic link to %s, and ", target)
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(name), target)
		}
		name = target
	}
	return "", errors.New("too many symbolic links")
}

// openStream opens what is there already and is not a regular file: a pipe, a
// device, or a descriptor of this process. It returns nil for any other name.
func openStream(name string) (*os.File, error) {
	if fd, ok := descriptor(name); ok {
		return duplicate(fd, name)
	}
	info, err := os.Stat(name)
	if err != nil || info.Mode().IsRegular() {
		return nil, nil
	}
	if info.IsDir() {
		return nil, errors.New("it is a folder")
	}
	return os.OpenFile(name, os.O_WRONLY, 0)
}

// IsFIFO is whether a name is that of a FIFO, which opened for writing waits for
// its reader; a descriptor of this process is open already.
func IsFIFO(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode()&os.ModeNamedPipe != 0 && !ofThisProcess(name)
}

// OpenFIFO opens a FIFO for writing, and waits until another program has opened
// it for reading.
func OpenFIFO(name string) (*os.File, error) { return os.OpenFile(name, os.O_WRONLY, 0) }

// IsStream is whether a name is that of a pipe, a device, or a descriptor of
// this process, which are written to as they are and hold nothing to keep.
func IsStream(name string) bool {
	if _, ok := descriptor(name); ok {
		return true
	}
	info, err := os.Stat(name)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}
