// Package kit makes engines, modules and instances that are closed with the test: for
// all parts of the conformance suite, and for the tests of adapters.
package kit

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
)

// Kit is the engine that is tested.
type Kit struct {
	Open  engines.Opener
	Flags string
}

// Engine opens an engine that is closed with the test. It skips when the engine
// is not available in this build.
func (k Kit) Engine(t testing.TB) engines.Engine {
	t.Helper()
	e, err := k.Open(context.Background(), k.Flags)
	if errors.Is(err, engines.ErrUnavailable) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(e.Close(context.Background()), e.Close(context.Background())); err != nil {
			t.Errorf("close, twice: %v", err)
		}
	})
	return e
}

// Compile compiles what must compile. The module is closed with the test.
func Compile(t testing.TB, e engines.Engine, wasm []byte) engines.Module {
	t.Helper()
	m, err := e.Compile(context.Background(), wasm)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(context.Background()); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return m
}

// Instance links and instantiates, for tests that look at what comes after. The
// linker and the instance are closed with the test.
func Instance(t testing.TB, m engines.Module, host engines.Host) (engines.Instance, *engines.Bench) {
	t.Helper()
	if host.Bench == nil {
		host.Bench = engines.NewBench(nil)
	}
	l, err := m.Link(context.Background(), host)
	if err != nil {
		t.Fatal(err)
	}
	i, err := l.Instantiate(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(i.Close(context.Background()), l.Close(context.Background())); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return i, host.Bench
}

// AnyFlags holds an adapter to refusing flags as such, or making an engine that is called
// by them and runs a guest.
func AnyFlags(t testing.TB, open engines.Opener, flags string, wasm []byte) {
	t.Helper()
	e, err := open(context.Background(), flags)
	if err != nil {
		if e != nil || !errors.Is(err, engines.ErrFlag) {
			t.Fatalf("%q: %v, %v", flags, e, err)
		}
		return
	}
	t.Cleanup(func() { e.Close(context.Background()) })
	if got := e.Identity().Flags; got != flags {
		t.Fatalf("%q is called %q", flags, got)
	}
	i, bench := Instance(t, Compile(t, e, wasm), engines.Host{})
	if err := errors.Join(i.Run(context.Background()), bench.Err()); err != nil {
		t.Fatalf("%q: %v", flags, err)
	}
}

// Create makes a file that is closed with the test.
func Create(t testing.TB, path string) *os.File {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// Content returns what a file holds.
func Content(t testing.TB, f *os.File) string {
	t.Helper()
	b, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
