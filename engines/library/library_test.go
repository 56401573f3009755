//go:build (linux || darwin) && (amd64 || arm64) && !sightglass_static

package library

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/ebitengine/purego"
	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/internal/foreign"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/cycles"
	_ "github.com/sightglass-go/sightglass/measure/walltime"
)

// TestLoad: what cannot be loaded says which file it is, why, and what to do.
func TestLoad(t *testing.T) {
	needed := cc(t, "libneeded.so", "-shared", "-fPIC", "-x", "c", write(t, "needed.c", "int needed(void) { return 0; }"))
	needs := hostile(t, "-DNEEDS", needed)
	if err := os.Remove(needed); err != nil {
		t.Fatal(err)
	}
	other := map[string]string{"amd64": "\xb7", "arm64": "\x3e"}[runtime.GOARCH] // e_machine
	foreign, err := os.ReadFile(hostile(t))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, path, want string
	}{
		{"missing", filepath.Join(t.TempDir(), "libgone.so"), "no such file"},
		{"folder", t.TempDir(), "not a file"},
		{"text", write(t, "libtext.so", "text\n"), "no shared library"},
		{"empty", write(t, "libempty.so", ""), "empty"},
		{"wasm", write(t, "libwasm.so", "\x00asm\x01\x00\x00\x00"), "it is a WebAssembly module, not machine code"},
		{"archive", write(t, "libarchive.so", "!<arch>\n"), "-shared"},
		{"lacks a function", hostile(t, "-DNO_EXECUTE"), "wasm_bench_execute"},
		{"lacks all", cc(t, "libnone.so", "-shared", "-fPIC", "-x", "c", write(t, "none.c", "int x;")), "wasm_bench_create, wasm_bench_free, wasm_bench_compile, wasm_bench_instantiate, wasm_bench_execute"},
		{"dependency", needs, "libneeded.so"},
	}
	if runtime.GOOS == "linux" {
		for _, part := range []int{len(foreign) * 2 / 3, len(foreign) - 1} {
			tests = append(tests, struct{ name, path, want string }{fmt.Sprint(part, " bytes of it"), write(t, "libpart.so", string(foreign[:part])), fmt.Sprintf("cut off: its header tells of more than its %d bytes", part)})
		}
		foreign := append([]byte(nil), foreign...)
		copy(foreign[18:], other+"\x00")
		tests = append(tests, struct{ name, path, want string }{"other architecture", write(t, "libforeign.so", string(foreign)), "build it for that"},
			struct{ name, path, want string }{"cut off", write(t, "libcut.so", string(foreign[:3000])), "libcut.so"})
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Open(context.Background(), tt.path, "")
			if !errors.Is(err, ErrLoad) || !strings.Contains(err.Error(), tt.path) || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%v; want ErrLoad with the path and %q", err, tt.want)
			}
		})
	}
	for _, flags := range []string{"a\x00b", "\xff"} {
		if _, err := Open(context.Background(), needs, flags); !errors.Is(err, engines.ErrFlag) {
			t.Errorf("flags %q: %v, want ErrFlag", flags, err)
		}
	}
}

// prepared opens a library for m, with a host of temporary files.
func prepared(t *testing.T, path, flags string, m measure.Measure) (engines.Engine, engines.Host, error) {
	t.Helper()
	runtime.LockOSThread()
	t.Cleanup(runtime.UnlockOSThread)
	e, err := Open(context.Background(), path, flags)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close(context.Background()) })
	host := engines.Host{Args: []string{"a.wasm"}, Dir: t.TempDir(), Bench: engines.NewBench(m)}
	if host.Stdout, err = os.Create(filepath.Join(t.TempDir(), "out")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { host.Stdout.Close() })
	return e, host, e.(engines.SelfTimed).Prepare(context.Background(), host, m)
}

// run does all phases, and returns what was said of the one that failed.
func run(e engines.Engine, host engines.Host) error {
	ctx := context.Background()
	m, err := e.Compile(ctx, []byte("\x00asm\x01\x00\x00\x00"))
	if err != nil {
		return err
	}
	defer m.Close(ctx)
	for range 2 {
		host.Bench = engines.NewBench(host.Bench.Measure())
		l, err := m.Link(ctx, host)
		if err != nil {
			return err
		}
		i, err := l.Instantiate(ctx)
		if err != nil {
			return err
		}
		if err := errors.Join(i.Run(ctx), host.Bench.Err()); err != nil {
			return err
		}
		if err := errors.Join(i.Close(ctx), l.Close(ctx)); err != nil {
			return err
		}
	}
	return nil
}

