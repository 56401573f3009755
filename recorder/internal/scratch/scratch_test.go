package scratch

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestSweep: the folder of a recorder that is gone is removed, once it is old
// enough to have had its lock; that of one which is there is not.
func TestSweep(t *testing.T) {
	temp := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP"} { // a Unix, Windows
		t.Setenv(name, temp)
	}
	mine, err := New()
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-2 * lockAge)
	dirs := map[string]bool{mine.dir: true} // and whether they stay
	for name, stays := range map[string]bool{"gone": false, "new": true} {
		dir := filepath.Join(os.TempDir(), prefix+name)
		dirs[dir] = stays
		if err := errors.Join(os.Mkdir(dir, 0o700), os.WriteFile(filepath.Join(dir, lockName), nil, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	elsewhere := t.TempDir()
	link := filepath.Join(os.TempDir(), prefix+"link")
	if err := os.Symlink(elsewhere, link); err != nil {
		t.Fatal(err)
	}
	for dir := range dirs {
		if filepath.Base(dir) != prefix+"new" {
			if err := os.Chtimes(dir, old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	sweep(time.Now())
	for dir, stays := range dirs {
		if _, err := os.Stat(dir); (err == nil) != stays {
			t.Errorf("%s: %v, should stay: %v", filepath.Base(dir), err, stays)
		}
	}
	if _, err := os.Stat(elsewhere); err != nil { // what a link leads to
		t.Error(err)
	}
	if err := mine.Remove(); err != nil {
		t.Error(err)
	}
}

// TestKeep: what a failed check keeps is there for a day, and no file that is
// called otherwise, or is not one, is taken for it.
func TestKeep(t *testing.T) {
	temp := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP"} { // a Unix, Windows
		t.Setenv(name, temp)
	}
	f, err := Keep("a*b.stdout")
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	others := []string{"sightglass-.actually", "other.actual", "sightglass-folder.actual"}
	for _, name := range others[:2] {
		if err := os.WriteFile(filepath.Join(os.TempDir(), name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(os.TempDir(), others[2]), 0o700); err != nil {
		t.Fatal(err)
	}
	there := func(path string) bool {
		_, err := os.Lstat(path)
		return err == nil
	}
	sweep(time.Now().Add(KeptFor - time.Minute))
	if !there(f.Name()) {
		t.Error("removed too soon")
	}
	sweep(time.Now().Add(KeptFor + time.Minute))
	if there(f.Name()) {
		t.Error("never removed")
	}
	for _, name := range others {
		if !there(filepath.Join(os.TempDir(), name)) {
			t.Errorf("%s was removed", name)
		}
	}
}
