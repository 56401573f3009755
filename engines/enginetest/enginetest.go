// Package enginetest holds engine adapters to what a recorder relies on. One
// call in a test of the adapter runs it all:
//
//	func TestConformance(t *testing.T) { enginetest.Run(t, wazero.Open, "interpreter") }
//
// What an engine may lack is WebAssembly's proposals: a guest that needs one
// may be refused by Compile. All else it must do.
//
// Guests are programs that nobody here wrote: the parts of package hostile let
// one try to get at what is not its own.
package enginetest

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/enginetest/hostile"
	"github.com/sightglass-go/sightglass/engines/enginetest/internal/kit"
	"github.com/sightglass-go/sightglass/measure"
)

// Deviation is a guest with which an engine is known to do something else than
// WebAssembly says: a published fault of its version.
type Deviation struct {
	Guest, Why string
}

// Run runs the suite with engines that open makes from flags. It skips when
// open says that the engine is not available in this build. Guests that are
// known deviations are run, and what becomes of them is logged and is no
// failure; whether it is depends on the processor.
func Run(t *testing.T, open engines.Opener, flags string, known ...Deviation) {
	s := suite{Kit: kit.Kit{Open: open, Flags: flags}, known: known}
	s.Engine(t) // skips
	t.Run("identity", s.identity)
	t.Run("flags", s.unknownFlag)
	t.Run("guests", s.guests)
	t.Run("phases", s.phases)
	t.Run("early", s.early)
	t.Run("reactors", s.reactors)
	t.Run("measures", s.measures)
	t.Run("counts", s.counts)
	t.Run("globals", s.globals)
	t.Run("code", s.code)
	t.Run("sees", s.sees)
	hostile.Run(t, open, flags)
	t.Run("streams-closed", s.streamsClosed)
	t.Run("missing-files", s.missingFiles)
	t.Run("hosts", s.hosts)
	t.Run("call", s.call)
	t.Run("call-refused", s.callRefused)
	t.Run("exits", s.exits)
	t.Run("many-instances", s.manyInstances)
	t.Run("compile-twice", s.compileTwice)
	t.Run("linker-once", s.linkerOnce)
	t.Run("close-in-any-order", s.closeInAnyOrder)
	t.Run("use-after-close", s.useAfterClose)
	t.Run("two-engines", s.twoEngines)
	t.Run("cancelled", s.cancelled)
	t.Run("leaves-nothing", s.leavesNothing)
}

// RunCoarse runs what of the suite an engine can pass that runs _start and no
// other function, has no arguments and variables for guests, and says that a step
// failed and not why, nor of an import before it is missed. What such an engine
// is handed as flags is its own affair.
func RunCoarse(t *testing.T, open engines.Opener, flags string, known ...Deviation) {
	s := suite{Kit: kit.Kit{Open: open, Flags: flags}, known: known, coarse: true}
	s.Engine(t) // skips
	t.Run("identity", s.identity)
	t.Run("guests", s.guests)
	t.Run("phases", s.phases)
	t.Run("early", s.early)
	t.Run("measures", s.measures)
	t.Run("sees", s.sees)
	t.Run("streams-closed", s.streamsClosed)
	t.Run("missing-files", s.missingFiles)
	t.Run("hosts", s.hosts)
	t.Run("many-instances", s.manyInstances)
	t.Run("compile-twice", s.compileTwice)
	t.Run("linker-once", s.linkerOnce)
	t.Run("close-in-any-order", s.closeInAnyOrder)
	t.Run("use-after-close", s.useAfterClose)
	t.Run("two-engines", s.twoEngines)
	t.Run("cancelled", s.cancelled)
	t.Run("leaves-nothing", s.leavesNothing)
}

type suite struct {
	kit.Kit
	known  []Deviation
	coarse bool // see RunCoarse
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

func guest(t testing.TB, name string) guests.Guest {
	t.Helper()
	g, ok := guests.Lookup(name)
	if !ok {
		t.Fatalf("no guest %s", name)
	}
	return g
}
