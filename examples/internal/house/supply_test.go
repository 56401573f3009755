package house

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestModule: go.mod says what is used, by version, and nothing that holds on
// one machine only: a consumer's build would not see it.
func TestModule(t *testing.T) {
	cmd := exec.Command("go", "mod", "edit", "-json")
	cmd.Dir = root(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range moduleFaults(t, out) {
		t.Error(wrong)
	}
}

var (
	semver = regexp.MustCompile(`^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+incompatible)?$`)
	lang   = regexp.MustCompile(`^\d+\.\d+(\.\d+)?$`)
)

// moduleFaults is of what go mod edit -json prints.
func moduleFaults(t *testing.T, text []byte) (wrong []string) {
	var mod struct {
		Go        string
		Toolchain string
		Require   []struct{ Path, Version string }
		Exclude   []struct{ Path, Version string }
		Replace   []struct {
			Old, New struct{ Path, Version string }
		}
	}
	if err := json.Unmarshal(text, &mod); err != nil {
		t.Fatal(err)
	}
	if !lang.MatchString(mod.Go) {
		wrong = append(wrong, "no version of Go: "+mod.Go)
	}
	if mod.Toolchain != "" {
		wrong = append(wrong, "a toolchain, which is everybody's own to choose: "+mod.Toolchain)
	}
	for _, r := range mod.Require {
		if !semver.MatchString(r.Version) {
			wrong = append(wrong, r.Path+" at "+r.Version)
		}
	}
	for _, e := range mod.Exclude {
		wrong = append(wrong, "exclude "+e.Path)
	}
	for _, r := range mod.Replace {
		wrong = append(wrong, "replace "+r.Old.Path+" by "+r.New.Path)
	}
	return wrong
}

func TestModuleFaults(t *testing.T) {
	got := moduleFaults(t, []byte(`{"Go": "latest", "Toolchain": "go1.26.1",
		"Require": [{"Path": "a", "Version": "v1.2.3"}, {"Path": "b", "Version": "v0.0.0-20260224073651-af0ee0c731b7"}, {"Path": "c", "Version": "latest"}],
		"Exclude": [{"Path": "d", "Version": "v1.0.0"}], "Replace": [{"Old": {"Path": "e"}, "New": {"Path": "../e"}}]}`))
	want := []string{"no version of Go: latest", "a toolchain, which is everybody's own to choose: go1.26.1", "c at latest", "exclude d", "replace e by ../e"}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// tool is a program of another module in a script: path@version.
var tool = regexp.MustCompile(`[a-z0-9.-]+\.[a-z]{2,}(?:/[A-Za-z0-9._-]+)+@[^\s"'` + "`" + `)]*`)

// unpinned returns the tools of a script whose version may become another one.
func unpinned(script string) (tools []string) {
	for _, t := range tool.FindAllString(script, -1) {
		if _, version, _ := strings.Cut(t, "@"); !semver.MatchString(version) {
			tools = append(tools, t)
		}
	}
	return tools
}

// TestToolsPinned: what checks a change today checks it tomorrow, too.
func TestToolsPinned(t *testing.T) {
	scripts, err := filepath.Glob(filepath.Join(root(t), ".ci", "*"))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, path := range scripts {
		if info, err := os.Stat(path); err != nil || info.IsDir() {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		found += len(tool.FindAll(text, -1))
		for _, tool := range unpinned(string(text)) {
			t.Errorf("%s: %s has no exact version", path, tool)
		}
	}
	if found < 2 {
		t.Errorf("found %d tools in %q", found, scripts)
	}
}

func TestUnpinned(t *testing.T) {
	got := unpinned("go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...\nx=golang.org/x/vuln/cmd/govulncheck@latest\n" +
		"go install \"example.com/a/b@v1\"\ngo run example.com/c@$version\ngo run example.com/d@main, mail someone@example.com\ne.com/f@v1.0.0-rc.1")
	want := []string{"golang.org/x/vuln/cmd/govulncheck@latest", "example.com/a/b@v1", "example.com/c@$version", "example.com/d@main,"}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
}
