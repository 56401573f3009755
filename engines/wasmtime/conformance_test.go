package wasmtime

import (
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest"
)

func TestConformance(t *testing.T)         { enginetest.Run(t, Open, "") }
func TestConformanceBindings(t *testing.T) { enginetest.Run(t, Open, "api=wasmtime-go") }
func TestConformanceFuel(t *testing.T)     { enginetest.Run(t, Open, "fuel") }
