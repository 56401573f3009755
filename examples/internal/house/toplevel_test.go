package house

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		t.Skipf("needs the whole repository around it: %v", err)
	}
	return dir
}

func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir(root(t))
	if err != nil {
		t.Fatal(err)
	}
	may := []string{"recorder", "engines", "measure", "analysis", "examples", "go.mod", "go.sum", "LICENSE", "README.md"}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(may, e.Name()) &&
			!strings.HasPrefix(e.Name(), "sightglass-2") && e.Name() != "sightglass-latest" { // what the command leaves where it runs
			t.Errorf("the top level holds %s", e.Name())
		}
	}
}

// TestPackageDocs: every room says what it is for.
func TestPackageDocs(t *testing.T) {
	for _, p := range list(t) {
		files, err := filepath.Glob(filepath.Join(root(t), filepath.FromSlash(p.path), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		documented := false
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, begin := range []string{"// Package " + p.name + " ", "// Command ", "/*\nCommand ", "/*\nPackage "} {
				documented = documented || strings.HasPrefix(string(text), begin) || strings.Contains(string(text), "\n"+begin)
			}
		}
		if !documented {
			t.Errorf("%s has no package comment", p.path)
		}
	}
}
