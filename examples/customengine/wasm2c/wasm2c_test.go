//go:build linux && (amd64 || arm64) && !sightglass_static

package wasm2c

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/engines/library"
)

// build makes the library in a folder of the test's. It skips where something is missing.
func build(t *testing.T) engines.Opener {
	t.Helper()
	for _, tool := range []string{"make", "cc", "wasm2c"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("there is no %s: apt-get install make gcc libc6-dev wabt", tool)
		}
	}
	path := filepath.Join(t.TempDir(), "libwasm2c.so")
	if out, err := exec.Command("make", "-C", "engine", "OUT="+path).CombinedOutput(); err != nil {
		t.Fatalf("make: %v\n%s", err, out)
	} else if strings.Contains(string(out), "warning:") {
		t.Errorf("make: %s", out)
	}
	return func(ctx context.Context, flags string) (engines.Engine, error) { return library.Open(ctx, path, flags) }
}

// TestConformance: native code is held to what every engine is held to.
func TestConformance(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("a C compiler runs for each guest: run with SIGHTGLASS_TESTS=all")
	}
	enginetest.RunCoarse(t, build(t), "")
}

// run runs a guest and returns what it printed. Its folder is dir.
func run(t *testing.T, e engines.Engine, wasm []byte, dir string, env ...string) (stdout, stderr string, err error) {
	t.Helper()
	ctx := t.Context()
	m, err := e.Compile(ctx, wasm)
	if err != nil {
		return "", "", err
	}
	defer m.Close(ctx)
	host := engines.Host{Dir: dir, Env: env, Bench: engines.NewBench(nil)}
	streams := t.TempDir()
	for name, f := range map[string]**os.File{"stdout": &host.Stdout, "stderr": &host.Stderr} {
		if *f, err = os.Create(filepath.Join(streams, name)); err != nil {
			t.Fatal(err)
		}
		defer (*f).Close()
	}
	l, err := m.Link(ctx, host)
	if err != nil {
		return "", "", err
	}
	defer l.Close(ctx)
	i, err := l.Instantiate(ctx)
	if err != nil {
		return "", "", err
	}
	defer i.Close(ctx)
	if err = i.Run(ctx); err == nil {
		err = host.Bench.Err()
	}
	return read(t, host.Stdout.Name()), read(t, host.Stderr.Name()), err
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func open(t *testing.T, open engines.Opener) engines.Engine {
	t.Helper()
	e, err := open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close(context.Background()) })
	return e
}

// TestFaults: a fault of a guest is its trap, and one of Go's is Go's, after guests have
// run, too.
func TestFaults(t *testing.T) {
	e := open(t, build(t))
	for guest, traps := range map[string]bool{"hello": false, "out-of-bounds": true, "recurse-forever": true} {
		stdout, _, err := run(t, e, guests.Wasm(guest), t.TempDir())
		if (err != nil) != traps || guest == "hello" && stdout != "hello\n" {
			t.Errorf("%s: %q, %v", guest, stdout, err)
		}
		if text := faults(); !strings.Contains(text, "nil pointer") {
			t.Errorf("a fault of Go's after %s: %q", guest, text)
		}
	}
	if id := e.Identity(); !regexp.MustCompile(`^wabt-\d+\.\d+\.\d+\+cc-\d+`).MatchString(id.Version) {
		t.Errorf("version %q", id.Version)
	}
}

//go:noinline
func faults() (text string) {
	defer func() {
		if err, ok := recover().(error); ok {
			text = err.Error()
		}
	}()
	var nowhere *engines.Host
	return nowhere.Dir
}

