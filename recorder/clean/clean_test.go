package clean

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"github.com/sightglass-go/sightglass/recorder/build"
)

const (
	program  = "wazero-0123456789abcdef01234567"
	checkout = "repo-01234567-0123456789abcdef0123456789abcdef01234567"
	// The text is that of https://bford.info/cachedir, and the program's name.
	cacheTag = "Signature: 8a477f597d28d172789f06886806bc55\n# The builds and checkouts of sightglass. They are made again when they are needed.\n"
)

// set makes folders for a test: of temporary files, the cache, and the current one.
func set(t *testing.T) (temp, cache, here string) {
	t.Helper()
	top := t.TempDir()
	temp, cache, here = filepath.Join(top, "t [e]mp"), filepath.Join(top, "c [a]che"), filepath.Join(top, "here")
	for _, dir := range []string{temp, cache, here} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"TMPDIR", "TMP"} { // a Unix, Windows
		t.Setenv(name, temp)
	}
	t.Setenv(build.Variable, cache)
	return temp, cache, here
}

func put(t *testing.T, text string, path ...string) string {
	t.Helper()
	name := filepath.Join(path...)
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
	return name
}

func link(t *testing.T, to string, path ...string) {
	t.Helper()
	if err := os.Symlink(to, filepath.Join(path...)); err != nil {
		t.Skip("this system makes no links here: ", err)
	}
}

// removeAll finds and removes, and returns what, sorted.
func removeAll(t *testing.T, here string) (removed []string) {
	t.Helper()
	items, err := Find(here)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range items {
		ok, err := i.Remove(t.Context())
		if err != nil {
			t.Error(err)
		}
		if ok {
			removed = append(removed, i.What)
		}
	}
	slices.Sort(removed)
	return removed
}

func there(t *testing.T, want bool, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if _, err := os.Lstat(path); (err == nil) != want {
			t.Errorf("%s: %v, should be there: %v", path, err, want)
		}
	}
}

// TestRemove: everything of a cache that is ours goes, whatever its path looks like, and
// nothing else that lies beside it.
func TestRemove(t *testing.T) {
	temp, cache, here := set(t)
	put(t, cacheTag, cache, "CACHEDIR.TAG")
	ours := []string{
		put(t, "12345", cache, "programs", program, "linked"), put(t, "12345", cache, "checkouts", checkout, "tree", "a.go"),
		put(t, "12345", cache, "unfinished", "programs-"+program+"-77", "half"), put(t, "12345", here, "stdout-noop-1.log"),
		put(t, "12345", temp, "sightglass-logs", "stderr-noop-1.log"),
	}
	if err := os.Mkdir(filepath.Join(cache, "locks"), 0o755); err != nil {
		t.Fatal(err)
	}
	theirs := []string{
		put(t, "", cache, "novel.txt"), put(t, "", cache, "programs", "mine", "x"), put(t, "", cache, "programs", "file-"+program[7:]), put(t, "", cache, "checkouts", program, "x"),
		put(t, "", cache, "unfinished", "programs-"+program+"-77x", "x"), put(t, "", here, "stdout-my.log"), put(t, "", temp, "sightglass-logs", "x", "stdout-noop-1.log"),
		// As a pattern, the cache's path is this one, too.
		put(t, "", filepath.Dir(cache), "c ache", "unfinished", "programs-"+program+"-78", "x"),
	}
	want := []string{"build (unfinished)", "checkout (unfinished)", "log of the Rust original", "log of the Rust original", "unfinished build or checkout"}
	if got := removeAll(t, here); !slices.Equal(got, want) {
		t.Errorf("removed %q, want %q", got, want)
	}
	there(t, false, ours...)
	there(t, true, theirs...)
	if got := removeAll(t, here); len(got) > 0 {
		t.Errorf("again: %q", got)
	}
}

// TestNotOurs: a cache without our mark is left alone, and the rest is found.
func TestNotOurs(t *testing.T) {
	for name, mark := range map[string]func(t *testing.T, cache string){
		"none":    func(*testing.T, string) {},
		"empty":   func(t *testing.T, cache string) { put(t, "", cache, "CACHEDIR.TAG") },
		"another": func(t *testing.T, cache string) { put(t, cacheTag[:44]+"# cargo\n", cache, "CACHEDIR.TAG") },
		"longer":  func(t *testing.T, cache string) { put(t, cacheTag+"#\n", cache, "CACHEDIR.TAG") },
		"folder":  func(t *testing.T, cache string) { put(t, "", cache, "CACHEDIR.TAG", "x") },
		"link": func(t *testing.T, cache string) {
			link(t, put(t, cacheTag, cache, "tag"), cache, "CACHEDIR.TAG")
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, cache, here := set(t)
			linked := put(t, "", cache, "programs", program, "linked")
			log := put(t, "", here, "stdout-noop-1.log")
			mark(t, cache)
			items, err := Find(here)
			if !errors.Is(err, ErrNotCache) || len(items) != 1 || items[0].Path != log {
				t.Errorf("%+v, %v", items, err)
			}
			there(t, true, linked, log)
		})
	}
}

