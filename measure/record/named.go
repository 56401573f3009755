package record

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"
)

var (
	// ErrName is a file name that is not UTF-8: in a recording, two of them
	// could not be told apart.
	ErrName = errors.New("the name is not UTF-8, and cannot be recorded: rename it")
	// ErrKind is a file of a kind that cannot be read here: a folder, a device,
	// or a stream where a file is needed.
	ErrKind = errors.New("not a file that can be read here")
	// ErrNoWriter is a FIFO that nobody has opened for writing.
	ErrNoWriter = errors.New("no program writes to this FIFO")
)

// CheckName returns an error that wraps ErrName and quotes the name, if it is
// not UTF-8.
func CheckName(name string) error {
	if !utf8.ValidString(name) {
		return fmt.Errorf("%q: %w", name, ErrName)
	}
	return nil
}

// OpenFile opens a regular file for reading. Anything else is refused with an
// error that wraps ErrKind: it could wait, have no end, or be read only once.
func OpenFile(name string) (*os.File, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%w: %s", ErrKind, kindOf(info))
	}
	return os.Open(name)
}

// ReadOnce is whether a name stands for something that can be read only once,
// or that another process does not find under this name: a pipe, a FIFO, a
// socket, a device, "-", /dev/stdin, /dev/fd/63. What does not exist is none.
func ReadOnce(name string) bool {
	if name == "-" || ofThisProcess(name) {
		return true
	}
	info, err := os.Stat(name)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

// ofThisProcess follows symbolic links to the names that each process has for
// its own descriptors.
func ofThisProcess(name string) bool {
	for range 10 {
		path, err := filepath.Abs(name)
		if err != nil {
			return false
		}
		path = filepath.ToSlash(path)
		for _, own := range []string{"/dev/fd/", "/proc/self/", "/proc/thread-self/"} {
			if strings.HasPrefix(path, own) {
				return true
			}
		}
		if path == "/dev/stdin" {
			return true
		}
		target, err := os.Readlink(name)
		if err != nil {
			return false
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(name), target)
		}
		name = target
	}
	return false
}

// fifoWait is how long a FIFO may be without a writer.
var fifoWait = 10 * time.Second

// OpenNamed opens what a person named, to be read once from its beginning to
// its end: a file, a stream, or "-", standard input. A folder, and a device
// that may have no end, are refused with an error that wraps ErrKind. A FIFO
// that nobody opens for writing within ten seconds, or before ctx is done, is an
// error that wraps ErrNoWriter.
func OpenNamed(ctx context.Context, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(os.Stdin), nil
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir(), info.Mode()&fs.ModeDevice != 0 && !ends(info):
		return nil, fmt.Errorf("%s: %w: %s", name, ErrKind, kindOf(info))
	case info.Mode()&fs.ModeNamedPipe == 0:
		return os.Open(name)
	}
	type opened struct {
		f   *os.File
		err error
	}
	done := make(chan opened, 1)
	go func() { // waits for a writer
		f, err := os.Open(name)
		done <- opened{f, err}
	}()
	timer := time.NewTimer(fifoWait)
	defer timer.Stop()
	select {
	case o := <-done:
		return o.f, o.err
	case <-timer.C:
		err = fmt.Errorf("%s: %w (for %v)", name, ErrNoWriter, fifoWait)
	case <-ctx.Done():
		err = fmt.Errorf("%s: %w: %w", name, ErrNoWriter, context.Cause(ctx))
	}
	if w := openForWriting(name); w != nil { // which ends the wait
		o := <-done
		if o.f != nil {
			o.f.Close()
		}
		w.Close()
	}
	return nil, err
}

// ends is whether a device has an end: the null device has, and a terminal's is
// the user's to give.
func ends(info fs.FileInfo) bool {
	for _, name := range []string{os.DevNull, "/dev/tty"} {
		if other, err := os.Stat(name); err == nil && os.SameFile(other, info) {
			return true
		}
	}
	stdin, err := os.Stdin.Stat() // a terminal is called something else, and is mostly this one
	return err == nil && os.SameFile(stdin, info)
}

func kindOf(info fs.FileInfo) string {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return "it is a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "it is a pipe, which can be read only once: save it as a file"
	case mode&fs.ModeSocket != 0:
		return "it is a socket: save what comes from it as a file"
	case mode&fs.ModeDevice != 0:
		return "it is a device, which may have no end: save what you need of it as a file"
	}
	return "it is not a regular file"
}
