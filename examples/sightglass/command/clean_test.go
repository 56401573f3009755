package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/recorder/build"
)

// TestClean: what is shown is what is removed, and nothing else is: no recording, no file
// of another name, nothing behind a link, no cache that is not marked.
func TestClean(t *testing.T) {
	folder(t)
	temp, cache := t.TempDir(), t.TempDir()
	for _, name := range []string{"TMPDIR", "TMP"} { // a Unix, Windows
		t.Setenv(name, temp)
	}
	t.Setenv(build.Variable, cache)
	const id = "0123456789abcdef01234567"
	ours := []string{"stdout-noop-1234.log", filepath.Join(temp, "sightglass-logs", "stderr-b_z2-7.log"), filepath.Join(temp, "sightglass-scratch-1", "process-1", "x"),
		filepath.Join(cache, "programs", "wazero-"+id, "linked"), filepath.Join(cache, "unfinished", "programs-wazero-"+id+"-77", "x")}
	theirs := []string{"rows.jsonl", "sightglass-20260101-000000.jsonl", "stdout-my.log", "stdout-a-b-1.log", "sub/stdout-noop-1.log", filepath.Join(temp, "sightglass-logs", "rows.csv"),
		filepath.Join(cache, "programs", "mine", "x"), filepath.Join(cache, "notes.txt"), filepath.Join(cache, "checkouts", "linked-to", "x")}
	for _, name := range append(ours, theirs...) {
		put(t, name, "12345")
	}
	elsewhere := t.TempDir()
	put(t, filepath.Join(elsewhere, "keep"), "12345")
	for _, link := range []string{filepath.Join(cache, "checkouts", "repo-01234567-"+strings.Repeat("a", 40)), "stdout-link-1.log"} {
		if err := os.Symlink(elsewhere, link); err != nil {
			t.Log("no link: ", err)
		}
	}
	put(t, filepath.Join(temp, "sightglass-scratch-1", "lock"), "")
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(filepath.Join(temp, "sightglass-scratch-1"), old, old); err != nil {
		t.Fatal(err)
	}
	there := func(names []string, want bool) {
		t.Helper()
		for _, name := range names {
			if _, err := os.Lstat(name); (err == nil) != want {
				t.Errorf("%s: %v, should be there: %v", name, err, want)
			}
		}
	}

	if r := sightglass(t, "", "clean", "--dry-run"); r.code != exitRefuse || !strings.Contains(r.stderr, "is not marked as sightglass's: it is left alone") {
		t.Errorf("no mark: %+v", r)
	}
	there(append(ours, theirs...), true)
	// The program marks its cache when it uses it.
	succeeds(t, "builds", "--clear")
	if !build.IsCache(cache) {
		t.Fatal("not marked")
	}
	put(t, ours[3], "12345")
	put(t, ours[4], "12345")
	r := sightglass(t, "", "clean", "--dry-run", "--width", "200")
	if r.code != 0 || r.stderr != "" || !strings.Contains(r.stdout, "5 items, 25B, would be removed\n") || !strings.Contains(r.stdout, "stdout-noop-1234.log") {
		t.Errorf("%+v", r)
	}
	there(append(ours, theirs...), true)
	if r := sightglass(t, "", "clean"); r.code != 0 || r.stderr != "" || !strings.Contains(r.stdout, "5 items, 25B, removed\n") {
		t.Errorf("%+v", r)
	}
	there(ours, false)
	there(append(theirs, filepath.Join(elsewhere, "keep")), true)
	if r := sightglass(t, "", "clean"); r.code != 0 || r.stdout != "0 items, 0B, removed\n" {
		t.Errorf("again: %+v", r)
	}
}
