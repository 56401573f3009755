//go:build cgo

package wasmtime

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
)

// FuzzOpen: any flags are refused or make an engine that runs a guest or says
// why not; none ends the process, as wasmtime does with a configuration that
// contradicts itself.
func FuzzOpen(f *testing.F) {
	for _, flags := range []string{"", "fuel", "api=wasmtime-go opt-level=none", "wasm-simd=off,wasm-relaxed-simd=off", "max-wasm-stack=4096,strategy=cranelift", "turbo"} {
		f.Add(flags, []byte{0, 7, 30})
	}
	single := singleFlags()
	f.Fuzz(func(t *testing.T, flags string, more []byte) {
		// Random text seldom is a flag: more chooses from those that are, each once.
		chosen := map[string]bool{}
		for _, b := range more {
			flag := single[int(b)%len(single)]
			name, _, _ := strings.Cut(flag, "=")
			if !chosen[name] {
				chosen[name] = true
				flags += "," + flag
			}
		}
		if strings.Contains(flags, "dump") || strings.Contains(flags, "perfmap") {
			return // a profiler that writes files
		}
		ctx := context.Background()
		e, err := Open(ctx, flags)
		if err != nil {
			if e != nil || !errors.Is(err, engines.ErrFlag) {
				t.Fatalf("%q: %v, %v", flags, e, err)
			}
			return
		}
		defer e.Close(ctx)
		if got := e.Identity().Flags; got != flags {
			t.Fatalf("%q is called %q", flags, got)
		}
		m, err := e.Compile(ctx, guests.Wasm("noop"))
		if err != nil {
			t.Fatalf("%q: %v", flags, err)
		}
		defer m.Close(ctx)
		bench := engines.NewBench(nil)
		l, err := m.Link(ctx, engines.Host{Bench: bench})
		if err != nil {
			t.Fatalf("%q: %v", flags, err)
		}
		defer l.Close(ctx)
		i, err := l.Instantiate(ctx)
		if err != nil {
			t.Fatalf("%q: %v", flags, err)
		}
		defer i.Close(ctx)
		if err := errors.Join(i.Run(ctx), bench.Err()); err != nil {
			t.Fatalf("%q: %v", flags, err)
		}
	})
}
