package wasmtime

import (
	"os"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest"
)

func TestConformance(t *testing.T)         { enginetest.Run(t, Open, "") }
func TestConformanceBindings(t *testing.T) { again(t, "api=wasmtime-go") }
func TestConformanceFuel(t *testing.T)     { again(t, "fuel") }

func TestConformanceUnoptimized(t *testing.T) {
	again(t, "opt-level=none", enginetest.Deviation{Case: "guests/copysign-last", Sometimes: true, Why: "RUSTSEC-2026-0006"})
}

// again runs the suite with other flags.
func again(t *testing.T, flags string, known ...enginetest.Deviation) {
	t.Helper()
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("the suite with other flags: run with SIGHTGLASS_TESTS=all")
	}
	enginetest.Run(t, Open, flags, known...)
}
