package build

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWorkspace: a checkout sees the go.work of its revision, and none of a folder above
// the cache or of the working tree. The go command says which one it takes.
func TestWorkspace(t *testing.T) {
	top := repositoryOf(t)
	above := filepath.Join(t.TempDir(), "above")
	t.Setenv(Variable, filepath.Join(above, "cache"))
	if err := os.MkdirAll(above, 0o755); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(above, "go.work"), "go 1.25.0\n")
	writeFile(t, filepath.Join(top, "go.mod"), "module example.com/a\n\ngo 1.25.0\n")
	run(t, top, "add", "-A")
	run(t, top, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "module")
	run(t, top, "tag", "alone")
	writeFile(t, filepath.Join(top, "go.work"), "go 1.25.0\n\nuse .\n")
	run(t, top, "add", "-A")
	run(t, top, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "workspace")
	for _, env := range []string{"", filepath.Join(top, "go.work")} {
		t.Setenv("GOWORK", env)
		for revision, own := range map[string]bool{"alone": false, "main": true} {
			tree, err := Checkout(t.Context(), filepath.Join(top, "sub"), revision)
			if err != nil {
				t.Fatal(err)
			}
			want := "off"
			if own {
				want = filepath.Join(tree.Top, "go.work")
			}
			if got, err := Go(t.Context(), tree.Dir, "env", "GOWORK"); err != nil || got != want {
				t.Errorf("%s with GOWORK=%q: %q, %v; want %q", revision, env, got, err, want)
			}
		}
	}
	if got := workspace(top); got != "" {
		t.Errorf("the working tree's is %q", got)
	}
}

// TestOutsideOfWorkspace: a package that go.work leaves out is refused with that reason.
func TestOutsideOfWorkspace(t *testing.T) {
	top := own(t)
	other := t.TempDir()
	writeFile(t, filepath.Join(other, "go.mod"), "module example.com/other\n\ngo 1.25.0\n")
	work := filepath.Join(t.TempDir(), "go.work")
	writeFile(t, work, fmt.Sprintf("go 1.25.0\n\nuse %q\n", filepath.ToSlash(other)))
	t.Setenv("GOWORK", work)
	_, err := makeIt(t.Context(), "mine@"+filepath.Join(top, "cmd", "bench"), nil, Options{})
	if err == nil || !strings.Contains(err.Error(), "go.work") {
		t.Errorf("%v; want go.work to be named", err)
	}
}
