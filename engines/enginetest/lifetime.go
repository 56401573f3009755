package enginetest

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
	"github.com/sightglass-go/sightglass/measure/cycles"
)

// manyInstances: instances of one module live side by side, each with its own
// host, and are run in another order than they were made.
func (s suite) manyInstances(t *testing.T) {
	m := kit.Compile(t, s.Engine(t), guests.Wasm("noop"))
	var instances []engines.Instance
	var benches []*engines.Bench
	var counters []*cycles.Counter
	for range 20 {
		c, err := cycles.Open()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		i, b := kit.Instance(t, m, engines.Host{Bench: engines.NewBench(c)})
		instances, benches, counters = append(instances, i), append(benches, b), append(counters, c)
	}
	for n := len(instances) - 1; n >= 0; n-- {
		if err := instances[n].Run(context.Background()); err != nil || benches[n].Err() != nil {
			t.Errorf("instance %d: %v, %v", n, err, benches[n].Err())
		}
		if _, err := counters[n].Readings(nil); err != nil {
			t.Errorf("instance %d: %v", n, err)
		}
		if n > 0 && benches[n-1].Err() != engines.ErrNoStart {
			t.Errorf("running instance %d reached the host of another: %v", n, benches[n-1].Err())
		}
	}
}

// compileTwice: two modules of the same bytes are two modules.
func (s suite) compileTwice(t *testing.T) {
	e := s.Engine(t)
	a, b := kit.Compile(t, e, guests.Wasm("noop")), kit.Compile(t, e, guests.Wasm("noop"))
	if a == b {
		t.Error("the same module twice")
	}
	if err := errors.Join(a.Close(context.Background()), a.Close(context.Background())); err != nil {
		t.Error(err)
	}
	i, bench := kit.Instance(t, b, engines.Host{})
	if err := i.Run(context.Background()); err != nil || bench.Err() != nil {
		t.Errorf("the second after the first was closed: %v, %v", err, bench.Err())
	}
}

func (s suite) linkerOnce(t *testing.T) {
	m := kit.Compile(t, s.Engine(t), guests.Wasm("noop"))
	l, err := m.Link(context.Background(), engines.Host{Bench: engines.NewBench(nil)})
	if err != nil {
		t.Fatal(err)
	}
	i, err := l.Instantiate(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := l.Instantiate(context.Background()); again != nil || !errors.Is(err, engines.ErrUsed) {
		t.Errorf("second Instantiate: %v, %v; want ErrUsed", again, err)
	}
	if err := i.Run(context.Background()); err != nil {
		t.Error(err)
	}
}

// closeInAnyOrder: every Close, once or twice, in any order, does no harm.
func (s suite) closeInAnyOrder(t *testing.T) {
	for _, order := range []string{"ilme", "emli", "mile", "lime", "eilm", "iillmmee", "eemmllii", "elmeilmi"} {
		e, err := s.Open(context.Background(), s.Flags)
		if err != nil {
			t.Fatal(err)
		}
		m := kit.Compile(t, e, guests.Wasm("noop"))
		l, err := m.Link(context.Background(), engines.Host{Bench: engines.NewBench(nil)})
		if err != nil {
			t.Fatal(err)
		}
		i, err := l.Instantiate(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		all := map[rune]interface{ Close(context.Context) error }{'e': e, 'm': m, 'l': l, 'i': i}
		for _, c := range order {
			if err := all[c].Close(context.Background()); err != nil {
				t.Errorf("%s: %c: %v", order, c, err)
			}
		}
	}
}

// useAfterClose: what is closed, or made from something closed, says so.
func (s suite) useAfterClose(t *testing.T) {
	ctx := context.Background()
	refused := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, engines.ErrClosed) {
			t.Errorf("%s: %v, want ErrClosed", what, err)
		}
	}
	host := engines.Host{Bench: engines.NewBench(nil)}
	e := s.Engine(t)
	m := kit.Compile(t, e, guests.Wasm("noop"))
	l, err := m.Link(ctx, host)
	if err != nil {
		t.Fatal(err)
	}
	i, _ := kit.Instance(t, m, host)
	i.Close(ctx)
	refused("run a closed instance", i.Run(ctx))
	_, err = i.Call(ctx, "_start")
	refused("call in a closed instance", err)
	m.Close(ctx)
	_, err = l.Instantiate(ctx)
	refused("instantiate a closed module", err)
	_, err = m.Link(ctx, host)
	refused("link a closed module", err)
	e.Close(ctx)
	_, err = e.Compile(ctx, guests.Wasm("noop"))
	refused("compile on a closed engine", err)
}

// twoEngines: one goroutine each.
func (s suite) twoEngines(t *testing.T) {
	var group sync.WaitGroup
	for range 2 {
		e := s.Engine(t)
		group.Go(func() {
			for range 10 {
				for _, name := range []string{"work", "hello", "trap-inside"} {
					g := lookup(t, name)
					o := s.run(t, e, g.Wasm(), engines.Host{}, nil)
					if o.phase != running || o.bench.Err() != protocol(g.Calls) || o.stdout != g.Stdout {
						t.Errorf("%s: %v: %v, %v", name, o.phase, o.err, o.bench.Err())
						return
					}
				}
			}
		})
	}
	group.Wait()
}

// cancelled: a context that is done already starts nothing.
func (s suite) cancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	check := func(what string, err error) {
		t.Helper()
		if !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want context.Canceled", what, err)
		}
	}
	e := s.Engine(t)
	_, err := e.Compile(ctx, guests.Wasm("noop"))
	check("compile", err)
	m := kit.Compile(t, e, guests.Wasm("noop"))
	host := engines.Host{Bench: engines.NewBench(nil)}
	_, err = m.Link(ctx, host)
	check("link", err)
	l, err := m.Link(context.Background(), host)
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.Instantiate(ctx)
	check("instantiate", err)
	i, bench := kit.Instance(t, m, engines.Host{})
	check("run", i.Run(ctx))
	if bench.Err() != engines.ErrNoStart {
		t.Errorf("a cancelled run ran: %v", bench.Err())
	}
}

// streamsClosed: a guest that closes its streams has none, and what it prints
// then is nowhere.
func (s suite) streamsClosed(t *testing.T) {
	o := s.run(t, s.Engine(t), guests.Wasm("close-streams"), engines.Host{Dir: t.TempDir()}, nil)
	if o.phase != running || o.stdout != "before\n" || o.stderr != "" {
		t.Errorf("%v: error %v, stdout %q, stderr %q; want before and nothing after", o.phase, o.err, o.stdout, o.stderr)
	}
}