// TestTemporary: what is made on the way, by the compiler too, lies in the folder of what
// the guest prints, which a recorder removes, and not among the system's temporary files.
func TestTemporary(t *testing.T) {
	open := build(t)
	real, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("there is no cc: apt-get install gcc libc6-dev")
	}
	dir := t.TempDir()
	seen, cc := filepath.Join(dir, "seen"), filepath.Join(dir, "compiler")
	script := "#!/bin/sh\n[ \"$1\" = --version ] || [ \"$1\" = -dumpversion ] || echo \"$TMPDIR\" >>" + seen + "\nexec " + real + " \"$@\"\n"
	if err := os.WriteFile(cc, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CC", cc)
	e, err := open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close(context.Background())
	m, err := e.Compile(t.Context(), guests.Wasm("noop"))
	if err != nil {
		t.Fatal(err)
	}
	host := engines.Host{Dir: dir, Bench: engines.NewBench(nil)}
	streams := filepath.Join(dir, "streams")
	if err := os.Mkdir(streams, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]**os.File{"stdout": &host.Stdout, "stderr": &host.Stderr} {
		if *f, err = os.Create(filepath.Join(streams, name)); err != nil {
			t.Fatal(err)
		}
		defer (*f).Close()
	}
	l, err := m.Link(t.Context(), host)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close(context.Background())
	lines := strings.Fields(read(t, seen)) // of Compile, which knows no streams yet, and of Link
	if n := len(lines); n == 0 || !strings.HasPrefix(lines[n-1], streams+"/") {
		t.Errorf("the compiler's temporary files are in %q, want below %s", lines, streams)
	}
	if left, err := os.ReadDir(streams); err != nil || len(left) != 2 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestFlags: there are none.
func TestFlags(t *testing.T) {
	e, err := build(t)(t.Context(), "opt-level=3")
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close(context.Background())
	if m, err := e.Compile(t.Context(), guests.Wasm("noop")); err == nil {
		t.Errorf("%v was compiled with a flag that means nothing", m)
	}
}

// TestWASI: the types of the functions are those that every engine has.
func TestWASI(t *testing.T) {
	text := read(t, filepath.Join("engine", "wasi.c"))
	for _, name := range inspect.WASINames() {
		m := regexp.MustCompile(`W\((\w+), ` + name + `, \w+,([^)]*)\)`).FindStringSubmatch(text)
		if m == nil {
			t.Errorf("no %s", name)
			continue
		}
		var got inspect.FuncType
		for _, p := range strings.Fields(m[2]) {
			if p == "Q" {
				got.Params = append(got.Params, inspect.I64)
			}
			for range map[bool]int{true: int(p[len(p)-1] - '0')}[p[0] == 'P'] {
				got.Params = append(got.Params, inspect.I32)
			}
		}
		if m[1] == "u32" {
			got.Results = append(got.Results, inspect.I32)
		}
		if want, _ := inspect.WASI(name); !got.Equal(want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
}

// TestCorpus: every benchmark without SIMD, and without Go's runtime, prints what it should.
func TestCorpus(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("a C compiler takes long for some benchmarks: run with SIGHTGLASS_TESTS=all")
	}
	e := open(t, build(t))
	found, err := filepath.Glob("../../benchmarks/*/*.wasm")
	if err != nil || len(found) < 20 {
		t.Fatalf("benchmarks %q, error %v", found, err)
	}
	for _, file := range found {
		name := strings.TrimSuffix(filepath.Base(file), ".wasm")
		t.Run(name, func(t *testing.T) {
			if strings.HasPrefix(name, "go-") {
				t.Skip("a C compiler takes more than five minutes for a guest with Go's runtime")
			}
			stdout, stderr, err := run(t, e, []byte(read(t, file)), filepath.Dir(file), "WASM_BENCH_USE_SMALL_WORKLOAD=1")
			if strings.HasPrefix(name, "simd-") {
				if !errors.Is(err, engines.ErrCompile) {
					t.Errorf("%v, want ErrCompile: wabt 1.0.32 makes no C of SIMD; if yours does, say so in README.md", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			for got, end := range map[*string]string{&stdout: "stdout", &stderr: "stderr"} {
				want, err := os.ReadFile(strings.TrimSuffix(file, ".wasm") + ".small." + end + ".expected")
				if err == nil && *got != string(want) {
					t.Errorf("%s %q, want %q", end, *got, want)
				}
			}
		})
	}
}
