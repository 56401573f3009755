package guest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	_ "github.com/sightglass-go/sightglass/engines/wazero"
	"github.com/sightglass-go/sightglass/measure"
	_ "github.com/sightglass-go/sightglass/measure/walltime"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// packages is what Debian 12 calls what the tests of C need.
const packages = "apt-get install clang-14 lld-14 wasi-libc libclang-rt-14-dev-wasm32"

// expected makes a folder that says what a guest prints, and returns where in it
// the guest has to be.
func expected(t *testing.T, stdout, stderr string) (wasm string) {
	t.Helper()
	dir := t.TempDir()
	for stream, text := range map[string]string{"stdout": stdout, "stderr": stderr} {
		if err := os.WriteFile(filepath.Join(dir, "guest."+stream+".expected"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "guest.wasm")
}

// validate is what sightglass validate does: it looks at the imports and
// exports, and runs the guest.
func validate(t *testing.T, wasm string) {
	t.Helper()
	count(t, wasm, "time")
}

// count is what a measure counts in the window of a guest's second iteration.
func count(t *testing.T, wasm, name string) uint64 {
	t.Helper()
	s, err := job.OpenSession(context.Background(), job.Job{
		Engine:    job.Engine{Engine: "wazero"},
		Benchmark: wasm,
		Measures:  []string{name},
		Phase:     measure.Execution,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	rows, err := s.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if w := s.Warnings(); len(w) > 0 {
		t.Errorf("warnings: %q", w)
	}
	return rows[0].Count
}

func run(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func needGo(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("needs the go command: ", err)
	}
}

var wasip1 = []string{"GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0"}

func TestGo(t *testing.T) {
	needGo(t)
	wasm := expected(t, "6765\n", "")
	run(t, wasip1, "go", "build", "-ldflags=-s -w", "-o", wasm, "./testdata/fib")
	validate(t, wasm)
}

// TestGoNatively: without a recorder the same program is an ordinary one.
func TestGoNatively(t *testing.T) {
	needGo(t)
	if out := run(t, nil, "go", "run", "./testdata/fib"); out != "6765\n" {
		t.Errorf("printed %q", out)
	}
}

// TestGoBlackBox: a call that is inlined would be no black box.
func TestGoBlackBox(t *testing.T) {
	needGo(t)
	out := run(t, wasip1, "go", "build", "-gcflags=-m=2", "-o", filepath.Join(t.TempDir(), "fib.wasm"), "./testdata/fib")
	if !regexp.MustCompile(`cannot inline bench\.BlackBox.*noinline`).MatchString(out) {
		t.Errorf("the compiler says\n%s", out)
	}
}

func clang(t *testing.T, args ...string) {
	t.Helper()
	compiler, err := exec.LookPath("clang-14")
	if err != nil {
		if compiler, err = exec.LookPath("clang"); err != nil {
			t.Skipf("no clang; on Debian 12: %s", packages)
		}
	}
	for _, file := range []string{"libc.a", "crt1-command.o"} {
		out, _ := exec.Command(compiler, "--target=wasm32-wasi", "-print-file-name="+file).Output()
		if path := strings.TrimSpace(string(out)); !filepath.IsAbs(path) {
			t.Skipf("no %s for WebAssembly; on Debian 12: %s", file, packages)
		}
	}
	out, _ := exec.Command(compiler, "--target=wasm32-wasi", "-print-libgcc-file-name").Output()
	if _, err := os.Stat(strings.TrimSpace(string(out))); err != nil {
		t.Skipf("no compiler runtime for WebAssembly; on Debian 12: %s", packages)
	}
	flags := []string{"--target=wasm32-wasi", "-O2", "-Wall", "-Wextra", "-Werror", "-Ic"}
	if slices.Contains(args, "-c") {
		run(t, nil, compiler, append(flags, args...)...)
		return
	}
	// Optimising and linking in one, it would run the wasm-opt that it finds, for seconds.
	wasm := args[len(args)-1]
	link := []string{flags[0], wasm + ".o", "-o", wasm}
	for _, arg := range args[:len(args)-2] {
		if strings.HasPrefix(arg, "-m") {
			link = append(link, arg)
		} else {
			flags = append(flags, arg)
		}
	}
	run(t, nil, compiler, append(flags, "-c", "-o", wasm+".o")...)
	run(t, nil, compiler, link...)
}

func TestC(t *testing.T) {
	wasm := expected(t, "6765\n", "")
	clang(t, "testdata/fib.c", "-o", wasm)
	validate(t, wasm)
}

// TestCPlusPlus compiles the header alone: wasi-libc has no C++ library.
func TestCPlusPlus(t *testing.T) {
	clang(t, "-x", "c++", "-c", "testdata/loop.c", "-o", filepath.Join(t.TempDir(), "loop.o"))
}

// TestCBlackBox: without it a compiler deletes what nobody looks at.
func TestCBlackBox(t *testing.T) {
	build := func(flags ...string) uint64 {
		wasm := expected(t, "", "")
		clang(t, append(flags, "testdata/loop.c", "-o", wasm)...)
		return count(t, wasm, "operators")
	}
	kept, naive := build(), build("-DNAIVE", "-Wno-unused-but-set-variable")
	// 20 million additions against none.
	if kept < 20e6 || naive > 1000 {
		t.Errorf("%d operators with BLACK_BOX_SCALAR, %d without", kept, naive)
	}
}
