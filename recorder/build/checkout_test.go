package build

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// repositoryOf makes a repository of two commits in a folder with a space and
// returns it: main has sub/a.txt "new", the tag old has "old".
func repositoryOf(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git: install it")
	}
	t.Setenv(Variable, t.TempDir())
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	top := filepath.Join(t.TempDir(), "a repository")
	for _, text := range []string{"old", "new"} {
		if err := os.MkdirAll(filepath.Join(top, "sub"), 0o755); err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(top, "sub", "a.txt"), text)
		if text == "old" {
			writeFile(t, filepath.Join(top, ".gitattributes"), "hidden.txt export-ignore\n")
			writeFile(t, filepath.Join(top, "hidden.txt"), "git archive leaves it out")
			run(t, top, "init", "-q", "-b", "main")
		}
		run(t, top, "add", "-A")
		run(t, top, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", text)
		if text == "old" {
			run(t, top, "tag", "old")
			run(t, top, "branch", "side")
		}
	}
	return top
}

func run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	out, _, err := git(t.Context(), dir, nil, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestCheckout: a revision is a folder that has all of it and nothing that is
// not committed; the repository does not know of it.
func TestCheckout(t *testing.T) {
	top := repositoryOf(t)
	writeFile(t, filepath.Join(top, "sub", "a.txt"), "not committed")
	writeFile(t, filepath.Join(top, "untracked"), "")
	before := run(t, top, "status", "--porcelain") + run(t, top, "worktree", "list")
	t.Setenv("GIT_DIR", "/nowhere") // as in a hook of another repository
	for revision, want := range map[string]string{"main": "new", "HEAD": "new", "old": "old", "side": "old", "HEAD~1": "old"} {
		tree, err := Checkout(t.Context(), filepath.Join(top, "sub"), revision)
		if err != nil {
			t.Fatal(err)
		}
		if got := readFile(t, filepath.Join(tree.Dir, "a.txt")); got != want {
			t.Errorf("%s has %q, want %q", revision, got, want)
		}
		if commit := run(t, top, "rev-parse", revision); tree.Commit != commit {
			t.Errorf("%s is %s, want %s", revision, tree.Commit, commit)
		}
		readFile(t, filepath.Join(tree.Top, "hidden.txt"))
		if _, err := os.Stat(filepath.Join(tree.Top, "untracked")); err == nil {
			t.Errorf("%s has what is not committed", revision)
		}
	}
	if after := run(t, top, "status", "--porcelain") + run(t, top, "worktree", "list"); after != before {
		t.Errorf("the repository was\n%s\nand is\n%s", before, after)
	}
}

// TestCheckoutAgain: what is there is used again, unless somebody has changed
// it, also by several at once.
func TestCheckoutAgain(t *testing.T) {
	top := repositoryOf(t)
	first, err := Checkout(t.Context(), top, "old")
	if err != nil {
		t.Fatal(err)
	}
	made, _ := os.Stat(first.Dir)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if again, err := Checkout(t.Context(), top, "old"); err != nil || again != first {
				t.Errorf("%+v, %v; want %+v", again, err, first)
			}
		})
	}
	all.Wait()
	if now, _ := os.Stat(first.Dir); !os.SameFile(made, now) {
		t.Error("it was made anew")
	}
	for name, text := range map[string]string{"sub/a.txt": "changed", "more.txt": ""} {
		writeFile(t, filepath.Join(first.Dir, name), text)
		again, err := Checkout(t.Context(), top, "old")
		if err != nil {
			t.Fatal(err)
		}
		if got := readFile(t, filepath.Join(again.Dir, "sub", "a.txt")); got != "old" {
			t.Errorf("%s was changed: %q", name, got)
		}
		if _, err := os.Stat(filepath.Join(again.Dir, "more.txt")); err == nil {
			t.Error("a file that is not in the revision")
		}
	}
	if left, _ := filepath.Glob(filepath.Join(os.Getenv(Variable), unfinished, "*")); len(left) > 0 {
		t.Errorf("left unfinished: %q", left)
	}
}

func TestCheckoutRefuses(t *testing.T) {
	top := repositoryOf(t)
	run(t, top, "tag", "both", "old")
	run(t, top, "branch", "both", "main")
	nowhere := t.TempDir()
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(nowhere))
	for _, tt := range []struct{ dir, revision, want string }{
		{top, "no-such", "no such revision"},
		{top, "", "is empty"},
		{top, "--all", "no such revision"},
		{top, "both", "ambiguous"},
		{top, "old:sub", "no such revision"},
		{nowhere, "main", "not a git repository"},
		{filepath.Join(top, "none"), "main", "no such file"},
		{filepath.Join(top, "hidden.txt"), "main", "name a folder"},
	} {
		tree, err := Checkout(t.Context(), tt.dir, tt.revision)
		if !errors.Is(err, ErrRevision) || !strings.Contains(err.Error(), tt.want) || tree != (Tree{}) {
			t.Errorf("%s of %s: %+v, %v; want %q", tt.revision, tt.dir, tree, err, tt.want)
		}
	}
	if err := os.Mkdir(filepath.Join(top, "later"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Checkout(t.Context(), filepath.Join(top, "later"), "old"); err == nil || !strings.Contains(err.Error(), "has no folder later") {
		t.Errorf("a folder that the revision lacks: %v", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Checkout(stopped, top, "main"); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	t.Setenv("PATH", nowhere)
	if _, err := Checkout(t.Context(), top, "main"); !errors.Is(err, ErrRevision) || !strings.Contains(err.Error(), "git is needed") {
		t.Errorf("without git: %v", err)
	}
	file := filepath.Join(nowhere, "file")
	writeFile(t, file, "")
	t.Setenv(Variable, file)
	if _, err := openCache(); !errors.Is(err, ErrCache) || !strings.Contains(err.Error(), Variable) {
		t.Errorf("a cache that is a file: %v", err)
	}
}
