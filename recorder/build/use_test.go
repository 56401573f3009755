package build

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofrs/flock"
)

// TestInUse: what another process uses is shown as such, and is kept until it ends.
func TestInUse(t *testing.T) {
	top := repositoryOf(t)
	if _, err := Checkout(t.Context(), top, "old"); err != nil {
		t.Fatal(err)
	}
	dir := os.Getenv(Variable)
	if !IsCache(dir) {
		t.Errorf("%s is not marked", dir)
	}
	list, err := List()
	if err != nil || len(list) != 1 || !list[0].InUse { // by this process
		t.Fatalf("%+v, %v", list, err)
	}
	// Another process: a lock that is not in held.
	other := flock.New((&cache{dir}).useFile(list[0].kind, list[0].id))
	if ok, err := other.TryRLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if kept, err := Clear(t.Context(), list); err != nil || len(kept) != 1 || kept[0] != list[0] {
		t.Errorf("kept %+v, %v", kept, err)
	}
	if list, err := List(); err != nil || len(list) != 1 || !list[0].InUse {
		t.Errorf("%+v, %v", list, err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	if kept, err := Clear(t.Context(), list); err != nil || len(kept) != 0 {
		t.Errorf("kept %+v, %v", kept, err)
	}
	if list, err := List(); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestInUseByChild: a process that ends gives back what it used, though it says nothing.
func TestInUseByChild(t *testing.T) {
	const child = "SIGHTGLASS_TEST_AS_COMMAND"
	if os.Getenv(child) == "use" {
		c, err := openCache()
		if err == nil {
			err = c.use(t.Context(), programs, "x")
		}
		if err != nil {
			t.Fatal(err)
		}
		println("held")
		_, _ = os.Stdin.Read(make([]byte, 1))
		os.Exit(9)
	}
	t.Setenv(Variable, t.TempDir())
	cmd := exec.Command(os.Args[0], "-test.run=^TestInUseByChild$")
	cmd.Env = append(cmd.Environ(), child+"=use")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	errs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := errs.Read(make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	c, err := openCache()
	if err != nil {
		t.Fatal(err)
	}
	if !c.inUse(programs, "x") {
		t.Error("not in use")
	}
	in.Close()
	_ = cmd.Wait()
	if c.inUse(programs, "x") {
		t.Error("in use by a process that has ended")
	}
}

// TestLeftovers: what is being made, what is called otherwise and what a link leads to
// is left alone.
func TestLeftovers(t *testing.T) {
	t.Setenv(Variable, t.TempDir())
	c, err := openCache()
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := t.TempDir()
	writeFile(t, filepath.Join(elsewhere, "x"), "mine")
	for _, name := range []string{"programs-wazero-0123-77", "checkouts-a.b-0-1", "programs-made-99", "notes", "programs-x"} {
		if err := os.Mkdir(filepath.Join(c.dir, unfinished, name), 0o755); err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(c.dir, unfinished, name, "f"), "12345")
	}
	if err := os.Symlink(elsewhere, filepath.Join(c.dir, unfinished, "programs-link-1")); err != nil {
		t.Log("no link: ", err)
	}
	making := flock.New(filepath.Join(c.dir, locks, "programs-made"))
	if ok, err := making.TryLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	defer making.Close()
	list, err := Leftovers()
	if err != nil || len(list) != 2 || list[0].Size != 5 {
		t.Fatalf("%+v, %v", list, err)
	}
	for range 2 {
		for _, l := range list {
			if err := l.Remove(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}
	left, err := os.ReadDir(filepath.Join(c.dir, unfinished))
	var names []string
	for _, f := range left {
		names = append(names, f.Name())
	}
	if got := strings.Join(names, " "); err != nil || strings.Replace(got, "programs-link-1 ", "", 1) != "notes programs-made-99 programs-x" {
		t.Errorf("%s, %v", got, err)
	}
	readFile(t, filepath.Join(elsewhere, "x"))
	// The folder itself is a link.
	if err := os.RemoveAll(filepath.Join(c.dir, unfinished)); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(elsewhere, "programs-wazero-0123-77"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, filepath.Join(c.dir, unfinished)); err != nil {
		t.Skip("links: ", err)
	}
	if list, err := Leftovers(); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

// TestMark: a tag whose end was cut off is completed; another file of that name is kept.
func TestMark(t *testing.T) {
	for text, marked := range map[string]bool{"": true, tagText[:20]: true, tagText: true, "mine": false, tagText + "mine": false} {
		dir := t.TempDir()
		t.Setenv(Variable, dir)
		writeFile(t, filepath.Join(dir, tag), text)
		if _, err := openCache(); err != nil {
			t.Fatal(err)
		}
		if IsCache(dir) != marked {
			t.Errorf("%q: marked %v", text, !marked)
		}
		if got := string(readFile(t, filepath.Join(dir, tag))); !marked && got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}
