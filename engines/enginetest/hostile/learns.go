package hostile

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
)

// learns: what a guest can find out about the machine is what the table in
// package engines' RATIONALE.md lists.
func learns(t *testing.T, k kit.Kit) {
	t.Setenv("SIGHTGLASS_ENGINETEST", "secret")
	tree := newTree(t)
	dir := t.TempDir()
	c := wasi(t, wasiModule(t, k), engines.Host{
		Args: []string{"name.wasm", "argument"}, Env: []string{"KEY=value"}, Dir: tree.root,
		Stdin:  kit.Create(t, filepath.Join(dir, "stdin")),
		Stdout: kit.Create(t, filepath.Join(dir, "stdout")),
		Stderr: kit.Create(t, filepath.Join(dir, "stderr")),
	})
	said := func(what, text string) {
		t.Helper()
		leaks(t, tree, what, text)
		t.Logf("%s: %q", what, text)
	}

	for _, list := range []struct{ sizes, get, want string }{
		{"args_sizes_get", "args_get", "name.wasm\x00argument\x00"},
		{"environ_sizes_get", "environ_get", "KEY=value\x00"},
	} {
		if e := c.call(list.sizes, resultAt, resultAt+8); e != success {
			t.Errorf("%s: %v", list.sizes, e)
		}
		if e := c.call(list.get, iovecAt, bufferAt); e != success {
			t.Errorf("%s: %v", list.get, e)
		}
		got := string(c.get(bufferAt, c.u32(resultAt+8)))
		if said(list.get, got); got != list.want {
			t.Errorf("%s: %q, want %q", list.get, got, list.want)
		}
	}
	for fd := uint64(0); fd < 16; fd++ {
		if on("fd_prestat_get", resultAt)(c, fd) != success {
			continue
		}
		n := c.u32(resultAt + 4)
		if e := c.call("fd_prestat_dir_name", fd, bufferAt, n); e != success {
			continue // a stream
		}
		name := string(c.get(bufferAt, n))
		if said("fd_prestat_dir_name "+num(fd), name); fd == folder && name != "/" {
			t.Errorf("the folder is shown as %q, want /", name)
		}
	}
	for name, fd := range map[string]uint64{".": folder, "sub": c.sub()} {
		lists(t, c, tree, name, fd)
	}
	entries, err := os.ReadDir(tree.root)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		c.told = ""
		readlink(entry.Name())(c)
		said("readlink "+entry.Name(), c.told)
	}
	for fd, name := range []string{"stdin", "stdout", "stderr"} {
		fd := uint64(fd)
		if e := on("fd_filestat_get", resultAt)(c, fd); e == success {
			inode := c.do("load64", resultAt+8)
			if host, ok := inodeOf(filepath.Join(dir, name)); ok && inode == host {
				t.Errorf("fd_filestat_get tells the guest the inode of its %s: %d", name, inode)
			}
			t.Logf("fd_filestat_get %d: dev %d, ino %d, type %d, size %d", fd, c.do("load64", resultAt), c.do("load64", resultAt+8), c.do("load8", resultAt+16), c.do("load64", resultAt+32))
		}
		if e := on("fd_fdstat_get", resultAt)(c, fd); e == success {
			t.Logf("fd_fdstat_get %d: type %d, flags %d", fd, c.do("load8", resultAt), c.u32(resultAt+2)&0xffff)
		}
	}
}

// lists reads a folder: there are its own entries, and of the folder above
// nothing.
func lists(t *testing.T, c *caller, tree *tree, name string, fd uint64) {
	var names []string
	for cookie := uint64(0); ; {
		if e := c.call("fd_readdir", fd, bufferAt, 16<<10, cookie, resultAt); e != success {
			t.Fatalf("fd_readdir of %s: %v", name, e)
		}
		b := c.get(bufferAt, c.u32(resultAt))
		full := len(b) == 16<<10
		for len(b) >= 24 {
			length := int(binary.LittleEndian.Uint32(b[16:]))
			if len(b) < 24+length {
				break
			}
			cookie = binary.LittleEndian.Uint64(b)
			inode, entry := binary.LittleEndian.Uint64(b[8:]), string(b[24:24+length])
			names = append(names, entry)
			if above, ok := inodeOf(tree.dir); ok && name == "." && entry == ".." && inode == above {
				t.Errorf("fd_readdir tells the guest the inode of the folder above: %d", inode)
			}
			b = b[24+length:]
		}
		if !full {
			break
		}
	}
	leaks(t, tree, "fd_readdir of "+name, strings.Join(names, "\n"))
	want := []string{".", ".."}
	entries, err := os.ReadDir(filepath.Join(tree.root, name))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		want = append(want, entry.Name())
	}
	slices.Sort(names)
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("fd_readdir of %s: %q, want %q", name, names, want)
	}
}
