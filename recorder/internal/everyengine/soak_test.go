package everyengine

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure/cycles"
	"github.com/sightglass-go/sightglass/recorder/soak"
)

// TestSoak: our own adapters keep nothing, as far as a short soak can tell.
// What a long one says is printed by sightglass soak.
func TestSoak(t *testing.T) {
	counter, err := cycles.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer counter.Close()
	steps := 400
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		steps = 100
	}
	for _, engine := range [][2]string{{"wazero", ""}, {"wazero", "interpreter"}, {"wasmtime", ""}, {"wasmtime", "api=wasmtime-go"}, {"wasmtime", "fuel"}} {
		for _, guest := range []string{"", "hello"} {
			g := soak.Guest{Measure: counter}
			if guest != "" {
				g.Wasm = guests.Wasm(guest)
			}
			if guest == "hello" && os.Getenv("SIGHTGLASS_TESTS") == "" {
				continue
			}
			r, err := soak.Instantiations(t.Context(), engine[0], engine[1], g, soak.Options{Steps: steps, Warmup: steps / 2, Samples: 4})
			if strings.Contains(fmt.Sprint(err), "CGO_ENABLED=1") {
				t.Log(err)
				continue
			}
			if err != nil || len(r.Growing()) > 0 {
				t.Errorf("%v, %s", err, r.Verdict())
			}
		}
		r, err := soak.Compilations(t.Context(), engine[0], engine[1], soak.Guest{}, soak.Options{Steps: 20, Warmup: 10, Samples: 4})
		if strings.Contains(fmt.Sprint(err), "CGO_ENABLED=1") {
			continue
		}
		if err != nil || len(r.Growing()) > 0 {
			t.Errorf("%v, %s", err, r.Verdict())
		}
	}
}
