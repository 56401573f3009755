//go:build cgo

package native

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/cycles"
)

// run compiles and runs a guest with m, closing in the order of names.
func run(t testing.TB, guest string, m measure.Measure, order string) (measure.Calls, error) {
	t.Helper()
	e := NewEngine(NewConfig())
	mod, err := e.Compile(guests.Wasm(guest))
	if err != nil {
		t.Fatal(err)
	}
	l, err := e.NewLinker()
	if err != nil {
		t.Fatal(err)
	}
	if err := l.DefineBench(m); err != nil {
		t.Fatal(err)
	}
	i := new(Instance)
	if err := i.Instantiate(e, l, mod, NewWASI(), false, false); err != nil {
		t.Fatal(err)
	}
	var calls measure.Calls
	inOrder(order, map[rune]func(){'e': e.Close, 'm': mod.Close, 'l': l.Close, 'i': i.Close}, func() {
		err = i.Call(i.Lookup("_start"), nil)
		calls = i.Calls()
	})
	return calls, err
}

// inOrder calls something after closing what order names before its bar, and then closes
// what it names behind it.
func inOrder(order string, closers map[rune]func(), call func()) {
	defer func() {
		for _, close := range closers { // a measure may panic
			close()
		}
	}()
	before, after, _ := strings.Cut(order, "|")
	for _, c := range before {
		closers[c]()
	}
	call()
	for _, c := range after {
		closers[c]()
	}
}

// grows fails when the process does while once is called n times, after a tenth of that.
func grows(t *testing.T, n int, once func()) {
	t.Helper()
	for range n / 10 {
		once()
	}
	before := resident(t)
	for range n {
		once()
	}
	after := resident(t)
	t.Logf("%d instantiations: resident %d KiB, then %d KiB", n, before>>10, after>>10)
	if after > before+8<<20 {
		t.Errorf("grew by %d KiB", (after-before)>>10)
	}
}

// What the C API hands out is counted: an instance runs to its end after all
// that it was made from is closed, and everything may be closed twice.
func TestCloseInAnyOrder(t *testing.T) {
	for _, order := range []string{"|ilme", "|emli", "eml|i", "l|iimmee", "m|elimm", "lmelme|ii"} {
		if calls, err := run(t, "noop", measure.Noop(), order); err != nil || calls != measure.OneWindow {
			t.Errorf("%s: calls %b, error %v", order, calls, err)
		}
	}
}

type spy struct {
	measure.Measure
	name string
	log  *[]string
}

func (s spy) Start() { *s.log = append(*s.log, s.name+".start") }
func (s spy) Stop()  { *s.log = append(*s.log, s.name+".stop") }

func TestChain(t *testing.T) {
	for n := range 4 {
		var log, want []string
		var parts []measure.Measure
		for i := range n {
			name := string(rune('a' + i))
			parts = append(parts, spy{Measure: measure.Noop(), name: name, log: &log})
			want = append(want, name+".start")
		}
		for i := n - 1; i >= 0; i-- {
			want = append(want, string(rune('a'+i))+".stop")
		}
		calls, err := run(t, "noop", measure.Multi(parts...), "l|lime")
		if err != nil || calls != measure.OneWindow || !slices.Equal(log, want) {
			t.Errorf("%d measures: %v, calls %b, error %v; want %v", n, log, calls, err, want)
		}
	}
	for i, c := range *callbacks.Load() {
		if c != nil {
			t.Errorf("callback %d was not released", i)
		}
	}
}

// Inside a chain a measure with entry points is entered from C, at whatever
// place it stands.
func TestChainWithEntries(t *testing.T) {
	for at := range 3 {
		var log []string
		c, err := cycles.Open()
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, ok := c.Entries(); !ok {
			t.Skip("cycles has no entry points here")
		}
		parts := []measure.Measure{spy{Measure: measure.Noop(), name: "a", log: &log}, spy{Measure: measure.Noop(), name: "b", log: &log}}
		calls, err := run(t, "noop", measure.Multi(slices.Insert(parts, at, measure.Measure(c))...), "|lime")
		if err != nil || calls != measure.OneWindow || strings.Join(log, " ") != "a.start b.start b.stop a.stop" {
			t.Errorf("at %d: %v, calls %b, error %v", at, log, calls, err)
		}
		if got := c.Calls(); got != measure.OneWindow {
			t.Errorf("at %d: calls of cycles %b", at, got)
		}
		if r, err := c.Readings(nil); err != nil || r[0].Count == 0 {
			t.Errorf("at %d: readings %+v, %v", at, r, err)
		}
	}
}

