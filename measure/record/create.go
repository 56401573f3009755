package record

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

var (
	// ErrBusy: another process is writing to the file.
	ErrBusy = errors.New("another recording is being written to it")
	// ErrKept: there is something in the file already that is not replaced.
	ErrKept = errors.New("is not replaced")
)

// Create opens a file for a new recording, and takes it for this process as
// far as the system can. Its folder must exist. A file that holds rows, or
// anything else but the beginning of a recording, is refused with ErrKept, and
// one that another process has taken with ErrBusy. Links are followed; a pipe
// or a device is written to as it is.
func Create(name string) (*File, error) { return create(name, false) }

// CreateAnew is Create for a file that may hold something: the first Write
// moves that aside, to a name that is free. Aside returns it.
func CreateAnew(name string) (*File, error) { return create(name, true) }

func create(name string, anew bool) (*File, error) {
	fail := func(err error) (*File, error) {
		return nil, naming("open", name, err)
	}
	if stream, err := openStream(name); stream != nil || err != nil {
		if err != nil {
			return fail(err)
		}
		return &File{name: name, h: stream}, nil
	}
	path, err := follow(name)
	if err != nil {
		return fail(err)
	}
	f, made, err := take(path)
	if err != nil {
		return fail(err)
	}
	file := NewFile(path, f, 0)
	file.made = made
	what, err := contentOf(f)
	switch {
	case err != nil:
		return fail(errors.Join(err, f.Close()))
	case what == nothing:
	case what == beginning:
		file.begin = func() (Handle, error) { return emptied(f) }
	case anew:
		file.begin = func() (Handle, error) { return file.moveAside(f) }
	default:
		return nil, errors.Join(fmt.Errorf("%s holds %v and %w", name, what, ErrKept), f.Close())
	}
	return file, nil
}

// take opens a file for this process alone, and makes it if there is none. The last
// holder of the lock may have moved or removed the file, so that what was opened is
// not what has the name any more.
func take(path string) (f *os.File, made bool, err error) {
	for range 100 {
		f, err := openLocked(path, os.O_RDWR|os.O_CREATE|os.O_EXCL)
		made := err == nil
		if errors.Is(err, os.ErrExist) {
			if f, err = openLocked(path, os.O_RDWR); errors.Is(err, os.ErrNotExist) {
				continue // it was removed just now
			}
		}
		if err != nil {
			return nil, false, err
		}
		opened, err := f.Stat()
		if err != nil {
			return nil, false, errors.Join(err, f.Close())
		}
		if named, err := os.Stat(path); err == nil && os.SameFile(opened, named) {
			if made {
				syncFolder(filepath.Dir(path))
			}
			return f, made && opened.Size() == 0, nil
		}
		f.Close()
	}
	return nil, false, errors.New("it is replaced again and again")
}

func emptied(f *os.File) (Handle, error) {
	if err := f.Truncate(0); err != nil {
		return f, fmt.Errorf("empty %s: %w", f.Name(), err)
	}
	_, err := f.Seek(0, io.SeekStart)
	return f, err
}

// moveAside gives the file that f has taken another name, and returns a new
// one in its place.
func (f *File) moveAside(taken *os.File) (Handle, error) {
	aside, err := rename(f.name, ".old")
	if err != nil {
		return taken, fmt.Errorf("move what is in %s aside: %w", f.name, err)
	}
	f.aside = aside
	next, _, err := take(f.name)
	if err != nil {
		return taken, fmt.Errorf("what was in %s is in %s now; open it again: %w", f.name, aside, err)
	}
	return next, taken.Close()
}

// rename gives a file a name beside its own that is free, and returns that.
func rename(path, mark string) (string, error) {
	for n := 1; ; n++ {
		free := numbered(path, mark, n)
		f, err := os.OpenFile(free, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, os.ErrExist) && n < 1e6 {
			continue
		}
		if err != nil {
			return "", err
		}
		f.Close()
		return free, move(path, free)
	}
}

// numbered returns rows.old.csv for the mark ".old", then rows.old.2.csv ...
func numbered(path, mark string, n int) string {
	ext := filepath.Ext(path)
	if n > 1 {
		mark += fmt.Sprintf(".%d", n)
	}
	return strings.TrimSuffix(path, ext) + mark + ext
}

// CreateFree opens a new file for a recording that the user did not name: name or,
// where that is taken, name-2, name-3 ... (before the extension). What was there
// stays as it was, and the file is this process's as one of Create is.
func CreateFree(name string) (*File, error) {
	ext := filepath.Ext(name)
	for n := 1; n < 1e6; n++ {
		path := name
		if n > 1 {
			path = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(name, ext), n, ext)
		}
		f, err := openLocked(path, os.O_RDWR|os.O_CREATE|os.O_EXCL)
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err != nil {
			return nil, naming("open", path, err)
		}
		syncFolder(filepath.Dir(path))
		file := NewFile(path, f, 0)
		file.made = true
		return file, nil
	}
	return nil, fmt.Errorf("open %s: %w", name, os.ErrExist)
}
