package wazero_test

import (
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
	"github.com/sightglass-go/sightglass/engines/wazero"
)

// FuzzOpen: any flags are refused or make an engine that runs a guest.
func FuzzOpen(f *testing.F) {
	for _, flags := range []string{"", "interpreter", "compilation-workers=3, close-on-context-done", "interpreter=off compilation-workers=1024", "turbo"} {
		f.Add(flags)
	}
	f.Fuzz(func(t *testing.T, flags string) { kit.AnyFlags(t, wazero.Open, flags, guests.Wasm("noop")) })
}
