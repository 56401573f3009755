package flags

import (
	"strings"
	"testing"
)

// TestWasmtimeFlags: the flags of wasmtime's own command line are ours.
func TestWasmtimeFlags(t *testing.T) {
	for theirs, want := range map[string]string{
		"":                                     "",
		"opt-level=none,fuel":                  "opt-level=none,fuel",
		"-O opt-level=0":                       "opt-level=none",
		"-O opt-level=2":                       "opt-level=speed",
		"-Oopt-level=s -Ccompiler=cranelift":   "opt-level=speed-and-size,strategy=cranelift",
		"-W simd=n,relaxed-simd=no -W threads": "wasm-simd=off,wasm-relaxed-simd=off,wasm-threads=on",
		"-W max-wasm-stack=65536,nan_canonicalization=y":            "max-wasm-stack=65536,nan-canonicalization=on",
		"--profile=perfmap -D debug-info -C parallel-compilation=n": "profiler=perfmap,debug-info=on,parallel-compilation=off",
	} {
		if got, err := wasmtimeFlags("wasmtime", theirs); err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", theirs, got, err, want)
		}
	}
	for theirs, want := range map[string]string{
		"-C compiler=winch":       "strategy=cranelift",
		"-W epoch-interruption=y": "--engine-flags help",
		"-O opt-level=7":          "--engine-flags help",
		"-W fuel=100":             "our flag is fuel",
		"-W simd=perhaps":         "neither y nor n",
		"-":                       "--engine-flags help",
		"-W simd -O":              "no flag follows",
		"-O -W simd":              "--engine-flags help",
		"-X simd":                 "--engine-flags help",
	} {
		if got, err := wasmtimeFlags("wasmtime", theirs); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q, %v, want %q", theirs, got, err, want)
		}
	}
	if got, err := wasmtimeFlags("wazero", "-C x"); err != nil || got != "-C x" {
		t.Errorf("another engine's flags: %q, %v", got, err)
	}
}
