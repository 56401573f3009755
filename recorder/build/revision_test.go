package build

import (
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestMergeBase: where a branch left main is what git merge-base prints; a shallow
// clone is refused, even where git finds a commit in it.
func TestMergeBase(t *testing.T) {
	top := repositoryOf(t)
	run(t, top, "checkout", "-q", "-b", "change", "old")
	for _, text := range []string{"changed", "again"} {
		writeFile(t, filepath.Join(top, "sub", "a.txt"), text)
		run(t, top, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qam", text)
	}
	run(t, top, "checkout", "-q", "--orphan", "alone")
	run(t, top, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "alone")
	run(t, top, "checkout", "-q", "change")
	old := run(t, top, "rev-parse", "--short=12", "old")
	if got, err := MergeBase(t.Context(), filepath.Join(top, "sub"), "main", "change"); err != nil || got != old {
		t.Errorf("%q, %v, want %s", got, err, old)
	}
	if got, err := Commit(t.Context(), top, "old"); err != nil || got != old {
		t.Errorf("%q, %v, want %s", got, err, old)
	}
	shallow := filepath.Join(t.TempDir(), "shallow")
	if out, err := exec.CommandContext(t.Context(), "git", "clone", "-q", "--depth=1", "--no-single-branch", "file://"+filepath.ToSlash(top), shallow).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for what, tt := range map[string]struct {
		dir      string
		one, two string
		shallow  bool
		says     string
	}{
		"nothing in common":   {top, "alone", "main", false, "nothing in common"},
		"no such revision":    {top, "main", "nosuch", false, `"nosuch"`},
		"an option":           {top, "--all", "main", false, "no such revision"},
		"empty":               {top, "", "main", false, "empty"},
		"no repository":       {t.TempDir(), "main", "change", false, "not a git repository"},
		"shallow":             {shallow, "origin/main", "origin/change", true, "the clone is shallow"},
		"shallow, one commit": {shallow, "HEAD", "HEAD", true, "the clone is shallow"},
	} {
		got, err := MergeBase(t.Context(), tt.dir, tt.one, tt.two)
		if got != "" || !errors.Is(err, ErrRevision) || errors.Is(err, ErrShallow) != tt.shallow || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %q, %v, want %q", what, got, err, tt.says)
		}
	}
	if _, err := Commit(t.Context(), shallow, run(t, top, "rev-parse", "change~1")); !errors.Is(err, ErrShallow) {
		t.Errorf("a commit that the shallow clone lacks: %v", err)
	}
	if _, err := Commit(t.Context(), top, strings.Repeat("0", 40)); err == nil || errors.Is(err, ErrShallow) {
		t.Errorf("a commit that nobody has: %v", err)
	}
}