type quiet struct{ measure.Measure } // unlike Noop, it is entered

type panics struct{ measure.Measure }

func (panics) Start() { panic("start") }
func (panics) Stop()  {}

// A measure's panic does not unwind wasmtime, but it does not get lost.
func TestMeasurePanics(t *testing.T) {
	defer func() {
		if r := recover(); r != "start" {
			t.Errorf("recovered %v", r)
		}
	}()
	run(t, "noop", panics{measure.Noop()}, "|lime")
	t.Error("no panic")
}

func TestErrors(t *testing.T) {
	e := NewEngine(NewConfig())
	defer e.Close()
	for _, wasm := range [][]byte{nil, {}, guests.Wasm("truncated"), guests.Wasm("invalid-body")} {
		var failed *Error
		if _, err := e.Compile(wasm); !errors.As(err, &failed) || failed.Message == "" || failed.Trap || failed.Exited {
			t.Errorf("%d bytes: %v", len(wasm), err)
		}
	}
	_, err := run(t, "trap-inside", measure.Noop(), "|lime")
	if failed := (*Error)(nil); !errors.As(err, &failed) || !failed.Trap || !strings.Contains(err.Error(), "unreachable") {
		t.Errorf("trap: %v", err)
	}
	_, err = run(t, "exit-three", measure.Noop(), "|lime")
	if failed := (*Error)(nil); !errors.As(err, &failed) || failed.Trap || !failed.Exited || failed.Status != 3 || failed.Message != "" {
		t.Errorf("exit: %v", err)
	}
	w := NewWASI()
	defer w.Close()
	if w.SetDir(t.TempDir()+"/none", ".") == nil || w.SetStdin("/none") == nil || w.SetStdout("/none/none") == nil || w.SetArgs([]string{"\xff"}) == nil || w.SetEnv([]string{"\xff"}, []string{""}) == nil {
		t.Error("what cannot be was accepted")
	}
	if err := w.SetArgs(nil); err != nil {
		t.Error(err)
	}
	if err := w.SetArgs(slices.Repeat([]string{strings.Repeat("x", 1<<16)}, 100)); err != nil {
		t.Error(err)
	}
}

// TestSoak does what the other tests do 1000 times, 100,000 times with
// SIGHTGLASS_TESTS=long.
func TestSoak(t *testing.T) {
	n := 1000
	if os.Getenv("SIGHTGLASS_TESTS") == "long" {
		n = 100_000
	}
	c, err := cycles.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, m := range []measure.Measure{c, measure.Multi(quiet{measure.Noop()}, c)} {
		e := NewEngine(NewConfig())
		mod, err := e.Compile(guests.Wasm("work"))
		if err != nil {
			t.Fatal(err)
		}
		trap, err := e.Compile(guests.Wasm("trap-in-start-section"))
		if err != nil {
			t.Fatal(err)
		}
		grows(t, n, func() {
			l, err := e.NewLinker()
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			w := NewWASI()
			if err := errors.Join(l.DefineBench(m), l.Check(mod), w.SetArgs([]string{"a", "b"})); err != nil {
				t.Fatal(err)
			}
			i := new(Instance)
			if err := i.Instantiate(e, l, mod, w, false, false); err != nil {
				t.Fatal(err)
			}
			i.Close()
			if err := i.Instantiate(e, l, trap, NewWASI(), false, false); err == nil {
				t.Fatal("instantiated")
			}
			unused := NewWASI()
			unused.Close()
		})
		trap.Close()
		mod.Close()
		e.Close()
	}
}