// TestLinks: no link is followed, neither a folder of the cache, nor an entry, nor the
// folder of logs, which anybody may make among the temporary files.
func TestLinks(t *testing.T) {
	temp, cache, here := set(t)
	put(t, cacheTag, cache, "CACHEDIR.TAG")
	elsewhere := t.TempDir()
	keep := []string{put(t, "", elsewhere, program, "x"), put(t, "", elsewhere, "stdout-noop-1.log"), put(t, "", elsewhere, "programs-"+program+"-77", "x")}
	link(t, elsewhere, cache, "programs")
	link(t, elsewhere, cache, "unfinished")
	link(t, elsewhere, temp, "sightglass-logs")
	link(t, keep[1], here, "stdout-noop-2.log")
	if err := errors.Join(os.Mkdir(filepath.Join(cache, "locks"), 0o755), os.Mkdir(filepath.Join(cache, "checkouts"), 0o755)); err != nil {
		t.Fatal(err)
	}
	link(t, elsewhere, cache, "checkouts", checkout)
	if got := removeAll(t, here); len(got) > 0 {
		t.Errorf("removed %q", got)
	}
	there(t, true, keep...)
}

// TestUnusable: a cache that is a file, the home folder or the root is an error, and what
// is found elsewhere is found nevertheless; one that is not there is none.
func TestUnusable(t *testing.T) {
	_, cache, here := set(t)
	put(t, "", here, "stdout-noop-1.log")
	home := t.TempDir()
	for _, name := range []string{"HOME", "USERPROFILE"} { // a Unix, Windows
		t.Setenv(name, home)
	}
	keep := []string{put(t, cacheTag, home, "CACHEDIR.TAG"), put(t, "", home, "programs", program, "x")}
	for _, dir := range []string{put(t, "", here, "file"), home, home + string(filepath.Separator) + ".", filepath.VolumeName(home) + string(filepath.Separator)} {
		t.Setenv(build.Variable, dir)
		items, err := Find(here)
		if !errors.Is(err, build.ErrCache) || len(items) != 1 {
			t.Errorf("%s: %+v, %v", dir, items, err)
		}
	}
	for _, dir := range []string{cache, filepath.Join(cache, "nosuch")} {
		t.Setenv(build.Variable, dir)
		if items, err := Find(here); err != nil || len(items) != 1 {
			t.Errorf("%s: %+v, %v", dir, items, err)
		}
	}
	there(t, true, keep...)
}

// TestInUse: what a process uses is shown as such and kept; one that began to use it after
// it was found keeps it, too.
func TestInUse(t *testing.T) {
	_, cache, here := set(t)
	put(t, cacheTag, cache, "CACHEDIR.TAG")
	linked := put(t, "", cache, "programs", program, "linked")
	if err := os.Mkdir(filepath.Join(cache, "locks"), 0o755); err != nil {
		t.Fatal(err)
	}
	before, err := Find(here)
	if err != nil || len(before) != 1 || before[0].InUse {
		t.Fatalf("%+v, %v", before, err)
	}
	lock := flock.New(filepath.Join(cache, "locks", "use-programs-"+program))
	if ok, err := lock.TryRLock(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if items, err := Find(here); err != nil || len(items) != 1 || !items[0].InUse {
		t.Errorf("%+v, %v", items, err)
	}
	if removed, err := before[0].Remove(t.Context()); removed || err != nil {
		t.Errorf("removed %v, %v", removed, err)
	}
	there(t, true, linked)
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	if removed, err := before[0].Remove(t.Context()); !removed || err != nil {
		t.Errorf("removed %v, %v", removed, err)
	}
	there(t, false, linked)
}

// TestReadOnly: what cannot be removed is an error that names it, and is there.
func TestReadOnly(t *testing.T) {
	if runtime.GOOS == "windows" || os.Getuid() == 0 {
		t.Skip("who runs this may remove anything: run it as another user than root, on a Unix")
	}
	_, cache, here := set(t)
	put(t, cacheTag, cache, "CACHEDIR.TAG")
	log := put(t, "", here, "stdout-noop-1.log")
	if err := os.Chmod(here, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(here, 0o755) })
	items, err := Find(here)
	if err != nil || len(items) != 1 {
		t.Fatalf("%+v, %v", items, err)
	}
	if removed, err := items[0].Remove(t.Context()); removed || err == nil || !strings.Contains(err.Error(), log) {
		t.Errorf("removed %v, %v", removed, err)
	}
	there(t, true, log)
}

// TestLooking: finding changes nothing, so that a dry run shows what is removed after it.
func TestLooking(t *testing.T) {
	temp, _, here := set(t)
	lock := put(t, "", temp, "sightglass-scratch-1", "lock")
	put(t, "12345", temp, "sightglass-scratch-1", "stdout")
	old := time.Now().Add(-time.Hour)
	if err := os.Chtimes(filepath.Dir(lock), old, old); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if items, err := Find(here); err != nil || len(items) != 1 || items[0].Path != filepath.Dir(lock) || items[0].Size != 5 {
			t.Errorf("%+v, %v", items, err)
		}
	}
}
