package enginetest

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
)

// guest runs a guest and compares what becomes of it with what its text says.
func (s suite) guest(t *testing.T, g guests.Guest) {
	switch {
	case g.Heavy:
		t.Skip("takes gigabytes, or forever")
	case g.Name == "absurd-count":
		t.Skip("some engines allocate what it claims to hold; package inspect refuses it before")
	case g.Name == "recurse-forever" && testing.Short():
		t.Skip("takes long on interpreters")
	}
	host := engines.Host{Args: g.Args, Env: g.Env}
	if g.Stdin != "" {
		host.Stdin = kit.Create(t, filepath.Join(t.TempDir(), "stdin"))
		if _, err := host.Stdin.WriteString(g.Stdin); err != nil {
			t.Fatal(err)
		}
	}
	if g.Files {
		root, err := guests.WriteTree(t.TempDir())
		if err != nil {
			t.Skip(err) // no symbolic links here
		}
		host.Dir = root
	}
	o := s.run(t, s.Engine(t), g.Wasm(), host, nil)
	if o.err != nil && strings.Contains(o.err.Error(), "\n") {
		t.Errorf("the error has more than one line: %q", o.err)
	}
	if len(g.Needs) > 0 && o.phase == compiling && errors.Is(o.err, engines.ErrCompile) {
		t.Skipf("lacks %v: %v", g.Needs, o.err)
	}
	if s.coarse && errors.Is(o.err, engines.ErrHost) && len(g.Args)+len(g.Env) > 0 {
		t.Skipf("it has no such thing for guests: %v", o.err)
	}
	s.ended(t, g, o)
}

func (s suite) ended(t *testing.T, g guests.Guest, o outcome) {
	want := func(p phase, target error) {
		if s.coarse && target != nil && p != compiling {
			// It failed, and an import is missed when it is needed.
			if o.err == nil || o.phase != p && !(p == linking && o.phase == instantiating) {
				t.Errorf("%v: error %v; want %v: any", o.phase, o.err, p)
			}
			return
		}
		if o.phase != p || !errors.Is(o.err, target) {
			t.Errorf("%v: error %v; want %v: %v", o.phase, o.err, p, target)
		}
	}
	switch g.Ends {
	case guests.Unreadable, guests.Invalid:
		want(compiling, engines.ErrCompile)
		return
	case guests.Unlinkable:
		if g.Name == "components/unknown-function" && o.phase == instantiating && errors.Is(o.err, engines.ErrImport) {
			return // a function of an interface that is there may be missed later
		}
		want(linking, engines.ErrImport)
		for _, name := range missing[g.Name] {
			if o.err != nil && !s.coarse && !strings.Contains(o.err.Error(), name) {
				t.Errorf("the error does not name %s: %v", name, o.err)
			}
		}
		return
	case guests.Uncallable:
		if s.coarse {
			want(running, engines.ErrExport)
		} else if o.phase != running || !errors.Is(o.err, engines.ErrExport) && !errors.Is(o.err, engines.ErrArgs) {
			t.Errorf("%v: error %v, want Run: ErrExport or ErrArgs", o.phase, o.err)
		}
		return
	case guests.Unstartable:
		want(instantiating, engines.ErrInstantiate)
		want(instantiating, engines.ErrTrap)
		return
	case guests.Traps:
		want(running, engines.ErrTrap)
	case guests.Exits:
		exited := new(engines.ExitError)
		if g.Exit == 0 {
			want(running, nil)
		} else if s.coarse {
			want(running, exited)
		} else if !errors.As(o.err, &exited) || exited.Code != g.Exit || o.phase != running {
			t.Errorf("%v: error %v, want exit %d", o.phase, o.err, g.Exit)
		}
	case guests.Returns:
		if g.Name == "bad-iovec" && (errors.Is(o.err, engines.ErrTrap) || s.coarse && o.err != nil) {
			return // an engine may end such a guest
		}
		want(running, nil)
	}
	if got, want := o.bench.Err(), protocol(g.Calls); got != want {
		t.Errorf("calls %q: %v, want %v", g.Calls, got, want)
	}
	if g.Denied {
		for _, errno := range strings.Fields(o.stdout) {
			if errno == "0" {
				t.Errorf("the guest was allowed what it must not: %q", o.stdout)
			}
		}
		if strings.Contains(o.stdout, guests.Secret) {
			t.Error("the guest read the secret")
		}
		return
	}
	if o.stdout != g.Stdout || o.stderr != g.Stderr {
		t.Errorf("stdout %.80q, stderr %.80q; want %.80q and %.80q", o.stdout, o.stderr, g.Stdout, g.Stderr)
	}
}

// missing are, by guest, the imports that no host has, or not with that type.
var missing = map[string][]string{
	"unknown-import":        {"env.foo"},
	"unknown-import-memory": {"env.memory"},
	"unknown-import-tag":    {"env.failed"},
	"unknown-imports": {"env.now_price", "env.table", "env.memory", "env.base", "bench.end", "bench.stop",
		"wasi_snapshot_preview1.fd_close", "wasi_snapshot_preview1.sched_yield"},
	"components/unknown-import": {"example:host/clock"},
	"unknown-wasi":              {"wasi_snapshot_preview1.nope"},
	"bench-start-typed":         {"bench.start"},
}

// protocol is what is wrong with a sequence of calls.
func protocol(calls string) error {
	switch calls {
	case "start end":
		return nil
	case "":
		return engines.ErrNoStart
	case "start":
		return engines.ErrNoEnd
	case "start start end", "start start end end":
		return engines.ErrStartTwice
	case "end":
		return engines.ErrEndFirst
	case "start end start end", "start end end":
		return engines.ErrAfterEnd
	}
	panic("BUG: enginetest: calls " + calls)
}

// missingFiles: what a host names and is not there is an error of Link.
func (s suite) missingFiles(t *testing.T) {
	e := s.Engine(t)
	gone := kit.Create(t, filepath.Join(t.TempDir(), "gone"))
	gone.Close()
	if err := os.Remove(gone.Name()); err != nil {
		t.Fatal(err)
	}
	o := s.run(t, e, guests.Wasm("noop"), engines.Host{Dir: gone.Name()}, nil)
	if o.phase != linking || o.err == nil || !strings.Contains(o.err.Error(), gone.Name()) {
		t.Errorf("%v: error %v; want one of Link that names the folder", o.phase, o.err)
	}
}
