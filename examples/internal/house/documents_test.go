package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/examples/internal/documents"
)

var (
	inHouse  = regexp.MustCompile(`^(?:\./)?(?:analysis|engines|examples|measure|recorder|\.ci|\.github)(?:/[\w.-]+)*/?$`)
	testName = regexp.MustCompile(`^(?:Test|Fuzz|Benchmark)[A-Z]\w*$`)
	variable = regexp.MustCompile(`SIGHTGLASS_[A-Z_]+[A-Z]`)
)

// read calls f with each Go file, document, workflow and script of the repository.
func read(t *testing.T, f func(path, text string)) {
	t.Helper()
	top := root(t)
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		ext := filepath.Ext(path)
		if d.IsDir() || ext != ".go" && ext != ".md" && ext != ".yml" && filepath.Base(filepath.Dir(path)) != ".ci" {
			return nil
		}
		text, err := os.ReadFile(path)
		f(path, string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// everyDocument returns the documents of the repository.
func everyDocument(t *testing.T) []documents.Document {
	t.Helper()
	all, err := documents.All(root(t))
	if err != nil || len(all) < 30 {
		t.Fatalf("%d documents, %v", len(all), err)
	}
	return all
}

// TestDocuments: a file, folder or test that a document names is there.
func TestDocuments(t *testing.T) {
	tests := map[string]bool{}
	read(t, func(path, text string) {
		if strings.HasSuffix(path, "_test.go") {
			for _, m := range function.FindAllStringSubmatch(text, -1) {
				tests[m[1]] = true
			}
		}
	})
	found := 0
	for _, d := range everyDocument(t) {
		for _, span := range d.Spans() {
			switch {
			case testName.MatchString(span):
				found++
				if !tests[span] {
					t.Errorf("%s names %s: there is no such test", d.Path, span)
				}
			case inHouse.MatchString(span):
				found++
				if _, err := os.Stat(filepath.Join(root(t), span)); err != nil {
					t.Errorf("%s names %s: %v", d.Path, span, err)
				}
			}
		}
	}
	if found < 150 {
		t.Errorf("only %d names found", found)
	}
}

// TestVariables: every variable of the environment that is read or set here is
// in the table of CONTRIBUTING.md, so that a mistyped one is noticed, too.
func TestVariables(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root(t), ".github", "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	listed, used := map[string]bool{}, map[string]bool{}
	for _, name := range variable.FindAllString(string(text), -1) {
		listed[name] = true
	}
	read(t, func(path, text string) {
		if strings.HasSuffix(path, ".go") || filepath.Base(filepath.Dir(path)) == ".ci" {
			for _, name := range variable.FindAllString(text, -1) {
				used[name] = true
				if !listed[name] {
					t.Errorf("%s: %s is not in .github/CONTRIBUTING.md", path, name)
				}
			}
		}
	})
	for name := range listed {
		if !used[name] {
			t.Errorf(".github/CONTRIBUTING.md has %s, which nothing reads", name)
		}
	}
}
