//go:build (linux || darwin) && (amd64 || arm64) && !sightglass_static

package library

import (
	"context"
	"os"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest"
)

// TestConformance: two builds of the example library, whose engines differ in what
// they are configured for.
func TestConformance(t *testing.T) {
	for name, define := range map[string]string{"speed": "", "none": "-DOPT_LEVEL=WASMTIME_OPT_LEVEL_NONE"} {
		t.Run(name, func(t *testing.T) {
			if define != "" && os.Getenv("SIGHTGLASS_TESTS") == "" {
				t.Skip("the suite with another build: run with SIGHTGLASS_TESTS=all")
			}
			args := []string{}
			var known []enginetest.Deviation
			if define != "" {
				args = append(args, define)
				known = append(known, enginetest.Deviation{Case: "guests/copysign-last", Sometimes: true, Why: "RUSTSEC-2026-0006"})
			}
			path := example(t, "libengine-"+name+".so", args...)
			open := func(ctx context.Context, flags string) (engines.Engine, error) { return Open(ctx, path, flags) }
			enginetest.RunCoarse(t, open, "", known...)
		})
	}
}
