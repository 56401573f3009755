package house

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestNotice: what is linked into the command is in the notice, and nothing else.
func TestNotice(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root(t), ".github", "NOTICE"))
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(text), "MODULES LINKED INTO sightglass\n\n")
	list, _, _ = strings.Cut(list, "\n\n")
	noticed := map[string]bool{}
	for line := range strings.Lines(list) {
		if !strings.HasPrefix(line, " ") {
			noticed[strings.TrimSpace(line)] = true
		}
	}
	linked := map[string]bool{}
	for _, env := range []string{"CGO_ENABLED=1", "CGO_ENABLED=0"} {
		cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", module+"/examples/sightglass")
		cmd.Env = append(os.Environ(), env)
		out, err := cmd.Output()
		if err != nil {
			t.Skipf("go list, with %s: %v; run it where the command builds", env, err)
		}
		for _, path := range strings.Fields(string(out)) {
			if path != module && !linked[path] {
				linked[path] = true
				if !noticed[path] {
					t.Errorf(".github/NOTICE lacks %s: add it with its licence", path)
				}
			}
		}
	}
	for path := range noticed {
		if !linked[path] {
			t.Errorf(".github/NOTICE has %s, which is not linked", path)
		}
	}
}
