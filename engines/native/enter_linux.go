//go:build (amd64 || arm64) && !sightglass_static

package native

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/ebitengine/purego"
	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/engines"
)

// smallWorkload is the variable that guests look at; where the host does not set it,
// it is unset, whatever this process has.
const smallWorkload = "WASM_BENCH_USE_SMALL_WORKLOAD"

// enter makes the process's streams, working folder and environment those of a guest.
// outside undoes it.
func enter(host engines.Host) (outside func() error, err error) {
	var undo []func() error
	outside = func() error {
		var errs []error
		for i := range undo {
			errs = append(errs, undo[len(undo)-1-i]())
		}
		return errors.Join(errs...)
	}
	do := func(what string, step func() (func() error, error)) {
		if err != nil {
			return
		}
		back, failed := step()
		if failed != nil {
			err = fmt.Errorf("%s: %w", what, failed)
			return
		}
		undo = append(undo, back)
	}
	flush := func() error { return libc("fflush", 0) } // all that C has buffered
	do("flush standard output", func() (func() error, error) { return flush, flush() })
	for fd, f := range []*os.File{host.Stdin, host.Stdout, host.Stderr} {
		do(fmt.Sprintf("redirect descriptor %d", fd), func() (func() error, error) { return redirect(fd, f) })
	}
	do("rewind standard input", func() (func() error, error) { return rewind, rewind() })
	do("change the working folder to "+host.Dir, func() (func() error, error) { return chdir(host.Dir) })
	do("set the environment", func() (func() error, error) { return setEnv(host.Env) })
	// What C has buffered goes where the guest prints.
	do("", func() (func() error, error) { return flush, nil })
	if err != nil {
		return nil, errors.Join(err, outside())
	}
	return outside, nil
}

// redirect makes a descriptor that of a file: standard input from its beginning, and
// /dev/null where there is no file.
func redirect(fd int, f *os.File) (back func() error, err error) {
	saved, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil && !errors.Is(err, unix.EBADF) {
		return nil, err
	}
	closed := err != nil
	if fd == 2 && !closed {
		crash := os.NewFile(uintptr(saved), "standard error")
		// Why this process dies is for who records, and not for the guest's output.
		if err := debug.SetCrashOutput(crash, debug.CrashOptions{}); err != nil {
			return nil, errors.Join(err, crash.Close())
		}
		saved, err = unix.FcntlInt(uintptr(saved), unix.F_DUPFD_CLOEXEC, 3)
		if err := errors.Join(err, crash.Close()); err != nil {
			return nil, err
		}
	}
	back = func() error {
		if closed {
			return unix.Close(fd)
		}
		err := unix.Dup3(saved, fd, 0)
		if fd == 2 {
			err = errors.Join(err, debug.SetCrashOutput(nil, debug.CrashOptions{}))
		}
		return errors.Join(err, unix.Close(saved))
	}
	path, flags := os.DevNull, unix.O_RDWR
	switch {
	case f != nil && fd == 0:
		path, flags = fmt.Sprintf("/proc/self/fd/%d", f.Fd()), unix.O_RDONLY
	case f != nil:
		if err := unix.Dup3(int(f.Fd()), fd, 0); err != nil {
			return nil, errors.Join(err, back())
		}
		return back, nil
	}
	opened, err := unix.Open(path, flags|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, errors.Join(err, back())
	}
	if opened == fd { // it was closed
		return back, nil
	}
	return back, errors.Join(unix.Dup3(opened, fd, 0), unix.Close(opened))
}

// rewind forgets what C has read of another standard input. Rewinding alone would
// keep it: its place may be within what is buffered.
func rewind() error {
	at, err := purego.Dlsym(purego.RTLD_DEFAULT, "stdin")
	if err != nil {
		return fmt.Errorf("%w: stdin", errNoFunction)
	}
	return cmp.Or(libc("__fpurge", deref(at)), libc("rewind", deref(at)))
}

func chdir(dir string) (back func() error, err error) {
	before, err := unix.Open(".", unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	back = func() error { return errors.Join(unix.Fchdir(before), unix.Close(before)) }
	if err := unix.Chdir(dir); err != nil {
		return nil, errors.Join(err, back())
	}
	return back, nil
}

// setEnv sets variables in the C library's environment, where Go's is another.
func setEnv(env []string) (back func() error, err error) {
	set := func(name, value string, there bool) error {
		var pin runtime.Pinner
		defer pin.Unpin()
		if !there {
			return libc("unsetenv", cString(&pin, name))
		}
		return libc("setenv", cString(&pin, name), cString(&pin, value), 1)
	}
	type variable struct {
		name, value string
		there       bool
	}
	var before []variable
	for _, kv := range append([]string{smallWorkload}, env...) {
		name, value, there := strings.Cut(kv, "=")
		old, was := os.LookupEnv(name)
		before = append(before, variable{name, old, was})
		err = errors.Join(err, set(name, value, there))
	}
	back = func() (err error) {
		for _, v := range before {
			err = errors.Join(err, set(v.name, v.value, v.there))
		}
		return err
	}
	if err != nil {
		return nil, errors.Join(err, back())
	}
	return back, nil
}
