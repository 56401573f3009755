package library

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"syscall"
	"unsafe"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/internal/foreign"
)

// smallWorkload is the one variable that libraries pass on to guests: they read it
// in their own environment.
const smallWorkload = "WASM_BENCH_USE_SMALL_WORKLOAD"

// state is what wasm_bench_create made.
type state struct {
	engine        *engine
	pointer       uintptr // of the library; what it points at is the library's
	phases, guest *foreign.Timer
	texts         [][]byte // of the config, kept until free: some keep pointers longer than they should
	env           []string
	empty         string // a folder made for a guest that is to see none
	compiled      bool
	instances     int // of the module that was compiled
}

// words is WasmBenchConfig: 19 words.
type words [19]uintptr

// create makes a state for the host's files.
func (e *engine) create(host engines.Host, phases, guest *foreign.Timer) (*state, error) {
	s := &state{engine: e, phases: phases, guest: guest, env: host.Env}
	if host.Dir == "" { // the bench API has no way to show none
		var err error
		if s.empty, err = os.MkdirTemp("", "sightglass-empty-"); err != nil {
			return nil, fmt.Errorf("make an empty folder for a guest: %w", err)
		}
	}
	var config words
	for i, text := range []string{
		cmp.Or(host.Dir, s.empty), nameOf(host.Stdout, os.DevNull), nameOf(host.Stderr, os.DevNull), nameOf(host.Stdin, ""),
	} {
		if err := s.text(config[2*i:], text); err != nil {
			s.free()
			return nil, err
		}
	}
	for i, t := range []*foreign.Timer{phases, phases, guest} {
		config[8+3*i], config[9+3*i], config[10+3*i] = t.Arg, t.Start, t.Stop
	}
	if err := s.text(config[17:], e.flags); err != nil {
		s.free()
		return nil, err
	}
	out := new(uintptr)
	err := s.in(func() error { return e.returned("wasm_bench_create", e.api.create(&config, out)) })
	if err == nil { // else what is there is not ours to free
		s.pointer = *out
	}
	if err == nil && s.pointer == 0 {
		err = fmt.Errorf("%w: %s returned 0 and set no state", ErrReturned, e.describe("wasm_bench_create"))
	}
	if err != nil {
		s.free()
		return nil, err
	}
	runtime.KeepAlive(s.texts)
	phases.Calls()
	guest.Calls()
	e.states[s] = true
	return s, nil
}

// text puts a text and its length into the config; of none both are 0.
func (s *state) text(words []uintptr, text string) error {
	if text == "" {
		return nil
	}
	if strings.ContainsRune(text, 0) || strings.ToValidUTF8(text, "") != text {
		return fmt.Errorf("%w: the bench API of engine libraries wants names in UTF-8, and %q is not", engines.ErrHost, text)
	}
	b := []byte(text)
	s.texts = append(s.texts, b)
	// Sound: what s.texts holds is of the heap, which does not move; the library
	// reads len(b) bytes.
	words[0], words[1] = uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b))
	return nil
}

// in calls f with the variables that the library passes on to its guests.
func (s *state) in(f func() error) error {
	for _, v := range s.env {
		name, value, _ := strings.Cut(v, "=")
		if before, ok := os.LookupEnv(name); ok {
			defer os.Setenv(name, before)
		} else {
			defer os.Unsetenv(name)
		}
		if err := os.Setenv(name, value); err != nil {
			return fmt.Errorf("set %s for the engine library: %w", name, err)
		}
	}
	return f()
}

// returned is an error that names the function if result is not 0, or if the
// function has changed the working folder, in which the recorder finds its files.
func (e *engine) returned(function string, result int32) error {
	if result == 0 {
		if folder, err := syscall.Getwd(); err == nil && e.folder != "" && folder != e.folder {
			return fmt.Errorf("%w: %s changed the working folder of the process, from %s to %s; working_dir is the guest's", ErrFolder, e.describe(function), e.folder, folder)
		}
		return nil
	}
	return fmt.Errorf("%w: %s returned %d; if it says why, it does so on standard error", ErrReturned, e.describe(function), result)
}

func (s *state) compile(wasm []byte) error {
	s.compiled, s.instances = false, 0
	err := s.phase("wasm_bench_compile", func() int32 { return s.engine.api.compile(s.pointer, wasm) }, nil)
	if err != nil {
		return fmt.Errorf("%w: %w", engines.ErrCompile, err)
	}
	s.compiled = true
	return nil
}

// instantiate tells bench what the guest called meanwhile.
func (s *state) instantiate(bench *engines.Bench) error {
	const function = "wasm_bench_instantiate"
	if s.instances++; !s.compiled {
		return fmt.Errorf("%w: the library has room for one module, and compiled another one since", engines.ErrClosed)
	}
	err := s.in(func() error {
		return s.phase(function, func() int32 { return s.engine.api.call(s.engine.api.instantiate, s.pointer) }, bench)
	})
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrReturned) && s.instances > 1:
		return fmt.Errorf("%w: %w; it was the instance number %d of the same module: if the library wants to compile before each, record all phases", engines.ErrInstantiate, err, s.instances)
	}
	return fmt.Errorf("%w: %w", engines.ErrInstantiate, err)
}

// phase calls a function that brackets its phase itself, and says if it did not. A
// guest of that phase, if bench is not nil, may call its timers as well.
func (s *state) phase(function string, call func() int32, bench *engines.Bench) error {
	s.phases.Calls()
	result := call()
	calls := s.phases.Calls()
	if bench != nil && s.guest != s.phases {
		bench.Entered(s.guest.Calls())
	}
	if err := s.engine.returned(function, result); err != nil {
		return err
	}
	if err := misuse(calls); err != nil {
		err = fmt.Errorf("%s: %w", s.engine.describe(function), err)
		if bench != nil && s.guest == s.phases && calls.Len() > 2 {
			err = fmt.Errorf("%w, or it was the guest: %w", err, engines.ErrEarly)
		}
		return err
	}
	return nil
}

func (s *state) execute(bench *engines.Bench) error {
	const function = "wasm_bench_execute"
	if d := s.guest.Direct; d != nil {
		// Fetches the stamps' code and state, which would be part of the window.
		s.engine.api.call(s.guest.Start, s.guest.Arg)
		s.engine.api.call(s.guest.Stop, s.guest.Arg)
	}
	s.phases.Calls()
	s.guest.Calls()
	err := s.in(func() error {
		return s.engine.returned(function, s.engine.api.call(s.engine.api.execute, s.pointer))
	})
	bench.Entered(s.guest.Calls())
	if err == nil && s.phases != s.guest && s.phases.Calls() != 0 {
		// The window around the whole call was opened anew, or closed early.
		return fmt.Errorf("%s: %w: it called the timers of compilation or instantiation; compile in wasm_bench_compile, or call no timer for what is compiled here",
			s.engine.describe(function), ErrTimers)
	}
	if errors.Is(err, ErrReturned) {
		return fmt.Errorf("%w; the guest trapped or exited, or the library failed", err)
	}
	return err
}

// free frees the state, once; none has nothing to free.
func (s *state) free() {
	if s == nil {
		return
	}
	if s.pointer != 0 {
		s.engine.api.free(s.pointer)
		s.pointer = 0
	}
	s.texts = nil
	delete(s.engine.states, s)
	for _, t := range []*foreign.Timer{s.phases, s.guest} {
		t.Free()
	}
	if s.empty != "" {
		_ = os.Remove(s.empty) // it is empty
		s.empty = ""
	}
}