func open(t *testing.T, names ...string) measure.Measure {
	t.Helper()
	m, err := measure.Open(names...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

// TestBreaks: a library that does something wrong is an error that names it and
// what it did, whether its timers are in assembly or in Go.
func TestBreaks(t *testing.T) {
	for _, tt := range []struct {
		macro string
		want  error
		words string
	}{
		{"FAILS_IN_CREATE", ErrReturned, "wasm_bench_create of LIB returned 7"},
		{"NO_STATE", ErrReturned, "wasm_bench_create of LIB returned 0 and set no state"},
		{"FAILS_IN_COMPILE", engines.ErrCompile, "wasm_bench_compile of LIB returned -3"},
		{"FAILS_IN_EXECUTE", ErrReturned, "wasm_bench_execute of LIB returned 1"},
		{"ONE_INSTANCE", engines.ErrInstantiate, "record all phases"},
		{"NEVER", ErrTimers, "wasm_bench_compile of LIB: engine library breaks the bench API: it called neither timer"},
		{"TWICE", ErrTimers, "as start, end, start, end;"},
		{"BACKWARDS", ErrTimers, "as end, start;"},
		{"OPEN", ErrTimers, "as start, end, start;"},
		{"MANY", ErrTimers, "as start, start, start, start, ...;"},
		{"NEVER_EXECUTES", engines.ErrNoStart, "bench.start was never called"},
	} {
		t.Run(tt.macro, func(t *testing.T) {
			path := hostile(t, "-D"+tt.macro)
			for _, measures := range [][]string{{"cycles"}, {"time"}, {"time", "cycles"}, {"noop"}} {
				e, host, err := prepared(t, path, "", open(t, measures...))
				if err == nil {
					err = run(e, host)
				}
				if words := strings.ReplaceAll(tt.words, "LIB", path); !errors.Is(err, tt.want) || !strings.Contains(err.Error(), words) {
					t.Errorf("%v: %v; want %q", measures, err, words)
				}
			}
		})
	}
}

// TestWholeCall: the window around the whole of execute is the recorder's. A library
// that compiles in there, and calls the timers of compilation, would shorten it.
func TestWholeCall(t *testing.T) {
	path := hostile(t, "-DCOMPILES_IN_EXECUTE")
	for _, name := range []string{"cycles", "time"} {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		ctx := context.Background()
		e, err := Open(ctx, path, "")
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close(ctx)
		host := engines.Host{Bench: engines.NewBench(measure.Noop())} // what the guest calls is not measured
		if host.Stdout, err = os.Create(filepath.Join(t.TempDir(), "out")); err != nil {
			t.Fatal(err)
		}
		defer host.Stdout.Close()
		if err := e.(engines.SelfTimed).Prepare(ctx, host, open(t, name)); err != nil {
			t.Fatal(err)
		}
		if err := run(e, host); !errors.Is(err, ErrTimers) || !strings.Contains(err.Error(), "wasm_bench_execute of "+path+": ") || !strings.Contains(err.Error(), "compilation") {
			t.Errorf("%s: %v; want ErrTimers, of compilation in execute", name, err)
		}
	}
}

// TestWindows: with each measure there is one window to be read after each step.
func TestWindows(t *testing.T) {
	path := hostile(t)
	for _, names := range [][]string{{"cycles"}, {"time"}, {"cycles", "time"}, {"time", "cycles"}} {
		m := open(t, names...)
		e, host, err := prepared(t, path, "", m)
		if err != nil {
			t.Fatal(err)
		}
		read := func(what string, err error) {
			t.Helper()
			readings, readErr := m.Readings(nil)
			if err := errors.Join(err, readErr); err != nil || len(readings) != len(m.Events()) {
				t.Errorf("%v: %s: %v, error %v", names, what, readings, err)
			}
			for _, r := range readings {
				if r.Status != measure.Counted {
					t.Errorf("%v: %s: %+v", names, what, r)
				}
			}
		}
		ctx := context.Background()
		for range 3 {
			module, err := e.Compile(ctx, []byte("\x00asm\x01\x00\x00\x00"))
			read("compile", err)
			host.Bench = engines.NewBench(m)
			l, err := module.Link(ctx, host)
			if err != nil {
				t.Fatal(err)
			}
			i, err := l.Instantiate(ctx)
			read("instantiate", err)
			read("run", errors.Join(i.Run(ctx), host.Bench.Err()))
		}
	}
}

// TestConfig: the library gets what the host has, by value, word by word.
func TestConfig(t *testing.T) {
	path := hostile(t)
	e, host, err := prepared(t, path, "-O opt-level=2", measure.Noop())
	if err != nil {
		t.Fatal(err)
	}
	if err := run(e, host); err != nil {
		t.Fatal(err)
	}
	out, err := os.ReadFile(host.Stdout.Name())
	want := "working_dir=" + host.Dir + "\nstdout_path=" + host.Stdout.Name() + "\nstderr_path=/dev/null\nstdin_path=(null)\nexecution_flags=-O opt-level=2\nsmall=(null)\n"
	if err != nil || string(out) != want {
		t.Errorf("%s, error %v; want %s", out, err, want)
	}
	if got := e.Identity(); got != (engines.Identity{Name: "library", Version: "own-symbols-42", Flags: "-O opt-level=2"}) {
		t.Errorf("identity %+v", got)
	}
	// Another host than that which it was prepared for.
	m, err := e.Compile(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	other := host
	other.Dir = t.TempDir()
	if _, err := m.Link(context.Background(), other); !errors.Is(err, engines.ErrHost) {
		t.Errorf("another host: %v, want ErrHost", err)
	}
	if err := e.(engines.SelfTimed).Prepare(context.Background(), host, measure.Noop()); err == nil {
		t.Error("prepared twice")
	}
	other.Args = []string{"a.wasm", "b"}
	if _, err := m.Link(context.Background(), other); !errors.Is(err, engines.ErrHost) || !strings.Contains(err.Error(), "cannot pass arguments") {
		t.Errorf("arguments: %v, want ErrHost", err)
	}
	other.Args, other.Env = nil, []string{"HOME=/"}
	if _, err := m.Link(context.Background(), other); !errors.Is(err, engines.ErrHost) || !strings.Contains(err.Error(), "HOME=/") {
		t.Errorf("a variable: %v, want ErrHost", err)
	}
}

// TestOwnSymbols: a library that hides nothing calls its own functions, and not
// those of the same name that the process has already.
func TestOwnSymbols(t *testing.T) {
	other := cc(t, "libother.so", "-shared", "-fPIC", "-x", "c", write(t, "other.c", "int wasm_engine_new(void) { return 1; }"))
	if _, err := purego.Dlopen(other, purego.RTLD_NOW|purego.RTLD_GLOBAL); err != nil {
		t.Fatal(err)
	}
	e, err := Open(context.Background(), hostile(t), "")
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close(context.Background())
	if got, want := e.Identity().Version, "own-symbols-42"; got != want {
		t.Errorf("its version is %q, want %q: wasm_engine_new of another library was called", got, want)
	}
}

// TestSmallWorkload: the library sees the variable in its own environment, where
// nothing of it stays.
func TestSmallWorkload(t *testing.T) {
	t.Setenv(smallWorkload, "")
	os.Unsetenv(smallWorkload)
	path := hostile(t)
	e, err := Open(context.Background(), path, "")
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close(context.Background())
	host := engines.Host{Env: []string{smallWorkload + "=1"}, Bench: engines.NewBench(nil)}
	if host.Stdout, err = os.Create(filepath.Join(t.TempDir(), "out")); err != nil {
		t.Fatal(err)
	}
	defer host.Stdout.Close()
	if err := run(e, host); err != nil {
		t.Fatal(err)
	}
	out, _ := os.ReadFile(host.Stdout.Name())
	if _, set := os.LookupEnv(smallWorkload); set || !strings.Contains(string(out), "small=1\n") {
		t.Errorf("%s; still set: %t", out, set)
	}
}

// TestReplaced: the system loads a path once in a process, whatever lies there
// later.
func TestReplaced(t *testing.T) {
	path := hostile(t)
	if _, err := Open(context.Background(), path, ""); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(hostile(t, "-DTWICE"), path); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), path, ""); !errors.Is(err, ErrLoad) || !strings.Contains(err.Error(), "was replaced") {
		t.Errorf("%v; want that it was replaced", err)
	}
}

// panics is a measure that does.
type panics struct{ measure.Measure }

func (panics) Start() { panic("no clock") }

func TestPanic(t *testing.T) {
	e, _, err := prepared(t, hostile(t), "", panics{measure.Noop()})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if r := recover(); r != "no clock" {
			t.Errorf("recovered %v", r)
		}
	}()
	_, err = e.Compile(context.Background(), nil)
	t.Errorf("no panic, error %v", err)
}

// TestDirect: the stamps of cycles are entered by the library itself.
func TestDirect(t *testing.T) {
	c, err := cycles.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	timer := foreign.NewTimer(c)
	if _, ok := c.Entries(); ok != (timer.Direct != nil) {
		t.Errorf("entry points: %t, entered directly: %t", ok, timer.Direct != nil)
	}
	if timer := foreign.NewTimer(measure.Multi(c, measure.Noop())); timer.Direct != nil || timer.Arg == 0 {
		t.Errorf("two measures: %+v", timer)
	}
}
