package native_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/cycles"
)

func TestRefused(t *testing.T) {
	ctx := t.Context()
	if _, err := programs.Open(ctx, "turbo"); !errors.Is(err, engines.ErrFlag) || !strings.Contains(err.Error(), "turbo") {
		t.Errorf("flag: %v", err)
	}
	e, err := programs.Open(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	if id := e.Identity(); id.Name != "native" || id.Version == "" || id.Flags != "" {
		t.Errorf("identity %+v", id)
	}
	if _, err := e.Compile(ctx, []byte("no module")); !errors.Is(err, engines.ErrCompile) {
		t.Errorf("no module: %v", err)
	}
	host := engines.Host{Args: []string{"unheard-of.wasm"}, Bench: engines.NewBench(nil)}
	if _, err := link(t, host); !errors.Is(err, engines.ErrCompile) || !strings.Contains(err.Error(), `add it as "unheard-of"`) {
		t.Errorf("no such program: %v", err)
	}
	host.Args = nil
	if _, err := link(t, host); !errors.Is(err, engines.ErrCompile) {
		t.Errorf("no name: %v", err)
	}
	host.Args = []string{"noop.wasm", "\x00"}
	if _, err := link(t, host); !errors.Is(err, engines.ErrHost) {
		t.Errorf("NUL: %v", err)
	}
	host.Args, host.Dir = host.Args[:1], filepath.Join(t.TempDir(), "gone")
	if _, err := link(t, host); err == nil || !strings.Contains(err.Error(), host.Dir) {
		t.Errorf("no such folder: %v", err)
	}

	host.Dir = ""
	l, err := link(t, host)
	if err != nil {
		t.Fatal(err)
	}
	i, err := l.Instantiate(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Instantiate(ctx); !errors.Is(err, engines.ErrUsed) {
		t.Errorf("twice: %v", err)
	}
	if _, err := i.Call(ctx, "fib"); !errors.Is(err, engines.ErrExport) {
		t.Errorf("fib: %v", err)
	}
	if _, err := i.Call(ctx, "_start", 1); !errors.Is(err, engines.ErrArgs) {
		t.Errorf("_start(1): %v", err)
	}
	if _, err := i.Call(ctx, "_start"); err != nil || host.Bench.Err() != nil {
		t.Errorf("_start: %v, %v", err, host.Bench.Err())
	}
}

func TestClosedOrCancelled(t *testing.T) {
	ctx := t.Context()
	gone, cancel := context.WithCancel(ctx)
	cancel()
	host := engines.Host{Args: []string{"noop.wasm"}, Bench: engines.NewBench(nil)}
	e, _ := programs.Open(ctx, "")
	m, _ := e.Compile(ctx, wasm)
	l, _ := m.Link(ctx, host)
	l2, _ := m.Link(ctx, host)
	i, _ := l2.Instantiate(ctx)
	check := func(what string, err, want error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	_, err := e.Compile(gone, wasm)
	check("compile", err, context.Canceled)
	_, err = m.Link(gone, host)
	check("link", err, context.Canceled)
	_, err = l.Instantiate(gone)
	check("instantiate", err, context.Canceled)
	check("run", i.Run(gone), context.Canceled)
	if host.Bench.Err() != engines.ErrNoStart {
		t.Error("a cancelled run ran")
	}
	for _, c := range []interface{ Close(context.Context) error }{e, m, i, l2} {
		check("close", c.Close(ctx), nil)
	}
	_, err = e.Compile(ctx, wasm)
	check("compile", err, engines.ErrClosed)
	_, err = m.Link(ctx, host)
	check("link", err, engines.ErrClosed)
	_, err = l.Instantiate(ctx)
	check("instantiate", err, engines.ErrClosed)
	_, err = i.Call(ctx, "_start")
	check("call", err, engines.ErrClosed)
}

// TestWindow: the program's window is that of the measure, also of several
// nested ones.
func TestWindow(t *testing.T) {
	for range 3 {
		a, err := cycles.Open()
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		b, err := cycles.Open()
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		m := measure.Multi(a, b)
		l, err := link(t, engines.Host{Args: []string{"noop.wasm"}, Bench: engines.NewBench(m)})
		if err != nil {
			t.Fatal(err)
		}
		i, err := l.Instantiate(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := i.Run(t.Context()); err != nil {
			t.Fatal(err)
		}
		got, err := m.Readings(nil)
		if err != nil || len(got) != 2 || got[0].Count < got[1].Count {
			t.Errorf("readings %+v, %v", got, err)
		}
	}
}
