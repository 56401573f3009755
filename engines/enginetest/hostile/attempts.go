package hostile

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
)

// attempt is one thing that a hostile guest tries, in an instance of its own.
type attempt struct {
	name string
	try  func(*caller) Errno
	// harmless is set if success is none that anybody but the guest notices.
	// That nothing has changed on disk is looked at all the same.
	harmless bool
	// waits is set for what an engine may wait for until it is released: it
	// would take more than an adapter to prevent it.
	waits bool
}

// attempts is a list that is being made.
type attempts []attempt

// refuse adds what must be refused, harmless what need not be.
func (a *attempts) refuse(name string, try func(*caller) Errno) {
	*a = append(*a, attempt{name: name, try: try})
}

func (a *attempts) harmless(name string, try func(*caller) Errno) {
	*a = append(*a, attempt{name: name, try: try, harmless: true})
}

type kind struct {
	name string
	list attempts
}

// allAttempts are the attempts by kind.
func allAttempts() []kind {
	return []kind{
		{"paths", waysOut()},
		{"changes", changes()},
		{"descriptors", onDescriptors()},
		{"pointers", badPointers()},
		{"clocks", onClocks()},
	}
}

// Attempt is what became of one thing that a hostile guest has tried.
type Attempt struct {
	// Name says what it tried: "paths: open ../secret.txt".
	Name string
	// Errno is what it was answered.
	Errno Errno
}

// Attempts lets a guest try everything on the list and returns the answers, so
// that two engines can be compared. It fails where something that a guest tries
// gets it out of its folder, changes anything in there, or reads and writes what
// is not its own.
func Attempts(t *testing.T, open engines.Opener, flags string) (list []Attempt) {
	k := kit.Kit{Open: open, Flags: flags}
	for _, kind := range allAttempts() {
		t.Run(kind.name, func(t *testing.T) {
			g := newGround(t, k)
			for _, a := range kind.list {
				list = append(list, g.try(t, kind.name, a))
			}
		})
	}
	return list
}

// ground is where attempts of one kind are made.
type ground struct {
	module engines.Module
	tree   *tree
	before string // what the files are
}

func newGround(t testing.TB, k kit.Kit) *ground {
	g := &ground{module: wasiModule(t, k), tree: newTree(t)}
	g.before = g.tree.state(t)
	return g
}

// try makes an attempt, and says what became of it.
func (g *ground) try(t testing.TB, kind string, a attempt) Attempt {
	name := kind + ": " + a.name
	got, told := try(t, g.module, g.tree, a)
	switch {
	case got == Waits && a.waits:
		t.Logf("%s: waits for somebody else; nothing but a time-out ends that", name)
	case got == Waits:
		t.Errorf("%s: waits; want a refusal", name)
	case got == success && !a.harmless:
		t.Errorf("%s: let through%s; want a refusal", name, told)
	}
	if after := g.tree.state(t); after != g.before {
		t.Errorf("%s: %v, and the files have changed:\nbefore:\n%s\nafter:\n%s", name, got, g.before, after)
		g.before = after
	}
	return Attempt{name, got}
}

// What an attempt's host has; what it gives the guest to read, and what the
// guest's memory holds where it writes from, are known.
const typed = "standard input\n"

// try makes an instance and lets it try an attempt.
func try(t testing.TB, m engines.Module, tree *tree, a attempt) (got Errno, told string) {
	ctx := context.Background()
	dir := t.TempDir()
	host := engines.Host{Dir: tree.root, Bench: engines.NewBench(nil)}
	host.Stdin, host.Stdout, host.Stderr = kit.Create(t, filepath.Join(dir, "stdin")), kit.Create(t, filepath.Join(dir, "stdout")), kit.Create(t, filepath.Join(dir, "stderr"))
	if _, err := host.Stdin.WriteString(typed); err != nil {
		t.Fatal(err)
	}
	l, err := m.Link(ctx, host)
	if err != nil {
		t.Fatal(err)
	}
	i, err := l.Instantiate(ctx)
	if err != nil {
		t.Fatal(err)
	}
	c := &caller{TB: t, instance: i, tree: tree}
	returned := make(chan Errno, 1)
	go func() { returned <- a.try(c) }()
	limit := time.Minute
	if a.waits {
		limit = 2 * time.Second
	}
	select {
	case got = <-returned:
	case <-time.After(limit):
		if !a.waits {
			// What is still running must not be closed.
			t.Fatalf("%s: not back after %v", a.name, limit)
		}
		release(tree.fifo)
		<-returned
		got = Waits
	}
	if err := i.Close(ctx); err != nil {
		t.Errorf("%s: close the instance: %v", a.name, err)
	}
	if err := l.Close(ctx); err != nil {
		t.Errorf("%s: close the linker: %v", a.name, err)
	}
	if c.ended != nil && strings.Contains(c.ended.Error(), "\n") {
		t.Errorf("%s: the error has more than one line: %q", a.name, c.ended)
	}
	if kit.Content(t, host.Stdin) != typed {
		t.Errorf("%s: %v, and the standard input has changed", a.name, got)
	}
	for _, f := range []*os.File{host.Stdout, host.Stderr} {
		// The guest's memory is all zeros where it is let print from.
		if printed := kit.Content(t, f); strings.Trim(printed, "\x00") != "" {
			t.Errorf("%s: %v, and it printed what is not in its memory: %.100q", a.name, got, printed)
		}
		f.Close()
	}
	host.Stdin.Close()
	if c.told != "" {
		told = ": " + c.told
	}
	return got, told
}

func num(n uint64) string { return strconv.FormatUint(n, 10) }

// calls is an attempt that is one call.
func calls(f string, args ...uint64) func(*caller) Errno {
	return func(c *caller) Errno { return c.call(f, args...) }
}

// pathed is an attempt that is one call, with a path between its arguments.
func pathed(f string, before []uint64, path string, after ...uint64) func(*caller) Errno {
	return func(c *caller) Errno {
		at, n := c.path(path)
		return c.call(f, slices.Concat(before, []uint64{at, n}, after)...)
	}
}

// moves is an attempt to read or write one iovec.
func moves(f string, fd, at, n, result uint64) func(*caller) Errno {
	return func(c *caller) Errno {
		iovs, count := c.iovec(at, n)
		return c.call(f, fd, iovs, count, result)
	}
}

// on calls a function of a descriptor and more arguments.
func on(f string, args ...uint64) func(*caller, uint64) Errno {
	return func(c *caller, fd uint64) Errno {
		return c.call(f, append([]uint64{fd}, args...)...)
	}
}

// iovecs calls a function of a descriptor, one iovec of eight bytes, and more
// arguments.
func iovecs(f string, args ...uint64) func(*caller, uint64) Errno {
	return func(c *caller, fd uint64) Errno {
		at, n := c.iovec(bufferAt, 8)
		return c.call(f, append([]uint64{fd, at, n}, args...)...)
	}
}

// quoted is a path in a name, shortened.
func quoted(path string) string { return fmt.Sprintf("%.60q", path) }
