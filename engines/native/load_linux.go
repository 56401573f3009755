//go:build (amd64 || arm64) && !sightglass_static

package native

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"unsafe"

	"github.com/ebitengine/purego"
	"golang.org/x/sys/unix"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/internal/foreign"
)

func available() error { return nil }

// library is a benchmark that was loaded.
type library struct {
	handle, main uintptr
	path         string
	timer        *foreign.Timer
	bench        *engines.Bench
}

// loaded are the paths of the libraries that instances have: the system loads a path
// once, so two would share their data. words are the stub's.
var loaded struct {
	sync.Mutex
	paths map[string]bool
	words *[3]uintptr
}

// load is what Instantiation measures, so that it does nothing that Link can do.
func load(path string, bench *engines.Bench) (*library, error) {
	refuse := func(format string, args ...any) (*library, error) {
		return nil, fmt.Errorf("%w: %s: %w", ErrLoad, path, fmt.Errorf(format, args...))
	}
	loaded.Lock()
	defer loaded.Unlock()
	if loaded.paths[path] {
		return refuse("another instance of it is open, and both would have the same data; close it first")
	}
	words, err := stubWords()
	if err != nil {
		return refuse("%w", err)
	}
	const noLoad = 0x4 // RTLD_NOLOAD
	if handle, err := purego.Dlopen(path, purego.RTLD_LAZY|noLoad); err == nil {
		_ = purego.Dlclose(handle)
		return refuse("it is still loaded, with the data that a run before left behind, as it cannot be unloaded (-z nodelete, thread-local variables with destructors): record one iteration in each process")
	}
	l := &library{path: path, bench: bench, timer: foreign.NewTimer(bench.Measure())}
	l.aim(words)
	if l.handle, err = purego.Dlopen(path, foreign.Mode()); err != nil {
		l.timer.Free()
		return refuse("%s", strings.TrimPrefix(err.Error(), path+": "))
	}
	for _, name := range entries {
		if l.main, err = purego.Dlsym(l.handle, name); err == nil {
			break
		}
	}
	if err != nil {
		_ = purego.Dlclose(l.handle)
		l.timer.Free()
		return refuse("%w", err)
	}
	if loaded.paths == nil {
		loaded.paths = map[string]bool{}
	}
	loaded.paths[path] = true
	bench.Entered(l.timer.Calls()) // constructors may have called
	return l, nil
}

// aim points bench_start and bench_end at the library's timer.
func (l *library) aim(words *[3]uintptr) {
	*words = [3]uintptr{l.timer.Start, l.timer.Stop, l.timer.Arg}
}

func (l *library) close() error {
	loaded.Lock()
	defer loaded.Unlock()
	delete(loaded.paths, l.path)
	err := purego.Dlclose(l.handle) // runs destructors, which may still call the timer
	*loaded.words = [3]uintptr{nothing(), nothing(), 0}
	l.timer.Free()
	if err != nil {
		return fmt.Errorf("unload %s: %w", l.path, err)
	}
	return nil
}

// nothing is a C function that does nothing, for threads that outlive their benchmark.
var nothing = sync.OnceValue(func() uintptr { return purego.NewCallback(func(uintptr) uintptr { return 0 }) })

// stubWords loads the stub, once, for all libraries to find bench_start and bench_end
// in. It stays loaded.
func stubWords() (*[3]uintptr, error) {
	if loaded.words != nil {
		return loaded.words, nil
	}
	fd, err := unix.MemfdCreate("sightglass-bench", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("make bench_start and bench_end: memfd_create: %w", err)
	}
	defer unix.Close(fd)
	if _, err := unix.Write(fd, stub(machine)); err != nil {
		return nil, fmt.Errorf("make bench_start and bench_end: %w", err)
	}
	handle, err := purego.Dlopen(fmt.Sprintf("/proc/self/fd/%d", fd), purego.RTLD_NOW|purego.RTLD_GLOBAL)
	if err != nil {
		return nil, fmt.Errorf("load bench_start and bench_end: %w", err)
	}
	at, err := purego.Dlsym(handle, wordsSymbol)
	if err != nil {
		return nil, fmt.Errorf("BUG: the stub lacks its words: %w", err)
	}
	// Sound: the words are the stub's, which is not of Go's heap and is never unloaded.
	loaded.words = (*[3]uintptr)(*(*unsafe.Pointer)(unsafe.Pointer(&at)))
	return loaded.words, nil
}

// running holds what one benchmark has for itself while it runs: the descriptors, the
// working folder and the environment are the whole process's.
var running sync.Mutex

// run calls main with what the host shows to guests, and returns its result or the code
// that it exited with.
func (l *library) run(host engines.Host) (code uint32, err error) {
	running.Lock()
	defer running.Unlock()
	runtime.LockOSThread() // exits are caught where they come from
	defer runtime.UnlockOSThread()
	loaded.Lock()
	l.aim(loaded.words)
	loaded.Unlock()
	if l.timer.Direct != nil {
		// Fetches the stamps' code and state, which would be part of the window.
		foreign.Call(l.timer.Start, l.timer.Arg)
		foreign.Call(l.timer.Stop, l.timer.Arg)
		l.timer.Calls()
	}
	outside, err := enter(host)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", engines.ErrHost, err)
	}
	code = l.call(host.Args)
	err = outside()
	l.bench.Entered(l.timer.Calls())
	return code, err
}

// call calls main(argc, argv, environ).
func (l *library) call(args []string) (code uint32) {
	var pin runtime.Pinner
	defer pin.Unpin()
	argv := make([]uintptr, len(args)+1)
	for i, arg := range args {
		argv[i] = cString(&pin, arg)
	}
	environ := uintptr(0)
	if at, err := purego.Dlsym(purego.RTLD_DEFAULT, "environ"); err == nil {
		environ = deref(at)
	}
	return catchExit(func() uint32 {
		// Sound: argv is of the heap and pinned, and so are the texts that it points at.
		return uint32(foreign.Call(l.main, uintptr(len(args)), foreign.Address(&pin, unsafe.SliceData(argv)), environ))
	})
}

// deref is the word at an address of C's.
func deref(at uintptr) uintptr {
	// Sound: at is a variable of the C library's, which stays loaded.
	return **(**uintptr)(unsafe.Pointer(&at))
}

func cString(pin *runtime.Pinner, s string) uintptr {
	b := append([]byte(s), 0)
	// Sound: b is of the heap, and pinned until its caller unpins it.
	return foreign.Address(pin, unsafe.SliceData(b))
}

var errNoFunction = errors.New("the C library has no such function")

// libc calls a function of the C library.
func libc(name string, args ...uintptr) error {
	f, err := purego.Dlsym(purego.RTLD_DEFAULT, name)
	if err != nil {
		return fmt.Errorf("%w: %s", errNoFunction, name)
	}
	foreign.Call(f, args...)
	return nil
}
