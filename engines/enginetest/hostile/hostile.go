// Package hostile lets a guest try, one by one, to leave its folder, to write, to
// reach this process's descriptors and to find out where it runs. An attempt has
// to be refused with whatever errno, or by a trap; a failure names it and what it
// got hold of. It is a part of the conformance suite, package enginetest.
package hostile

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
)

// Case is a part of the suite that can run alone.
type Case struct {
	// Path is its name, below the names of the groups that it belongs to.
	Path []string
	Run  func(t *testing.T)
}

// Cases returns the parts learns, attempts (each attempt is a case), descriptors and
// swapped, which test the engine that open makes from flags. What attempts have in
// common lasts as long as the test owner, below which all are run.
func Cases(owner testing.TB, open engines.Opener, flags string) []Case {
	k := kit.Kit{Open: open, Flags: flags}
	list := []Case{{[]string{"learns"}, func(t *testing.T) { learns(t, k) }}}
	for _, kind := range allAttempts() {
		var g *ground
		for _, a := range kind.list {
			list = append(list, Case{[]string{"attempts", kind.name, a.name}, func(t *testing.T) {
				if g == nil {
					g = newGround(lasting{t, owner}, k)
				}
				g.try(t, kind.name, a)
			}})
		}
	}
	return append(list,
		Case{[]string{"descriptors"}, func(t *testing.T) { descriptors(t, k) }},
		Case{[]string{"swapped"}, func(t *testing.T) { swapped(t, k) }})
}

// lasting is a test that fails or skips, and whose owner cleans up.
type lasting struct {
	testing.TB
	owner testing.TB
}

func (l lasting) Cleanup(f func())               { l.owner.Cleanup(f) }
func (l lasting) TempDir() string                { return l.owner.TempDir() }
func (l lasting) Errorf(format string, a ...any) { l.owner.Errorf(format, a...) }

// wasi makes an instance of the guest "wasi" whose program is the test.
func wasi(t testing.TB, m engines.Module, host engines.Host) *caller {
	t.Helper()
	i, _ := kit.Instance(t, m, host)
	return &caller{TB: t, instance: i}
}

func wasiModule(t testing.TB, k kit.Kit) engines.Module {
	t.Helper()
	m := kit.Compile(t, k.Engine(t), guests.Wasm("wasi"))
	t.Cleanup(func() { m.Close(context.Background()) })
	return m
}

// descriptors: whatever number a guest guesses, it finds none of this
// process's descriptors. That of the folder is 3, which in a worker process is
// the pipe that results leave by.
func descriptors(t *testing.T, k kit.Kit) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	// What can be read from the pipe unless somebody else reads it first.
	const ours = "for nobody but this test\n"
	if _, err := write.WriteString(ours); err != nil {
		t.Fatal(err)
	}
	m := wasiModule(t, k)
	for name, root := range map[string]string{"with a folder": t.TempDir(), "without a folder": ""} {
		c := wasi(t, m, engines.Host{Dir: root})
		first := uint64(folder)
		if root != "" {
			if e := on("fd_prestat_get", resultAt)(c, folder); e != success || c.u32(resultAt) != 0 {
				t.Errorf("%s: descriptor 3 is not a folder: fd_prestat_get: %v", name, e)
			}
			first++
		}
		for _, f := range functions {
			guess := func(fd uint64) {
				if got := f.do(c, fd); got == success {
					t.Errorf("%s: %s reaches descriptor %d, which the guest was not given", name, f.name, fd)
				}
				if c.ended != nil { // it may be gone
					c = wasi(t, m, engines.Host{Dir: root})
				}
			}
			for fd := first; fd < 1024; fd++ {
				guess(fd)
			}
			for _, fd := range []uint64{1 << 16, 1<<31 - 1, 1 << 31, 1<<31 + 1, 1<<32 - 3, 1<<32 - 2, 1<<32 - 1} {
				guess(fd)
			}
		}
	}
	if err := write.Close(); err != nil {
		t.Errorf("a guest has closed a descriptor of this process: %v", err)
	}
	got := make([]byte, 2*len(ours))
	if n, _ := read.Read(got); string(got[:n]) != ours {
		t.Errorf("a guest has used a pipe of this process: it holds %q, want %q", got[:n], ours)
	}
}

// swapped: the folder is the one that was there when the guest was linked,
// whatever its name leads to later, and links that come and go while the guest
// opens them lead nowhere else.
func swapped(t *testing.T, k kit.Kit) {
	m := wasiModule(t, k)
	tree := newTree(t)
	c := wasi(t, m, engines.Host{Dir: tree.root})
	sub := c.sub()
	link := func(target, path string) bool {
		t.Helper()
		away := filepath.Join(tree.dir, "away-"+filepath.Base(path))
		if err := os.Rename(path, away); err != nil {
			t.Skipf("an open folder cannot be renamed here: %v", err)
		}
		if err := os.Symlink(target, path); err != nil {
			t.Fatal(err)
		}
		return true
	}
	refused := func(what string, o opening) {
		t.Helper()
		o.rights, o.lookup = rightRead, follow
		if got := c.openAndRead(o); got == success {
			t.Errorf("%s: let through: %s; want a refusal", what, c.told)
		}
	}
	link(filepath.Join(tree.dir, "outside"), filepath.Join(tree.root, "sub"))
	refused("an opened folder whose name has become a link out", opening{dir: sub, path: "secret.txt"})
	link(filepath.Join(tree.dir, "outside"), tree.root)
	refused("the folder whose name has become a link to another", opening{dir: folder, path: "secret.txt"})
	if got := c.openAndRead(opening{dir: folder, path: "input.txt", rights: rightRead}); got != success {
		t.Errorf("the folder was not held: its input.txt: %v", got)
	}
	race(t, m)
}

// race opens a path again and again while it is a file, a link out and nothing
// by turns.
func race(t *testing.T, m engines.Module) {
	tree := newTree(t)
	c := wasi(t, m, engines.Host{Dir: tree.root})
	name := filepath.Join(tree.root, "flips")
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			for _, become := range []func() error{
				func() error { return os.Symlink(filepath.Join("..", "outside"), name) },
				func() error { return os.Mkdir(name, 0o755) },
			} {
				select {
				case <-stop:
					return
				default:
				}
				_ = os.Remove(name)
				_ = become()
			}
		}
	}()
	for range 3000 {
		got := c.openAndRead(opening{dir: folder, lookup: follow, path: "flips/secret.txt", rights: rightRead})
		if got == success {
			t.Errorf("won a race against a link that comes and goes: %s", c.told)
			break
		}
	}
	close(stop)
	<-stopped
}

// leaks fails if a text that a guest got hold of tells where it runs.
func leaks(t testing.TB, tree *tree, what, text string) {
	t.Helper()
	secrets := map[string]string{"the folder's path": tree.dir, "a secret": strings.TrimSpace(guests.Secret), "this process's environment": "SIGHTGLASS_ENGINETEST"}
	if real, err := filepath.EvalSymlinks(tree.dir); err == nil {
		secrets["the folder's real path"] = real
	}
	if host, err := os.Hostname(); err == nil && len(host) > 3 {
		secrets["the host's name"] = host
	}
	if work, err := os.Getwd(); err == nil {
		secrets["the working directory"] = work
	}
	for name, secret := range secrets {
		if strings.Contains(text, secret) || strings.Contains(text, filepath.ToSlash(secret)) {
			t.Errorf("%s tells the guest %s: %q", what, name, text)
		}
	}
}
