//go:build (amd64 || arm64) && !sightglass_static

package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// cc builds machine code.
func cc(t *testing.T, args ...string) {
	t.Helper()
	if _, err := exec.LookPath("cc"); err != nil {
		t.Skip("needs a C compiler: apt-get install gcc libc6-dev")
	}
	if out, err := exec.Command("cc", append([]string{"-O2", "-shared", "-fPIC"}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// TestNative: one source, as WebAssembly and as machine code, in one table, and what both
// print is checked.
func TestNative(t *testing.T) {
	corpus, err := filepath.Abs(filepath.Join("..", "benchmarks"))
	if err != nil {
		t.Fatal(err)
	}
	folder(t)
	if err := os.CopyFS("nqueens", os.DirFS(filepath.Join(corpus, "nqueens"))); err != nil {
		t.Fatal(err)
	}
	cc(t, "-I", filepath.Join(corpus, "testdata"), "-o", "nqueens/nqueens.so", "nqueens/testdata/nqueens.c")
	r := sightglass(t, "benchmark", "-e", "wazero:interpreter", "-e", "native", "--small-workloads", "--processes", "2", "--iterations-per-process", "2",
		"-f", "csv", "-r", "nqueens/nqueens.wasm")
	if r.code != 0 || strings.Count(r.stdout, ",native,") != 12 || strings.Count(r.stdout, ",wazero,") != 12 || !strings.Contains(r.stderr, "native code is not confined") {
		t.Errorf("%+v", r)
	}
	if r := sightglass(t, "calibrate", "-e", "wazero", "-e", "native"); r.code != 2 || !strings.Contains(r.stderr, "native runs no module, but NAME.so beside one") || strings.Contains(r.stderr, "scratch") {
		t.Errorf("%+v", r)
	}
	if err := os.WriteFile("nqueens/nqueens.small.stdout.expected", []byte("another\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if r := sightglass(t, "benchmark", "-e", "native", "--small-workloads", "--processes", "1", "nqueens/nqueens.wasm"); r.code == 0 || !strings.Contains(r.stderr, "output differs") {
		t.Errorf("%+v", r)
	}
}

// TestNativeDies: what machine code does to its process costs its own rows, and is told.
func TestNativeDies(t *testing.T) {
	folder(t)
	for does, want := range map[string]string{
		"*(volatile int *)8 = 1": "killed by SIGSEGV (segmentation violation) while executing noop.wasm on native in iteration 0",
		"_Exit(0)":               "it ended without a result",
		"exit(3)":                "guest exited with code 3",
		"puts(\"more\")":         "output differs",
	} {
		text := "#include <stdio.h>\n#include <stdlib.h>\nvoid bench_start(void);\nvoid bench_end(void);\nint main(void) { bench_start(); " + does + "; bench_end(); return 0; }\n"
		if err := errors.Join(os.WriteFile("noop.c", []byte(text), 0o644), os.WriteFile("noop.stdout.expected", nil, 0o644)); err != nil {
			t.Fatal(err)
		}
		cc(t, "-o", "noop.so", "noop.c")
		r := sightglass(t, "benchmark", "-e", "wazero:interpreter", "-e", "native", "--processes", "1", "--iterations-per-process", "1", "-f", "csv", "-r", "noop.wasm")
		if r.code != 1 || strings.Count(r.stdout, ",wazero,") != 3 || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %+v", does, r)
		}
	}
}
