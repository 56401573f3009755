package library

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/internal/foreign"
	"github.com/sightglass-go/sightglass/measure"
)

// Name is the adapter's name in an Identity. The engine's is the library's path.
const Name = "library"

func init() {
	for _, end := range []string{".so", ".dylib", ".dll"} {
		engines.Default.Files.Register(end, Open)
	}
}

var (
	// ErrLoad: the file is not a library that can be loaded here, or it lacks a
	// function of the bench API.
	ErrLoad = errors.New("engine library cannot be loaded")
	// ErrReturned: a function of the library returned a number other than 0. What
	// went wrong the library has written to the process's standard error.
	ErrReturned = errors.New("engine library reports a failure")
	// ErrFolder: the library changed the working folder of the process.
	ErrFolder = errors.New("engine library breaks the bench API")
	// ErrTimers: the library did not call its timers as it should have.
	ErrTimers = errors.New("engine library breaks the bench API")
)

// Open loads the library at path. flags are handed to it as they are. A library
// that cannot be loaded is an error that wraps ErrLoad, and on a system where
// none can, engines.ErrUnavailable.
//
// It stays loaded until the process ends: engines start threads and handle
// signals, and few can be unloaded.
func Open(_ context.Context, path, flags string) (engines.Engine, error) {
	switch {
	case !utf8.ValidString(flags) || strings.ContainsRune(flags, 0):
		return nil, fmt.Errorf("%w: the flags %q are not UTF-8, or hold a NUL", engines.ErrFlag, flags)
	case strings.ContainsRune(path, 0):
		return nil, fmt.Errorf("%w: the path %q holds a NUL", ErrLoad, path)
	}
	folder, _ := syscall.Getwd() // "" if there is none
	api, err := load(path)
	if err != nil {
		return nil, err
	}
	return &engine{api: api, path: path, flags: flags, folder: folder, states: map[*state]bool{}}, nil
}

// engine is a library that was loaded. Prepared, it has one state of the library
// for all that is done with it, as the API has it. Otherwise it has one to compile
// in, and each linker has one of its own, in which the module is compiled again.
type engine struct {
	api         *api
	path, flags string
	folder      string // the working one, when the library was opened
	closed      bool
	state       *state
	states      map[*state]bool // that are not freed
	prepared    *engines.Host
}

// Identity has the version that the library gives itself, if it does.
func (e *engine) Identity() engines.Identity {
	return engines.Identity{Name: Name, Version: e.api.version, Flags: e.flags}
}

// Prepare makes the state that all phases will run in: it implements
// engines.SelfTimed.
func (e *engine) Prepare(ctx context.Context, host engines.Host, m measure.Measure) error {
	switch {
	case e.closed:
		return engines.ErrClosed
	case e.state != nil:
		return fmt.Errorf("%s: Prepare comes once, before Compile", e.path)
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	if err := check(host); err != nil {
		return err
	}
	phases := foreign.NewTimer(m)
	guest := phases
	if host.Bench.Measure() != m {
		guest = foreign.NewTimer(host.Bench.Measure())
	}
	var err error
	if e.state, err = e.create(host, phases, guest); err == nil {
		e.prepared = &host
	}
	return err
}

// check refuses what the bench API cannot show to a guest.
func check(host engines.Host) error {
	if err := host.Check(); err != nil {
		return err
	}
	if host.Dir != "" {
		if info, err := os.Stat(host.Dir); err != nil || !info.IsDir() {
			return fmt.Errorf("%w: %s is no folder that can be shown to a guest: %v", engines.ErrHost, host.Dir, err)
		}
	}
	if len(host.Args) > 1 {
		return fmt.Errorf("%w: the bench API of engine libraries cannot pass arguments to a guest, and it was to get %d", engines.ErrHost, len(host.Args)-1)
	}
	for _, v := range host.Env {
		if name, _, _ := strings.Cut(v, "="); name != smallWorkload {
			return fmt.Errorf("%w: the bench API of engine libraries has no environment for guests, but for %s: %.100q", engines.ErrHost, smallWorkload, v)
		}
	}
	return nil
}

// Compile compiles wasm: in the state that Prepare made, or else in one of its
// own.
func (e *engine) Compile(ctx context.Context, wasm []byte) (engines.Module, error) {
	switch {
	case e.closed:
		return nil, engines.ErrClosed
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	if e.state == nil {
		nobody := foreign.NewTimer(measure.Noop())
		var err error
		if e.state, err = e.create(engines.Host{}, nobody, nobody); err != nil {
			return nil, err
		}
	}
	if err := e.state.compile(wasm); err != nil {
		return nil, err
	}
	return &module{engine: e, wasm: wasm}, nil
}

// Close frees all states. The library stays loaded.
func (e *engine) Close(context.Context) error {
	e.closed = true
	for s := range e.states {
		s.free()
	}
	return nil
}

// describe names a function of the library for errors.
func (e *engine) describe(function string) string {
	return function + " of " + filepath.Clean(e.path)
}
