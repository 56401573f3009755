package house

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	goTest   = regexp.MustCompile("go test [^`\"\n;|)]*")
	selected = regexp.MustCompile(`-(run|bench|fuzz)[ =]('[^']*'|\S+)`)
	inTree   = regexp.MustCompile(`\./[\w./-]+`)
	kinds    = map[string]*regexp.Regexp{
		"run": regexp.MustCompile("^(Test|Fuzz|Example)"), "bench": regexp.MustCompile("^Benchmark"), "fuzz": regexp.MustCompile("^Fuzz"),
	}
	function = regexp.MustCompile(`(?m)^func ((?:Test|Benchmark|Fuzz|Example)\w*)\(`)
)

// unmatched returns why a "go test" command that a text tells its reader to
// run would test nothing: its folder is not there, or no test of that name is.
// Go calls that a success.
func unmatched(root, command string) string {
	for _, pkg := range inTree.FindAllString(command, -1) {
		below := strings.HasSuffix(pkg, "/...")
		dir := filepath.Join(root, strings.TrimSuffix(pkg, "/..."))
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return "no folder " + pkg
		}
		if below {
			continue
		}
		var names []string
		files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		if err != nil {
			return err.Error()
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return err.Error()
			}
			for _, m := range function.FindAllStringSubmatch(string(text), -1) {
				names = append(names, m[1])
			}
		}
		for _, m := range selected.FindAllStringSubmatch(command, -1) {
			pattern := strings.Trim(m[2], "'")
			if pattern == "^$" {
				continue
			}
			named := func(alternative string) bool {
				re, err := regexp.Compile(alternative)
				return err == nil && slices.ContainsFunc(names, func(name string) bool {
					return kinds[m[1]].MatchString(name) && re.MatchString(name)
				})
			}
			for alternative := range strings.SplitSeq(pattern, "|") {
				if !named(alternative) {
					return "no " + alternative + " in " + pkg
				}
			}
		}
	}
	return ""
}

// TestNamedTests: a "go test" command in a document, a script, a comment or the
// reason of a skip selects something. (The scripts split lines with \, which
// this does not follow.)
func TestNamedTests(t *testing.T) {
	found := 0
	err := filepath.WalkDir(root(t), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		script := filepath.Base(filepath.Dir(path)) == ".ci"
		if d.IsDir() || !script && !slices.Contains([]string{".go", ".md", ".yml"}, filepath.Ext(path)) || d.Name() == "named_test.go" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, command := range goTest.FindAllString(string(text), -1) {
			if inTree.MatchString(command) && !strings.Contains(command, "$") || strings.Contains(command, "'^$'") {
				found++
				if why := unmatched(root(t), command); why != "" {
					t.Errorf("%s: %s: %s", path, command, why)
				}
			}
		}
		return nil
	})
	if err != nil || found < 10 {
		t.Errorf("%d commands, %v", found, err)
	}
}

// TestUnmatched: what TestNamedTests finds, and what it lets pass.
func TestUnmatched(t *testing.T) {
	here := "./examples/internal/house"
	for command, want := range map[string]string{
		"go test ./...":                  "",
		"go test " + here:                "",
		"go test ./examples/nowhere/...": "no folder ./examples/nowhere/...",
		"go test -run 'TestUnmatched|TestNamed' -v " + here:    "",
		"go test -run=TestGone " + here:                        "no TestGone in " + here,
		"go test -run '^$' -bench . " + here:                   "no . in " + here,
		"go test -run '^$' -bench Twin ./engines/wasmtime/...": "",
		"go test -run 'TestUnmatched$|TestAlsoGone$' " + here:  "no TestAlsoGone$ in " + here,
		"go test -run '^$' -bench Gone -benchtime 20x " + here: "no Gone in " + here,
	} {
		if got := unmatched(root(t), command); got != want {
			t.Errorf("%s: %q, want %q", command, got, want)
		}
	}
}
