package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEventsOnce: an event's unit and direction are facts of measure, which
// everybody reads there.
func TestEventsOnce(t *testing.T) {
	const place = "measure/events.go"
	literal := regexp.MustCompile(`\bEvent\{Name: *"[^"]*"`)
	found := 0
	err := filepath.WalkDir(root(t), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root(t), path)
		if err != nil {
			return err
		}
		for _, event := range literal.FindAllString(string(text), -1) {
			found++
			if filepath.ToSlash(name) != place {
				t.Errorf("%s declares %s}: declare it in %s", name, event, place)
			}
		}
		return nil
	})
	if err != nil || found == 0 {
		t.Errorf("%d events in the module's source, %v", found, err)
	}
}
