package wasmtime

import (
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest"
)

func TestConformance(t *testing.T)         { enginetest.Run(t, Open, "") }
func TestConformanceBindings(t *testing.T) { enginetest.Run(t, Open, "api=wasmtime-go") }
func TestConformanceFuel(t *testing.T)     { enginetest.Run(t, Open, "fuel") }

func TestConformanceUnoptimized(t *testing.T) {
	if testing.Short() {
		t.Skip("the suite with other code; run without -short")
	}
	enginetest.Run(t, Open, "opt-level=none", enginetest.Deviation{Guest: "copysign-last", Why: "RUSTSEC-2026-0006"})
}
