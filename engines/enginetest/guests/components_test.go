package guests_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/inspect"
)

func TestComponents(t *testing.T) {
	var listed []string
	for _, g := range guests.Components() {
		listed = append(listed, g.Name+".wasm")
		if text, err := os.ReadFile(g.Name + ".wat"); err == nil {
			if want := ";; " + g.Name + ": " + g.About + "\n;;\n;; Build: "; !strings.HasPrefix(string(text), want) {
				t.Errorf("%s.wat does not begin with %q", g.Name, want)
			}
		} else if core, ok := guests.Lookup(strings.TrimPrefix(g.Name, "components/")); g.Ends != guests.Unreadable && (!ok || core.About != g.About) {
			t.Error(err)
		}
		c, err := inspect.ParseComponent(g.Wasm())
		if (err != nil) != (g.Ends == guests.Unreadable) {
			t.Errorf("%s is %s, and ParseComponent says %v", g.Name, g.Ends, err)
		}
		if err != nil {
			continue
		}
		if len(c.Warnings) > 0 {
			t.Errorf("%s: %v", g.Name, c.Warnings)
		}
		if err := inspect.CheckComponent(c); (err == nil) != g.Benchmark {
			t.Errorf("%s: CheckComponent says %v", g.Name, err)
		}
		if err := inspect.CheckComponentCommand(c); errors.Is(err, inspect.ErrNoEntry) && g.Ends != guests.Uncallable {
			t.Errorf("%s: CheckComponentCommand says %v", g.Name, err)
		}
	}
	built, err := filepath.Glob("components/*.wasm")
	if err != nil {
		t.Fatal(err)
	}
	for i := range built {
		built[i] = filepath.ToSlash(built[i])
	}
	if slices.Sort(listed); !slices.Equal(listed, built) {
		t.Errorf("listed: %v\nbuilt: %v", listed, built)
	}
}
