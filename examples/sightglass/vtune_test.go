//go:build linux && amd64 && !sightglass_static

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure/vtune"
)

// TestVTune: VTune's collector, for which a stand-in in C is, learns of every phase, and
// a user who waits for rows is told that there are none.
func TestVTune(t *testing.T) {
	source, err := filepath.Abs("../../measure/vtune/testdata/collector.c")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("cc"); err != nil {
		t.Skip("needs a C compiler: install gcc or clang")
	}
	folder(t)
	dir := t.TempDir()
	library, log := filepath.Join(dir, "libcollector.so"), filepath.Join(dir, "log")
	if out, err := exec.Command("cc", "-std=gnu11", "-shared", "-fPIC", "-o", library, source, `-DLOG="`+log+`"`).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	names := []string{"wazero"}
	if e, err := engines.Open(t.Context(), "wasmtime", ""); err == nil { // in a build with cgo
		names = append(names, "wasmtime")
		_ = e.Close(t.Context()) // it was opened to be asked
	}
	args := []string{"benchmark", "-e", strings.Join(names, ","), "-m", "vtune", "-p", "1", "-i", "2", "noop.wasm"}
	t.Setenv(vtune.Variable, "")
	if r := sightglass(t, args...); r.code != 2 || r.stdout != "" || !strings.Contains(r.stderr, vtune.Variable+" is not set") {
		t.Errorf("without VTune: %+v", r)
	}
	t.Setenv(vtune.Variable, library)
	r := sightglass(t, args...)
	if r.code != 0 || !strings.Contains(r.stdout, "no events recorded") || !strings.Contains(r.stderr, "counts nothing: it has no rows") {
		t.Errorf("%+v", r)
	}
	told, err := os.ReadFile(log)
	iteration := ""
	for _, phase := range []string{"Compilation", "Instantiation", "Execution"} {
		iteration += "begin sightglass " + phase + "\nend sightglass\n"
	}
	if n, want := strings.Count(string(told), iteration), 2*len(names); err != nil || n != want || strings.Count(string(told), "begin ") != 3*want {
		t.Errorf("%v, the phases of %d iterations, want %d: %s", err, n, want, told)
	}
}
