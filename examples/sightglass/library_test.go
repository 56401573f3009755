//go:build (linux || darwin) && (amd64 || arm64) && !sightglass_static

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/build"
)

// TestWasmtimeVersions: versions of wasmtime beside the one that is linked in.
func TestWasmtimeVersions(t *testing.T) {
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("links two libraries of 25 MB: run with SIGHTGLASS_TESTS=all")
	}
	if _, err := exec.LookPath("cc"); err != nil {
		t.Skip("needs a C compiler: install gcc or clang")
	}
	t.Setenv(build.Variable, filepath.Join(t.TempDir(), "cache"))
	var versions []string
	for _, v := range []string{"v37.0.0", "v39.0.1"} {
		if out, err := exec.Command("go", "mod", "download", "github.com/bytecodealliance/wasmtime-go/"+v[:3]+"@"+v).CombinedOutput(); err != nil {
			t.Logf("without %s, which go mod download cannot get: %s", v, out)
			continue
		}
		versions = append(versions, v)
	}
	if len(versions) == 0 {
		t.Skip("needs a module proxy, or wasmtime-go in the module cache: go mod download")
	}
	wasm, err := filepath.Abs("../benchmarks/nqueens/nqueens.wasm") // prints what is checked
	if err != nil {
		t.Fatal(err)
	}
	rows := filepath.Join(t.TempDir(), "rows.jsonl")
	args := []string{"benchmark", "-p", "2", "-i", "2", "--small-workloads", "--output-file", rows, "--engine", "wazero"}
	for _, v := range versions {
		args = append(args, "--engine", "wasmtime@"+v, "--engine", "wasmtime@"+v+":opt-level=none")
	}
	r := sightglass(t, append(args, wasm)...)
	if r.code != 0 || strings.Contains(r.stdout+r.stderr, "not checked") {
		t.Fatalf("exit %d: %s%s", r.code, r.stdout, r.stderr)
	}
	for _, v := range versions { // advisories_test.go has which
		if n := strings.Count(r.stderr, "warning: wasmtime@"+v+": version "+v+" has known faults that a guest can meet: "); n != 1 {
			t.Errorf("%s: %d warnings of its advisories, want 1: %s", v, n, r.stderr)
		}
	}
	text, err := os.ReadFile(rows)
	if err != nil {
		t.Fatal(err)
	}
	var h record.Header
	line, _, _ := strings.Cut(string(text), "\n")
	if err := json.Unmarshal([]byte(line), &h); err != nil {
		t.Fatal(err)
	}
	for i, e := range h.Engines[1:] {
		v := versions[i/2]
		if e.Name != "wasmtime@"+v || !strings.HasPrefix(e.Version, v+" sha256:") || e.Library == nil || e.Library.SHA256 == "" {
			t.Errorf("engine %+v", e)
		}
	}
	for _, v := range versions {
		if n := strings.Count(string(text), `"engine":"wasmtime@`+v+`"`); n < 2*12 {
			t.Errorf("%d rows of %s", n, v)
		}
	}
	if r := sightglass(t, "benchmark", "--engine", "wasmtime@main", wasm); r.code != 2 || !strings.Contains(r.stderr, "name a version of wasmtime-go") {
		t.Errorf("wasmtime@main: exit %d: %s", r.code, r.stderr)
	}
	if r := sightglass(t, "benchmark", "--engine", "./libnone.so", wasm); r.code != 2 || !strings.Contains(r.stderr, "./libnone.so: engine library cannot be loaded") && !strings.Contains(r.stderr, "no such file") {
		t.Errorf("./libnone.so: exit %d: %s", r.code, r.stderr)
	}
}
