package wazero

import (
	"errors"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
	"github.com/sightglass-go/sightglass/measure"
)

// TestCode: the conformance suite skips what an engine does not know, but the compiler
// of this version keeps its code where the adapter looks for it.
func TestCode(t *testing.T) {
	for flags, want := range map[string]string{"": "", "interpreter": "leave the flag interpreter out"} {
		e, err := Open(t.Context(), flags)
		if errors.Is(err, engines.ErrUnavailable) {
			t.Logf("%q: %v", flags, err)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close(t.Context())
		ranges, err := engines.CodeOf(kit.Compile(t, e, guests.Wasm("functions")))
		switch {
		case want == "" && (err != nil || len(ranges) < 4):
			t.Errorf("%q: %+v, %v", flags, ranges, err)
		case want != "" && (!errors.Is(err, measure.ErrUnavailable) || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: %+v, %v", flags, ranges, err)
		}
	}
}
