//go:build (amd64 || arm64) && !sightglass_static

package native

import (
	"cmp"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
	"github.com/sightglass-go/sightglass/measure"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
)

// cc builds testdata/guest.c, with macros that say what it does, to guest.so in a
// folder with a space in its name.
func cc(t testing.TB, args ...string) (folder string) {
	t.Helper()
	compiler := cmp.Or(os.Getenv("CC"), "cc")
	if _, err := exec.LookPath(compiler); err != nil {
		t.Skip("needs a C compiler: install gcc or clang, or set CC")
	}
	folder = filepath.Join(t.TempDir(), "a folder")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "guest.input"), []byte("the file\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(compiler, append([]string{"-O2", "-Wall", "-shared", "-fPIC", "-o", filepath.Join(folder, "guest.so"), "testdata/guest.c"}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
	return folder
}

// scene is what a guest is run with, and what it printed.
type scene struct {
	engine engines.Engine
	module engines.Module
	host   engines.Host
}

func newScene(t testing.TB, folder, flags string) *scene {
	t.Helper()
	file := func(content string) *os.File {
		f, err := os.CreateTemp(t.TempDir(), "")
		if err == nil {
			_, err = f.WriteString(content)
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	e := kit.Kit{Open: Open, Flags: flags}.Engine(t)
	return &scene{e, kit.Compile(t, e, nil), engines.Host{Args: []string{"guest.wasm"}, Dir: folder, Stdin: file("the input\n"), Stdout: file(""), Stderr: file("")}}
}

// run makes an instance and runs it. What it printed is empty again before.
func (s *scene) run(t testing.TB, m measure.Measure) error {
	t.Helper()
	for _, f := range []*os.File{s.host.Stdout, s.host.Stderr} {
		if f != nil {
			if _, err := f.Seek(0, 0); errors.Join(err, f.Truncate(0)) != nil {
				t.Fatal(err)
			}
		}
	}
	s.host.Bench = engines.NewBench(m)
	linker, err := s.module.Link(t.Context(), s.host)
	if err != nil {
		return err
	}
	instance, err := linker.Instantiate(t.Context())
	if err != nil {
		return err
	}
	if err := s.host.Bench.Early(); err != nil {
		return errors.Join(err, instance.Close(t.Context()))
	}
	return cmp.Or(errors.Join(instance.Run(t.Context()), instance.Close(t.Context())), s.host.Bench.Err())
}

func (s *scene) printed(t testing.TB) string {
	t.Helper()
	out, err := os.ReadFile(s.host.Stdout.Name())
	errs, err2 := os.ReadFile(s.host.Stderr.Name())
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	return string(out) + string(errs)
}

// TestRun: the guest sees what it is given, begins with new data in each instance, and
// the process is as it was. The sum is 999*1000/2.
func TestRun(t *testing.T) {
	before, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("WASM_BENCH_USE_SMALL_WORKLOAD", "not for guests")
	want := func(arguments, last, small, stdin string) string {
		return "run 1, " + arguments + " arguments, the last " + last + ", small " + small + "\nstdin: " + stdin + "\nfile: the file\nsum 499500\n"
	}
	for _, entry := range []string{"", "-DENTRY"} {
		s := newScene(t, cc(t, strings.Fields(entry)...), "")
		for range 3 {
			if err := s.run(t, nil); err != nil || s.printed(t) != want("1", "guest.wasm", "not set", "the input") {
				t.Errorf("%s: %v, prints %q", entry, err, s.printed(t))
			}
		}
		s.host.Args, s.host.Env, s.host.Stdin = append(s.host.Args, "a b"), []string{"WASM_BENCH_USE_SMALL_WORKLOAD=1"}, nil
		if err := s.run(t, nil); err != nil || s.printed(t) != want("2", "a b", "1", "no input") {
			t.Errorf("%s: %v, prints %q", entry, err, s.printed(t))
		}
	}
	if after, err := os.Getwd(); err != nil || after != before {
		t.Errorf("the working folder is %s, was %s: %v", after, before, err)
	}
}

// TestVariant: another build of the same benchmark lies beside it.
func TestVariant(t *testing.T) {
	folder := cc(t, "-DRETURN=7")
	if err := os.Rename(filepath.Join(folder, "guest.so"), filepath.Join(folder, "guest.O2-x.so")); err != nil {
		t.Fatal(err)
	}
	var exit *engines.ExitError
	if err := newScene(t, folder, "variant=O2-x").run(t, nil); !errors.As(err, &exit) || exit.Code != 7 {
		t.Errorf("%v, want code 7", err)
	}
	if err := newScene(t, folder, "").run(t, nil); !errors.Is(err, ErrLoad) || !strings.Contains(err.Error(), "there is no "+filepath.Join(folder, "guest.so")) {
		t.Error(err)
	}
	for _, flags := range []string{"variant=a/b", "variant=..", "variant=", "fast"} {
		if _, err := Open(t.Context(), flags); !errors.Is(err, engines.ErrFlag) {
			t.Errorf("%s: %v", flags, err)
		}
	}
}

// TestEnds: how a benchmark ends is told in the words of every engine's.
func TestEnds(t *testing.T) {
	code := func(n uint32) error { return &engines.ExitError{Code: n} }
	for _, tt := range []struct {
		define string
		want   error
		text   string
	}{
		{"-DRETURN=0", nil, ""},
		{"-DRETURN=3", code(3), ""},
		{"-DEXIT=4", code(4), ""}, // first: go test takes a process that ends with 0 for one that passed
		{"-DEXIT=0", nil, ""},
		{"-DEXIT_INSIDE=5", code(5), ""},
		{"-DEXIT_INSIDE=0", engines.ErrNoEnd, ""},
		{"-DNO_START", engines.ErrEndFirst, ""},
		{"-DNO_END", engines.ErrNoEnd, ""},
		{"-DTWICE", engines.ErrStartTwice, ""},
		{"-DEARLY", engines.ErrEarly, ""},
		{"-DNO_MAIN", ErrLoad, "it exports no main"},
		{"-DMISSING", ErrLoad, "undefined symbol: nobody_has_this"},
	} {
		if raced && strings.HasPrefix(tt.define, "-DEXIT") {
			continue // ends the process
		}
		s := newScene(t, cc(t, tt.define), "")
		for range 3 { // each is caught, not only the first
			err := s.run(t, nil)
			var got, want *engines.ExitError
			if errors.As(tt.want, &want) {
				if !errors.As(err, &got) || got.Code != want.Code {
					t.Errorf("%s: %v, want %v", tt.define, err, tt.want)
				}
				continue
			}
			if !errors.Is(err, tt.want) || err != nil && !strings.Contains(err.Error(), tt.text) {
				t.Errorf("%s: %v, want %v", tt.define, err, tt.want)
			}
		}
		if strings.HasPrefix(tt.define, "-DEXIT=") && !strings.Contains(s.printed(t), "the input") {
			t.Errorf("%s: what was printed is lost: %q", tt.define, s.printed(t))
		}
	}
}

// TestRefused: what cannot be loaded is refused before an attempt, with what to do.
func TestRefused(t *testing.T) {
	folder := cc(t)
	path := filepath.Join(folder, "guest.so")
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	other := append([]byte(nil), good...)
	other[18] = 243 // e_machine: RISC-V
	for name, tt := range map[string]struct {
		content []byte
		want    string
	}{
		"empty":          {nil, "the file is empty"},
		"text":           {[]byte("# build me\n"), "it is no shared library"},
		"wasm":           {[]byte("\x00asm\x01\x00\x00\x00"), "it is a WebAssembly module"},
		"another system": {other, "it was built for RISCV"},
		"cut off":        {good[:len(good)/8], "it is cut off"},
	} {
		if err := os.WriteFile(path, tt.content, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := newScene(t, folder, "").run(t, nil); !errors.Is(err, ErrLoad) || !errors.Is(err, engines.ErrCompile) || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "EOF") || strings.Contains(err.Error(), "engine") {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o755)); err != nil {
		t.Fatal(err)
	}
	if err := newScene(t, folder, "").run(t, nil); !errors.Is(err, ErrLoad) || !strings.Contains(err.Error(), "it is not a file") {
		t.Error(err)
	}
}

// TestContract is what enginetest asks of every engine, and cannot ask of one whose
// guests are no WebAssembly.
func TestContract(t *testing.T) {
	ctx := t.Context()
	s := newScene(t, cc(t), "")
	s.host.Bench = engines.NewBench(nil)
	linker, err := s.module.Link(ctx, s.host)
	if err != nil {
		t.Fatal(err)
	}
	instance, err := linker.Instantiate(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := linker.Instantiate(ctx); !errors.Is(err, engines.ErrUsed) {
		t.Error(err)
	}
	second, err := s.module.Link(ctx, s.host)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := second.Instantiate(ctx); !errors.Is(err, ErrLoad) || !strings.Contains(err.Error(), "another instance of it is open") {
		t.Errorf("two instances would share their data: %v", err)
	}
	if _, err := instance.Call(ctx, "other"); !errors.Is(err, engines.ErrExport) {
		t.Error(err)
	}
	if _, err := instance.Call(ctx, "_start", 1); !errors.Is(err, engines.ErrArgs) {
		t.Error(err)
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	if err := instance.Run(done); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := instance.Run(ctx); err != nil || s.host.Bench.Err() != nil {
		t.Error(err, s.host.Bench.Err())
	}
	if err := instance.Run(ctx); !errors.Is(err, engines.ErrUsed) {
		t.Error(err)
	}
	for range 2 {
		if err := errors.Join(linker.Close(ctx), second.Close(ctx), instance.Close(ctx), s.module.Close(ctx), s.engine.Close(ctx)); err != nil {
			t.Error(err)
		}
	}
	if err := instance.Run(ctx); !errors.Is(err, engines.ErrClosed) {
		t.Error(err)
	}
	if _, err := s.module.Link(ctx, s.host); !errors.Is(err, engines.ErrClosed) {
		t.Error(err)
	}
	if _, err := s.engine.Compile(ctx, nil); !errors.Is(err, engines.ErrClosed) {
		t.Error(err)
	}
}

// TestWindow: a measure with entry points is entered from the benchmark itself, others
// through Go, and both are read as always.
func TestWindow(t *testing.T) {
	s := newScene(t, cc(t), "")
	for name, open := range map[string]func() measure.Measure{
		"one":     func() measure.Measure { return openCycles(t) },
		"several": func() measure.Measure { return measure.Multi(openCycles(t), measure.Noop()) },
	} {
		m := open()
		if err := s.run(t, m); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		readings, err := m.Readings(nil)
		if err != nil || len(readings) == 0 || readings[0].Count == 0 {
			t.Errorf("%s: %v %v", name, readings, err)
		}
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}
}

func openCycles(t *testing.T) measure.Measure {
	m, err := measure.Open("cycles")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestCrash: a process that machine code takes down says so on its own standard error,
// though the guest's is elsewhere.
func TestCrash(t *testing.T) {
	const variable = "SIGHTGLASS_TEST_NATIVE_CRASH"
	if folder := os.Getenv(variable); folder != "" {
		t.Fatal("it lives: ", newScene(t, folder, "").run(t, nil))
	}
	if err := exec.Command(os.Args[0], "-test.list=^$").Run(); err != nil {
		t.Skipf("this program cannot run itself here, in an emulator: run the test without one: %v", err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrash$")
	cmd.Env = append(os.Environ(), variable+"="+cc(t, "-DCRASH"))
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "SIGSEGV: segmentation violation") {
		t.Errorf("%v\n%s", err, out)
	}
}
