package minimal

import (
	"os"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest"
)

func TestConformance(t *testing.T) { enginetest.Run(t, Open, "") }

func TestVersion(t *testing.T) {
	if id := new(engine).Identity(); id.Version == "" {
		t.Errorf("%+v: no version of wazero", id)
	}
}

// TestShort holds ADAPTER.md to its word: fewer than 170 lines of code behind
// the imports.
func TestShort(t *testing.T) {
	text, err := os.ReadFile("minimal.go")
	if err != nil {
		t.Fatal(err)
	}
	_, code, _ := strings.Cut(string(text), "\n)\n")
	n := 0
	for line := range strings.Lines(code) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			n++
		}
	}
	if n == 0 || n >= 170 {
		t.Errorf("%d lines", n)
	}
}
