// Package enginetest holds engine adapters to what a recorder relies on. One
// call in a test of the adapter runs it all:
//
//	func TestConformance(t *testing.T) { enginetest.Run(t, wazero.Open, "interpreter") }
//
// What an engine may lack is WebAssembly's proposals: a guest that needs one
// may be refused by Compile. All else it must do, but for what its test declares: a
// [Deviation].
//
// Guests are programs that nobody here wrote: the parts of package hostile let
// one try to get at what is not its own.
//
// Cases run in another process, which is this test binary again, running the same
// test: what stands before the call of Run is run there too. A case that hangs, or
// that ends the process, fails, and the cases after it run in a new one. With the
// variable SIGHTGLASS_ENGINETEST_IN=this-process, for a debugger, and where coverage
// is counted, they run in the test's own.
package enginetest

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/abilities"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/enginetest/hostile"
	"github.com/sightglass-go/sightglass/engines/enginetest/internal/isolate"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
	"github.com/sightglass-go/sightglass/measure"
)

// Run runs the suite with engines that open makes from flags. It skips when
// open says that the engine is not available in this build. Cases that are known
// deviations are run, and that they fail is logged and is no failure.
func Run(t *testing.T, open engines.Opener, flags string, known ...Deviation) {
	t.Helper()
	run(t, suite{Kit: kit.Kit{Open: open, Flags: flags}}, known)
}

// RunCoarse runs what of the suite an engine can pass that runs _start and no
// other function, has no arguments and variables for guests, and says that a step
// failed and not why, nor of an import before it is missed. What such an engine
// is handed as flags is its own affair.
func RunCoarse(t *testing.T, open engines.Opener, flags string, known ...Deviation) {
	t.Helper()
	run(t, suite{Kit: kit.Kit{Open: open, Flags: flags}, coarse: true}, known)
}

type suite struct {
	kit.Kit
	coarse bool // see RunCoarse
}

// cases are the parts of the suite, in the order in which they run.
func (s suite) cases(t *testing.T) []isolate.Case {
	var list []isolate.Case
	add := func(name string, run func(t *testing.T)) {
		list = append(list, isolate.Case{Path: []string{name}, Run: run})
	}
	fine := func(name string, run func(t *testing.T)) {
		if !s.coarse {
			add(name, run)
		}
	}
	add("identity", s.identity)
	fine("flags", s.unknownFlag)
	for _, g := range guests.All() {
		list = append(list, isolate.Case{Path: []string{"guests", g.Name}, Run: func(t *testing.T) { s.guest(t, g) }})
	}
	add("abilities", s.abilities)
	add("phases", s.phases)
	add("early", s.early)
	fine("reactors", s.reactors)
	add("measures", s.measures)
	fine("counts", s.counts)
	fine("globals", s.globals)
	fine("code", s.code)
	list = append(list, s.componentCases()...)
	add("sees", s.sees)
	if !s.coarse {
		for _, c := range hostile.Cases(t, s.Open, s.Flags) {
			list = append(list, isolate.Case(c))
		}
	}
	add("streams-closed", s.streamsClosed)
	add("missing-files", s.missingFiles)
	add("hosts", s.hosts)
	fine("call", s.call)
	fine("call-refused", s.callRefused)
	fine("exits", s.exits)
	add("many-instances", s.manyInstances)
	add("compile-twice", s.compileTwice)
	add("linker-once", s.linkerOnce)
	add("close-in-any-order", s.closeInAnyOrder)
	add("use-after-close", s.useAfterClose)
	add("two-engines", s.twoEngines)
	add("cancelled", s.cancelled)
	add("leaves-nothing", s.leavesNothing)
	return list
}

// abilities prints what the engine can do.
func (s suite) abilities(t *testing.T) {
	s.Engine(t)
	a, err := abilities.Of(t.Context(), s.Open, s.Flags)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(a)
	if len(a.NoWASI) > 0 {
		t.Errorf("guests cannot import all of WASI preview 1; it lacks %q", a.NoWASI)
	}
}

// phase is how far a run got.
type phase int

const (
	compiling phase = iota
	linking
	instantiating
	running
)

func (p phase) String() string { return [...]string{"Compile", "Link", "Instantiate", "Run"}[p] }

// outcome is what became of a run: the error of the last phase, nil if it was
// Run and succeeded.
type outcome struct {
	phase          phase
	err            error
	bench          *engines.Bench
	stdout, stderr string
}

func (s suite) run(t testing.TB, e engines.Engine, wasm []byte, host engines.Host, m measure.Measure) (o outcome) {
	t.Helper()
	ctx := context.Background()
	closing := func(what string, c interface{ Close(context.Context) error }) {
		if err := c.Close(ctx); err != nil {
			t.Errorf("close %s: %v", what, err)
		}
	}
	dir := t.TempDir()
	host.Stdout, host.Stderr = kit.Create(t, filepath.Join(dir, "stdout")), kit.Create(t, filepath.Join(dir, "stderr"))
	defer func() {
		o.stdout, o.stderr = kit.Content(t, host.Stdout), kit.Content(t, host.Stderr)
		host.Stdout.Close()
		host.Stderr.Close()
	}()
	host.Bench = engines.NewBench(m)
	o.bench = host.Bench

	var module engines.Module
	if module, o.err = e.Compile(ctx, wasm); o.err != nil {
		return o
	}
	defer closing("module", module)
	o.phase = linking
	var linker engines.Linker
	if linker, o.err = module.Link(ctx, host); o.err != nil {
		return o
	}
	defer closing("linker", linker)
	o.phase = instantiating
	var instance engines.Instance
	if instance, o.err = linker.Instantiate(ctx); o.err != nil {
		return o
	}
	defer closing("instance", instance)
	o.phase = running
	o.err = instance.Run(ctx)
	return o
}

func lookup(t testing.TB, name string) guests.Guest {
	t.Helper()
	g, ok := guests.Lookup(name)
	if !ok {
		t.Fatalf("no guest %s", name)
	}
	return g
}
