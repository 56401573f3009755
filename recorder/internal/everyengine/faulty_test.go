package everyengine

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
)

func init() { engines.Register("faulty", openFaulty) }

var errFault = errors.New("injected fault")

// faulty is an engine that runs nothing and fails at a chosen point of a
// chosen iteration, but only with the guest noop: every other guest is well.
// Its flags are at=POINT, how=KIND and iteration=N.
type faulty struct {
	at, how   string
	iteration int
	compiled  int // modules of noop so far
	armed     bool
	bench     *engines.Bench
}

var hoard [][]byte // all the memory there is

// faultPoints are where faulty can fail, in the order in which a process comes
// by, with the phase in which that is.
var faultPoints = []struct{ name, phase string }{
	{"open", ""}, {"compile", "Compilation"}, {"link", ""}, {"instantiate", "Instantiation"},
	{"before the window", "Execution"}, {"inside the window", "Execution"}, {"after the window", "Execution"},
	{"close the instance", ""}, {"close the module", ""}, {"close the engine", ""},
}

var faultKinds = []string{"error", "panic", "exit", "SIGSEGV", "SIGKILL", "hang", "memory", "noise", "rubbish", "repeat"}

func openFaulty(_ context.Context, flags string) (engines.Engine, error) {
	f := new(faulty)
	var points []string
	for _, p := range faultPoints {
		points = append(points, strings.ReplaceAll(p.name, " ", "-"))
	}
	err := engines.ParseFlags(flags, []engines.Flag{
		engines.Choice("at", "where", func(s string) { f.at = strings.ReplaceAll(s, "-", " ") }, points, points),
		engines.Choice("how", "in which way", func(s string) { f.how = s }, faultKinds, faultKinds),
		engines.Integer("iteration", "when", 0, 100, func(n int) { f.iteration = n }),
	})
	if err != nil {
		return nil, err
	}
	// Opened in a probe, too, which must go well: only a second look tells.
	if f.at == "open" && os.Getenv("SIGHTGLASS_FAULT_OPEN") != "" {
		return f, f.fail()
	}
	return f, nil
}

// fail fails, or returns what does.
func (f *faulty) fail() error {
	switch f.how {
	case "error":
		return errFault
	case "panic":
		panic(errFault)
	case "exit":
		os.Exit(7)
	case "SIGSEGV", "SIGKILL":
		dieBy(f.how)
		select {}
	case "hang":
		select {}
	case "memory":
		for {
			hoard = append(hoard, bytes.Repeat([]byte{1}, 64<<20))
		}
	case "noise":
		fmt.Fprintln(os.Stderr, "the first words")
		fmt.Fprint(os.Stderr, strings.Repeat("noise ", 2<<20))
		fmt.Fprintln(os.Stderr, "\nthe last words")
		os.Exit(7)
	case "rubbish":
		_, _ = os.NewFile(3, "results").WriteString(`{"samples":[{"p":"Execution","e":"cycles","c":`)
		os.Exit(0)
	case "repeat":
		_, _ = os.NewFile(3, "results").WriteString(`{"iteration":7,"samples":[{"p":"Execution","e":"cycles","c":1}]}` + "\n")
		os.Exit(0)
	}
	return nil
}

// point fails if this is where.
func (f *faulty) point(name string) error {
	if f.armed && f.at == name {
		return f.fail()
	}
	return nil
}

func (f *faulty) Identity() engines.Identity { return engines.Identity{Name: "faulty", Version: "1"} }

func (f *faulty) Compile(_ context.Context, wasm []byte) (engines.Module, error) {
	if bytes.Equal(wasm, guests.Wasm("noop")) {
		f.armed = f.compiled == f.iteration
		f.compiled++
	}
	if err := f.point("compile"); err != nil {
		return nil, err
	}
	return faultyModule{f}, nil
}

func (f *faulty) Close(context.Context) error {
	f.armed = f.compiled > f.iteration
	return f.point("close the engine")
}

type faultyModule struct{ *faulty }

func (m faultyModule) Link(_ context.Context, host engines.Host) (engines.Linker, error) {
	m.bench = host.Bench
	if err := m.point("link"); err != nil {
		return nil, err
	}
	return faultyLinker(m), nil
}

func (m faultyModule) Close(context.Context) error { return m.point("close the module") }

type faultyLinker struct{ *faulty }

func (l faultyLinker) Instantiate(context.Context) (engines.Instance, error) {
	if err := l.point("instantiate"); err != nil {
		return nil, err
	}
	return faultyInstance(l), nil
}

func (l faultyLinker) Close(context.Context) error { return nil }

type faultyInstance struct{ *faulty }

func (i faultyInstance) Run(context.Context) error {
	if err := i.point("before the window"); err != nil {
		return err
	}
	i.bench.Start()
	if err := i.point("inside the window"); err != nil {
		return err
	}
	i.bench.End()
	return i.point("after the window")
}

func (i faultyInstance) Call(context.Context, string, ...uint64) ([]uint64, error) {
	return nil, engines.ErrExport
}

func (i faultyInstance) Close(context.Context) error { return i.point("close the instance") }

// faultyFile is a record.Handle that fails at its n-th call of one kind.
type faultyFile struct {
	*os.File
	call string // "write" or "sync"
	n    int
	how  error

	mu    sync.Mutex
	calls map[string]int
}

func (f *faultyFile) fails(call string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.calls == nil {
		f.calls = map[string]int{}
	}
	f.calls[call]++
	return call == f.call && f.calls[call] == f.n
}

func (f *faultyFile) Write(b []byte) (int, error) {
	if f.fails("write") {
		n, _ := f.File.Write(b[:len(b)/2])
		return n, f.how
	}
	return f.File.Write(b)
}

func (f *faultyFile) Sync() error {
	if f.fails("sync") {
		return f.how
	}
	return f.File.Sync()
}
