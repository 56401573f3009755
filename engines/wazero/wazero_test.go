package wazero

import (
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest"
)

func TestConformance(t *testing.T)            { enginetest.Run(t, Open, "") }
func TestConformanceInterpreter(t *testing.T) { enginetest.Run(t, Open, "interpreter") }
func TestConformanceCloseOnDone(t *testing.T) { enginetest.Run(t, Open, "close-on-context-done") }
