//go:build cgo

package wasmtime

import (
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
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
		kit.AnyFlags(t, Open, flags, guests.Wasm("noop"))
	})
}
