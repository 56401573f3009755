package hostile

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
)

// tree is what a hostile guest meets: its folder, dir/root, with every kind of
// symbolic link that leads out of it, and beside it what it must not read or
// change.
type tree struct {
	dir, root string
	fifo      string // empty where there are none
}

func newTree(t testing.TB) *tree {
	t.Helper()
	dir := t.TempDir()
	root, err := guests.WriteTree(dir)
	if err != nil {
		t.Skip(err) // no symbolic links here
	}
	join := func(path string) string { return filepath.Join(dir, filepath.FromSlash(path)) }
	for _, path := range []string{"outside", "root/sub", "root/empty", "root/sub/deeper"} {
		if err := os.Mkdir(join(path), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for path, content := range map[string]string{
		"outside/secret.txt":       guests.Secret,
		"hard.txt":                 "linked into the folder by its owner\n",
		"root/sub/file.txt":        "in a folder\n",
		"root/sub/deeper/file.txt": "in a folder in a folder\n",
	} {
		if err := os.WriteFile(join(path), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for path, target := range map[string]string{
		"in":          "input.txt",
		"in-sub":      "sub/deeper",
		"out":         "../secret.txt",
		"out-dir":     "../outside",
		"out-chain":   "sub/out",
		"sub/out":     "../out",
		"out-parent":  "..",
		"out-back":    "../root/input.txt",
		"absolute":    join("secret.txt"),
		"absolute-in": join("root/input.txt"),
		"slash":       "/",
		"dangling":    "../nothing",
		"loop":        "loop2",
		"loop2":       "loop",
		"self":        "self",
	} {
		if err := os.Symlink(filepath.FromSlash(target), join("root/"+path)); err != nil {
			t.Fatal(err)
		}
	}
	tr := &tree{dir: dir, root: root}
	if path := join("root/fifo"); makeFIFO(path) == nil {
		tr.fifo = path
	}
	if err := os.Link(join("hard.txt"), join("root/hard.txt")); err != nil {
		t.Logf("no hard links here: %v", err)
	}
	return tr
}

// state is all that a guest could have changed, inside and outside: one line a
// file. Times of reading are not in it.
func (tr *tree) state(t testing.TB) string {
	var b strings.Builder
	err := filepath.WalkDir(tr.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(tr.dir, path)
		fmt.Fprintf(&b, "%s %v %d %v", name, info.Mode(), info.Size(), info.ModTime())
		switch {
		case info.Mode().IsRegular():
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, " %x", sha256.Sum256(content))
		case info.Mode()&fs.ModeSymlink != 0:
			target, err := os.Readlink(path)
			if err != nil {
				return err
			}
			fmt.Fprintf(&b, " %s", target)
		}
		b.WriteByte('\n')
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
