//go:build cgo

package wasmtime

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
)

// flagsVariable makes the test program open engines instead of testing: one
// for each line of it.
const flagsVariable = "SIGHTGLASS_TEST_WASMTIME_FLAGS"

func TestMain(m *testing.M) {
	lines, ok := os.LookupEnv(flagsVariable)
	if !ok {
		os.Exit(m.Run())
	}
	for flags := range strings.Lines(lines) {
		os.Stdout.WriteString(flags)
		e, err := Open(context.Background(), flags)
		if errors.Is(err, engines.ErrFlag) {
			continue
		}
		if err != nil {
			panic(err)
		}
		if _, err := e.Compile(context.Background(), guests.Wasm("work")); err != nil {
			panic(err)
		}
		e.Close(context.Background())
	}
	os.Exit(0)
}

// singleFlags are all flags with all of their values, or the least and the
// greatest of them.
func singleFlags() (single []string) {
	for _, f := range new(settings).known() {
		for _, value := range strings.Split(f.Values, "|") {
			if low, high, ok := strings.Cut(value, ".."); ok {
				single = append(single, f.Name+"="+low, f.Name+"="+high)
			} else if f.Name != "profiler" || value == "none" { // the others write files
				single = append(single, f.Name+"="+value)
			}
		}
	}
	return single
}

// Wasmtime ends the process when a configuration contradicts itself. Of no two
// flags is that so.
func TestFlagsDoNotEndTheProcess(t *testing.T) {
	single := singleFlags()
	all := append([]string{""}, single...)
	if os.Getenv("SIGHTGLASS_TESTS") != "" {
		for i, a := range single {
			for _, b := range single[:i] {
				all = append(all, b+","+a)
			}
		}
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), flagsVariable+"="+strings.Join(all, "\n")+"\n")
	if len(cmd.Env[len(cmd.Env)-1]) > 120_000 {
		t.Fatal("more flags than an environment variable holds: split them")
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		if len(out) > 2000 {
			out = out[len(out)-2000:]
		}
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("%d combinations", len(all))
}

func TestFlags(t *testing.T) {
	for flags, want := range map[string]string{
		"": "", "api=c": "", "api=wasmtime-go": "", "wasm-exceptions=off": "", "wasm-simd=off": "",
		"wasm-simd=off,wasm-relaxed-simd=off": "",
		"opt-level=none, --fuel wasm-gc=off":  "",
		"wasm-simd=off,wasm-relaxed-simd=on":  "wasm-relaxed-simd=on needs wasm-simd=on",
		"wasm-gc":                             "", "wasm-exceptions": "", "wasm-gc,api=wasmtime-go": "",
		"wasm-gc,wasm-function-references=off": "wasm-gc=on needs wasm-function-references=on",
		"wasm-exceptions wasm-gc=off":          "wasm-exceptions=on needs wasm-gc=on",
		"api=wasmtime-go,wasm-exceptions":      "wasm-exceptions needs api=c",
		"api=rust":                             "api=rust",
		"opt-level=fast":                       "opt-level=none|speed|speed-and-size",
		"max-wasm-stack=0":                     "4096..1073741824",
		"nonesuch":                             "wasm-custom-page-sizes",
	} {
		e, err := Open(t.Context(), flags)
		if want == "" {
			if err != nil {
				t.Errorf("%q: %v", flags, err)
			} else {
				e.Close(t.Context())
			}
			continue
		}
		if !errors.Is(err, engines.ErrFlag) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v; want ErrFlag that says %q", flags, err, want)
		}
	}
}

// Flags reach wasmtime by either way.
func TestFlagsApply(t *testing.T) {
	for _, tt := range []struct{ flags, guest string }{
		{"wasm-gc=off", "gc"},
		{"wasm-simd=off", "simd"},
		{"wasm-simd=off", "relaxed-simd"},
		{"wasm-exceptions=off", "exceptions"},
		{"wasm-threads=off,api=wasmtime-go", "threads"},
		{"wasm-memory64=off api=wasmtime-go", "memory64"},
	} {
		e, err := Open(t.Context(), tt.flags)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Compile(t.Context(), guests.Wasm(tt.guest)); !errors.Is(err, engines.ErrCompile) {
			t.Errorf("%s with %s: %v, want ErrCompile", tt.guest, tt.flags, err)
		}
		e.Close(t.Context())
	}
}

// TestDefaultFeatures: what is on is what wasmtime itself has on, and what is
// off can be asked for.
func TestDefaultFeatures(t *testing.T) {
	const all = "wasm-gc,wasm-function-references,wasm-exceptions"
	for _, g := range guests.All() {
		if len(g.Needs) == 0 {
			continue
		}
		_, err := wasmtime.NewModule(wasmtime.NewEngine(), g.Wasm())
		for flags, want := range map[string]bool{"": err == nil, "api=wasmtime-go": err == nil, all: g.Needs[0] != "exceptions-legacy"} {
			e, err := Open(t.Context(), flags)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := e.Compile(t.Context(), g.Wasm()); (err == nil) != want {
				t.Errorf("%s with flags %q: %v; wasmtime's own answer is %v", g.Name, flags, err, want)
			}
			e.Close(t.Context())
		}
	}
}

func TestCompatible(t *testing.T) {
	for version, ok := range map[string]bool{
		"": true, "v39.0.1": true, "v39.9.9": true,
		"v40.0.0": false, "v39.0.1 replaced by example.com/fork v39.0.1": false,
	} {
		if err := compatible(version); (err == nil) != ok {
			t.Errorf("%q: %v", version, err)
		}
	}
	e, err := Open(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close(t.Context())
	if _, ok := e.(*nativeEngine); !ok || len(engines.Warnings(e)) > 0 {
		t.Errorf("a %T with warnings %q", e, engines.Warnings(e))
	}
}

func TestBrief(t *testing.T) {
	for text, want := range map[string]string{
		"plain\n": "plain",
		"error while executing at wasm backtrace:\n    0: 0x3f - x\n\nCaused by:\n    wasm trap: unreachable": "wasm trap: unreachable",
		"translation\n\nCaused by:\n    0: invalid\n    1: at offset 7\n":                                     "invalid: at offset 7",
		"incompatible import type for `bench::start`\n\nCaused by:\n    types incompatible":                   "incompatible import type for `bench::start`: types incompatible",
		"a\n\nCaused by:\n    b\n\nStack backtrace:\n   0: <unknown>":                                         "b",
	} {
		if got := brief(errors.New(text)).Error(); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}
