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

// TestMeasuresOfBuilds: programs that are made for a recording have every measure
// that the command has, but those that need what would change each of these programs.
func TestMeasuresOfBuilds(t *testing.T) {
	const file = "recorder/build/resolve.go"
	made, err := os.ReadFile(filepath.Join(root(t), filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	read(t, func(path, text string) {
		package_, err := filepath.Rel(root(t), filepath.Dir(path))
		package_ = filepath.ToSlash(package_)
		if err != nil || !strings.HasPrefix(package_, "measure/") || strings.HasSuffix(path, "_test.go") || !strings.Contains(text, "measure.Register(") {
			return
		}
		found++
		if package_ == "measure/vtune" { // its loader of libraries would link them all dynamically
			return
		}
		if !strings.Contains(string(made), `_ "LIBRARY/`+package_+`"`) {
			t.Errorf("the program in %s does not import %s", file, package_)
		}
	})
	if found < 3 {
		t.Errorf("%d packages register a measure, want 3 at least", found)
	}
}
