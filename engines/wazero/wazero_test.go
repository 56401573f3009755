package wazero

import (
	"os"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest"
)

func TestConformance(t *testing.T)            { enginetest.Run(t, Open, "") }
func TestConformanceInterpreter(t *testing.T) { again(t, Open, "interpreter") }
func TestConformanceCloseOnDone(t *testing.T) { again(t, Open, "close-on-context-done") }

// again runs the suite on an engine that is configured otherwise.
func again(t *testing.T, open engines.Opener, flags string) {
	t.Helper()
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("the suite with another configuration: run with SIGHTGLASS_TESTS=all")
	}
	enginetest.Run(t, open, flags)
}
