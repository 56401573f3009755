// Package native is an engine without WebAssembly: benchmarks are Go functions
// that are compiled into the program and call start and end themselves. In one
// table with engines that run the same work as WebAssembly, it says how much
// that costs:
//
//	programs := native.Programs{"sieve": sieve}
//	engines.Register("native", programs.Open)
//
// A benchmark's function is found by the name of its file, without folder and
// ".wasm". It reads the same inputs and prints the same output as the module,
// and so is held to the same expectations. The module's bytes are not looked
// at beyond the first four: what Compilation and Instantiation cost here is
// the recorder, so only Execution means anything.
//
// One difference to a guest remains: the program is not apart from the
// recorder. Its collector, its heap and its stack are those of the process. A
// stack that has to grow grows within the window of the first iteration; a
// panic is a trap, but a stack that overflows, or os.Exit, ends the process.
package native

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/engines"
)

// Program is a benchmark. It prepares its input, calls g.Start, does the work,
// calls g.End, and prints what came of it. An *engines.ExitError is its exit
// code; any other error is printed to g.Stderr, and the code is 1.
type Program func(g *Guest) error

// Programs holds programs by the names of their benchmarks' files, without
// ".wasm".
type Programs map[string]Program

// Open opens an engine for the programs, which must not change any more. It is
// an engines.Opener, and knows no flags.
func (p Programs) Open(_ context.Context, flags string) (engines.Engine, error) {
	for _, unknown := range strings.Fields(flags) {
		return nil, fmt.Errorf("%w: unknown flag %q: native has none", engines.ErrFlag, unknown)
	}
	return &engine{programs: p, flags: flags}, nil
}

// find returns the program for the file that is the guest's first argument.
func (p Programs) find(args []string) (Program, error) {
	if len(args) == 0 {
		return nil, fmt.Errorf("%w: native finds programs by the guest's first argument, and there is none", engines.ErrCompile)
	}
	name := strings.TrimSuffix(args[0][strings.LastIndexAny(args[0], `/\`)+1:], ".wasm")
	if program := p[name]; program != nil {
		return program, nil
	}
	return nil, fmt.Errorf("%w: there is no Go function for %s: write a native.Program and add it as %q to the native.Programs of the engine, which has %s",
		engines.ErrCompile, args[0], name, strings.Join(slices.Sorted(maps.Keys(p)), ", "))
}

type engine struct {
	programs Programs
	flags    string
	closed   bool
}

func (e *engine) Identity() engines.Identity {
	return engines.Identity{Name: "native", Version: runtime.Version(), Flags: e.flags}
}

// Compile refuses what no engine would take for a module. It is told no name,
// so that a missing program is found by Link.
func (e *engine) Compile(ctx context.Context, wasm []byte) (engines.Module, error) {
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("native: compile: %w", ctx.Err())
	case e.closed:
		return nil, fmt.Errorf("native: compile: %w", engines.ErrClosed)
	case !bytes.HasPrefix(wasm, []byte("\x00asm")):
		return nil, fmt.Errorf("%w: not a WebAssembly module", engines.ErrCompile)
	}
	return &module{programs: e.programs}, nil
}

func (e *engine) Close(context.Context) error {
	e.closed = true
	return nil
}
