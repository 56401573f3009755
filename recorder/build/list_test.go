package build

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestList: the cache lists what was made, and clears that and nothing else.
func TestList(t *testing.T) {
	top := repositoryOf(t)
	if list, err := List(); err != nil || len(list) != 0 {
		t.Errorf("an empty cache: %+v, %v", list, err)
	}
	dir := os.Getenv(Variable)
	for _, mine := range []string{"notes/x", "programs/keep/x", "programs/wazero-0123/x", "checkouts/x"} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(mine)), 0o755); err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, mine), "mine")
	}
	tree, err := Checkout(t.Context(), top, "old")
	if err != nil {
		t.Fatal(err)
	}
	// As a process that was killed leaves it.
	half := filepath.Join(dir, programs, "wazero-0123456789abcdef01234567")
	if err := os.MkdirAll(half, 0o755); err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(half, "linked"), "12345678")
	// The newest come first. File systems keep times by the tick of the kernel, so
	// that two folders made one after the other may have the same one, or not.
	long := time.Now().Add(-time.Hour)
	if err := os.Chtimes(half, long, long); err != nil {
		t.Fatal(err)
	}
	list, err := List()
	if err != nil || len(list) != 2 {
		t.Fatalf("%+v, %v", list, err)
	}
	if e := list[0]; e.Name != top || e.Revision != tree.Commit || e.Go != "" || e.Size == 0 || e.Used.IsZero() {
		t.Errorf("a checkout: %+v", e)
	}
	if e := list[1]; e.Name != "(unfinished)" || e.Size != 8 {
		t.Errorf("what is not finished: %+v", e)
	}
	// A link leads elsewhere.
	elsewhere := t.TempDir()
	writeFile(t, filepath.Join(elsewhere, "x"), "")
	if err := os.Symlink(elsewhere, filepath.Join(half, "link")); err != nil {
		t.Logf("no link: %v", err)
	}
	for range 2 { // a second time there is nothing left of them
		if kept, err := Clear(t.Context(), list); err != nil || len(kept) > 0 {
			t.Fatalf("%+v, %v", kept, err)
		}
	}
	if list, err := List(); err != nil || len(list) != 0 {
		t.Errorf("afterwards: %+v, %v", list, err)
	}
	for _, name := range []string{"notes/x", "programs/keep/x", "programs/wazero-0123/x", "checkouts/x"} {
		readFile(t, filepath.Join(dir, name))
	}
	readFile(t, filepath.Join(elsewhere, "x"))
}

// TestTidy: of programs that nobody used for a day a few are kept, and only those in this
// folder are looked at, whatever its name looks like.
func TestTidy(t *testing.T) {
	top := t.TempDir()
	old := time.Now().Add(-2 * unused)
	for _, dir := range []string{"a[b]", "ab"} {
		for i := range mostPrograms + 2 {
			name := filepath.Join(top, dir, fmt.Sprintf("worker-%d", i))
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				t.Fatal(err)
			}
			writeFile(t, name, "")
			if err := os.Chtimes(name, old, old.Add(time.Duration(i)*time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := tidy(filepath.Join(top, "a[b]"), filepath.Join(top, "a[b]", "worker-0")); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]int{"a[b]": mostPrograms + 1, "ab": mostPrograms + 2} { // but for the one in use
		if left, err := os.ReadDir(filepath.Join(top, dir)); err != nil || len(left) != want {
			t.Errorf("%s: %v, %v", dir, left, err)
		}
	}
}
