package scratch

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestSweep: the folder of a recorder that is gone is removed, once it is old
// enough to have had its lock; that of one which is there is not, and no folder that is
// called otherwise. The name of the temporary folder is no pattern.
func TestSweep(t *testing.T) {
	temp := filepath.Join(t.TempDir(), "te[m]p")
	if err := os.Mkdir(temp, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"TMPDIR", "TMP"} { // a Unix, Windows
		t.Setenv(name, temp)
	}
	mine, err := New()
	if err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-2 * lockAge)
	dirs := map[string]bool{mine.dir: true} // and whether they stay
	for name, stays := range map[string]bool{"1": false, "2": true, "notes": true} {
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
		if filepath.Base(dir) != prefix+"2" {
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

// TestLeftoversOfOthers: a folder without our lock is removed only if it is empty, and
// looking puts nothing into it.
func TestLeftoversOfOthers(t *testing.T) {
	temp := t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP"} { // a Unix, Windows
		t.Setenv(name, temp)
	}
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.WriteFile(elsewhere, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-2 * lockAge)
	want := map[string][]string{"1": {"novel.txt"}, "2": {}, "3": {"lock"}, "4": {"lock"}, "5": {"lock"}}
	for name, in := range want {
		dir := filepath.Join(temp, prefix+name)
		err := os.Mkdir(dir, 0o700)
		for _, file := range in {
			path := filepath.Join(dir, file)
			switch name {
			case "1":
				err = errors.Join(err, os.WriteFile(path, []byte("novel"), 0o600))
			case "3": // a folder
				err = errors.Join(err, os.Mkdir(path, 0o700))
			case "4": // with something in it
				err = errors.Join(err, os.WriteFile(path, []byte("a recording's rows"), 0o600))
			case "5":
				_ = os.Symlink(elsewhere, path) // Wine says that it made one, and makes none
				if _, none := os.Lstat(path); none != nil {
					err = errors.Join(err, os.Mkdir(path, 0o700))
				}
			}
		}
		if err := errors.Join(err, os.Chtimes(dir, old, old)); err != nil {
			t.Fatal(err)
		}
	}
	got := Leftovers(time.Now())
	if locks && (len(got) != 1 || filepath.Base(got[0]) != prefix+"2") || !locks && len(got) > 0 {
		t.Errorf("%q", got)
	}
	for name, in := range want {
		found, err := os.ReadDir(filepath.Join(temp, prefix+name))
		if err != nil || len(found) != len(in) {
			t.Errorf("%s: %v, %v", name, found, err)
		}
	}
}
