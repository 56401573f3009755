package job

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure/record"
)

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
}

// TestListFolder: what guests may read is there in one order, and what they
// do not, or what is being written, is not.
func TestListFolder(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"b.txt": "b", "a.txt": "a", "sub/z.txt": "z", "sub-a.txt": "-", "empty.log": "", "y.wasm": "y", "x.stdout.expected": "x",
		".hidden": "h", ".git/HEAD": "h", "rows.csv": "arch,engine,engine_flags\n", "rows.json": `[{"arch":"x86_64"}]`,
		"sightglass-scratch-1/room": "x", "sightglass-x.stdout-1.actual": "x",
		"rows.jsonl": `{"format":"sightglass-recording/1"}`, "page.html": `<!doctype html><meta name="generator" content="sightglass">`,
		"answer.md": "<!-- sightglass -->\n### Execution\n", "issue.md": "<!-- sightglass: open regressions -->\n", "sightglass.toml": "processes = 3\n",
		"plan.json": "{\n  \"format\": \"sightglass-plan/1\",\n",
	} {
		put(t, dir, name, text)
	}
	if err := record.SetLatest(filepath.Join(dir, record.LatestName), filepath.Join(dir, "rows.jsonl")); err != nil {
		t.Fatal(err)
	}
	list := listFolder(dir)
	var names []string
	for _, f := range list.Files {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "a.txt b.txt sub-a.txt sub/z.txt" || list.Left != 0 {
		t.Errorf("%s, and %d more", got, list.Left)
	}
	// sha256sum of "a"
	if f := list.Files[0]; f.Bytes != 1 || f.SHA256 != "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb" {
		t.Errorf("%+v", f)
	}
}

// TestListFolderLimits: of what is too much, names and sizes are known, or
// that there is more.
func TestListFolderLimits(t *testing.T) {
	dir := t.TempDir()
	for i := range maxFiles + 3 {
		put(t, dir, fmt.Sprintf("f%04d", i), "x")
	}
	big, err := os.Create(filepath.Join(dir, "a-big"))
	if err == nil {
		err = errors.Join(big.Truncate(maxFileBytes+1), big.Close()) // takes no room on the disk
	}
	if err != nil {
		t.Fatal(err)
	}
	list := listFolder(dir)
	if len(list.Files) != maxFiles || list.Left != 4 {
		t.Errorf("%d files, and %d more", len(list.Files), list.Left)
	}
	if f := list.Files[0]; f.Name != "a-big" || f.SHA256 != "" || f.Bytes != maxFileBytes+1 || list.Files[1].SHA256 == "" {
		t.Errorf("%+v, %+v", f, list.Files[1])
	}
	put(t, dir, "x.wasm", string(guests.Wasm("read-file")))
	var s Setup
	s.find([]string{filepath.Join(dir, "x.wasm")}, "", "")
	if text := strings.Join(s.Warnings, "\n"); !strings.Contains(text, "more files than are listed (200)") || !strings.Contains(text, "of a-big and perhaps others only the size") {
		t.Errorf("warnings: %s", text)
	}
	in := s.Inputs(0)
	if _, err := steadyInputs(&in, dir, nil); err != nil {
		t.Error(err)
	}
	put(t, dir, "a-big", "small now")
	if _, err := steadyInputs(&in, dir, nil); !errors.Is(err, ErrReplaced) || !strings.Contains(err.Error(), "had 33554433 bytes, and has 9") {
		t.Error(err)
	}
}

// TestOnlyGuestsThatOpenFilesHaveThem: a guest that cannot open a file does
// not depend on those beside it.
func TestOnlyGuestsThatOpenFilesHaveThem(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "noop.wasm", string(guests.Wasm("noop")))
	put(t, dir, "reads.wasm", string(guests.Wasm("read-file")))
	put(t, dir, "broken.wasm", "\x00asm\x01\x00\x00\x00\xff")
	put(t, dir, "in.txt", "x")
	var s Setup
	var paths []string
	for _, name := range []string{"noop.wasm", "reads.wasm", "broken.wasm", "missing.wasm"} {
		paths = append(paths, filepath.Join(dir, name))
	}
	s.find(paths, "", filepath.Join(dir, "in.txt"))
	for i, want := range []struct {
		hash  bool
		files int
	}{{true, 0}, {true, 1}, {true, 0}, {false, 0}} {
		if in := s.Inputs(i); (in.Module != "") != want.hash || len(in.Files) != want.files || in.Stdin == nil {
			t.Errorf("%s: %+v", paths[i], in)
		}
	}
}

// symlink skips the test if there are no links.
func symlink(t *testing.T, target, link string) {
	t.Helper()
	err := os.Symlink(target, link)
	if err == nil {
		_, err = os.Readlink(link) // Wine before 9 makes none, and no error
	}
	if err != nil {
		t.Skipf("no links here: %v", err)
	}
}

// TestReplacedLink: a link that leads elsewhere is another input.
func TestReplacedLink(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "one", "1")
	put(t, dir, "two", "2")
	link := filepath.Join(dir, "in")
	symlink(t, "one", link)
	in := Inputs{Files: listFolder(dir).Files}
	p := process{files: new(guestFiles)}
	var err error
	if p.files.steady, err = steadyInputs(&in, dir, nil); err != nil || len(in.Files) != 3 {
		t.Fatalf("%v, %v", in.Files, err)
	}
	if err := errors.Join(os.Remove(link), os.Symlink("two", link)); err != nil {
		t.Fatal(err)
	}
	if err := p.unchanged(nil); !errors.Is(err, ErrReplaced) {
		t.Error(err)
	}
	if _, err := steadyInputs(&in, dir, nil); !errors.Is(err, ErrReplaced) {
		t.Error(err)
	}
}

// TestReplacedBeforeSession: a session notices it as a worker does.
func TestReplacedBeforeSession(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "x.wasm")
	put(t, dir, "x.wasm", string(guests.Wasm("work")))
	job := Job{Engine: Engine{Engine: "wazero"}, Benchmark: path, Measures: []string{"cycles"}}
	job.Inputs = FindInputs(job)
	if s, err := OpenSession(t.Context(), job, nil); err != nil {
		t.Error(err)
	} else if err := s.Close(); err != nil {
		t.Error(err)
	}
	put(t, dir, "x.wasm", string(guests.Wasm("noop")))
	if _, err := OpenSession(t.Context(), job, nil); !errors.Is(err, ErrReplaced) {
		t.Error(err)
	}
}
