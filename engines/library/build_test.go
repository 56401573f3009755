//go:build (linux || darwin) && (amd64 || arm64) && !sightglass_static

package library

import (
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// cc compiles C to a file of that name, in a folder of the test's. It skips where
// there is no compiler.
func cc(t testing.TB, name string, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	compiler := cmp.Or(os.Getenv("CC"), "cc")
	cmd := exec.Command(compiler, append([]string{"-std=c11", "-O2", "-Wall", "-Werror", "-I", "example/wasmtime", "-o", file}, args...)...)
	if _, err := exec.LookPath(compiler); err != nil {
		t.Skip("needs a C compiler: install gcc or clang, or set CC")
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
	return file
}

// wasmtime is what a library with wasmtime is built from: the headers and the
// archive that wasmtime-go ships.
var wasmtime = sync.OnceValue(func() (args []string) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/bytecodealliance/wasmtime-go/v39").Output()
	if dir := strings.TrimSpace(string(out)); err == nil && dir != "" {
		system := map[string]string{"linux": "linux", "darwin": "macos"}[runtime.GOOS] + "-" + map[string]string{"amd64": "x86_64", "arm64": "aarch64"}[runtime.GOARCH]
		args = []string{"-I", filepath.Join(dir, "build", "include"), filepath.Join(dir, "build", system, "libwasmtime.a"), "-lpthread", "-lm"}
		if runtime.GOOS == "linux" {
			args = append(args, "-ldl", "-Wl,--exclude-libs,ALL", "-Wl,-Bsymbolic")
		}
	}
	return args
})

// example builds the example library.
func example(t testing.TB, name string, args ...string) string {
	t.Helper()
	if wasmtime() == nil {
		t.Skip("needs the wasmtime that wasmtime-go ships: go mod download github.com/bytecodealliance/wasmtime-go/v39")
	}
	return cc(t, name, append(append([]string{"-shared", "-fPIC", "-fvisibility=hidden", "example/wasmtime/engine.c"}, args...), wasmtime()...)...)
}

// hostile builds testdata/hostile.c, which does wrong what the macro says.
func hostile(t testing.TB, args ...string) string {
	t.Helper()
	return cc(t, "libhostile.so", append([]string{"-shared", "-fPIC", "testdata/hostile.c"}, args...)...)
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}
