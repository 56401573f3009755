//go:build cgo

package native

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// The headers that belong to the library are the oracle for what capi.h
// declares: a C compiler sees both and compares prototypes and layouts.
func TestDeclarationsAgainstHeaders(t *testing.T) {
	cc := compiler(t)
	source := filepath.Join(t.TempDir(), "check.c")
	if err := os.WriteFile(source, []byte("#include <wasmtime.h>\n#include \"component_capi.h\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(cc, "-std=c11", "-fsyntax-only", "-Wall", "-Werror", "-I", headers(t), "-I", ".", source)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

func compiler(t *testing.T) string {
	t.Helper()
	cc := os.Getenv("CC")
	if cc == "" {
		cc = "cc"
	}
	if _, err := exec.LookPath(cc); err != nil {
		t.Skipf("no C compiler: %v", err)
	}
	return cc
}

func headers(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/bytecodealliance/wasmtime-go/v39").Output()
	if err != nil {
		t.Skipf("go list: %v", err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "build", "include")
}

func TestCompatible(t *testing.T) {
	if err := Compatible(); err != nil {
		t.Error(err)
	}
	err := check(layout{"wasmtime_func_t", reflect.TypeFor[[3]uint64](), 16})
	if err == nil || !strings.Contains(err.Error(), "wasmtime_func_t has 24 bytes in wasmtime-go and 16 here") {
		t.Errorf("error %v for another size", err)
	}
}
