// Package engines is what a recorder needs of a WebAssembly engine: the four
// interfaces from bytes to a finished run, the host side of bench.start and
// bench.end, and a registry of engines by name.
//
// The steps are cut where a recorder's phases begin and end:
//
//	module, err := engine.Compile(ctx, wasm)      // Compilation
//	linker, err := module.Link(ctx, host)         // not measured
//	instance, err := linker.Instantiate(ctx)      // Instantiation
//	err = instance.Run(ctx)                       // holds Execution
//
// An adapter implements the four and nothing else. The adapters of this
// module are the packages below this one; they register themselves with
// [Default] when they are imported.
package engines

import (
	"context"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/registry"
)

// Engine is one configured engine. An Engine and what comes from it may be
// used by one goroutine at a time; several Engines may be used at once.
type Engine interface {
	// Identity says what this engine is. It goes into the recording.
	Identity() Identity

	// Compile makes a module from the binary format. This is the Compilation
	// phase: whatever the engine does to avoid work that it did before, such
	// as a cache of compiled code, must not reach across calls. A module that
	// the engine refuses is an error that wraps ErrCompile.
	Compile(ctx context.Context, wasm []byte) (Module, error)

	// Close gives back everything. Modules may be closed after it. A second
	// Close does nothing.
	Close(ctx context.Context) error
}

// Module is a compiled module. It may be linked many times.
type Module interface {
	// Link prepares one instantiation: files, WASI, host functions, the check
	// of imports. It is never measured, so everything that can be done here
	// must be. An import that neither WASI nor the host offers is an error
	// that wraps ErrImport and names it.
	Link(ctx context.Context, host Host) (Linker, error)

	// Close gives back the compiled code. Linkers and instances made from it
	// are closed first. A second Close does nothing.
	Close(ctx context.Context) error
}

// Linker is one prepared instantiation.
type Linker interface {
	// Instantiate makes the instance: this is the Instantiation phase. It
	// runs the module's start function, then the exported function Initialize
	// if there is one without parameters and results, and no other exported
	// one. A trap or an exit of either, whatever the code, is an error that
	// wraps ErrInstantiate and ErrTrap or *ExitError. It may be called once;
	// later calls return an error that wraps ErrUsed.
	Instantiate(ctx context.Context) (Instance, error)

	// Close gives back what Link took. A second Close does nothing.
	Close(ctx context.Context) error
}

// Initialize is the export of a reactor, a library that is called function by
// function: what prepares each new instance, before any other export is called.
// See "Why is _initialize a part of Instantiate?" in RATIONALE.md.
const Initialize = "_initialize"

// Instance is an instantiated module.
type Instance interface {
	// Run calls the exported function _start. The guest brackets what is to
	// be measured with bench.start and bench.end, which reach Host.Bench.
	// A return, and an exit with code 0, are success. Another exit is an
	// *ExitError, a trap is an error that wraps ErrTrap.
	Run(ctx context.Context) error

	// Call calls an exported function with raw values, one for each
	// parameter: integers as themselves, floats as their IEEE 754 bits, 32-bit
	// ones in the low half. It returns the raw results. Errors are as for
	// Run, and an exit with code 0 is an *ExitError, too: the function did not
	// return. A function that is not exported is an error that wraps ErrExport,
	// and one that cannot be called like this an error that wraps ErrArgs.
	Call(ctx context.Context, name string, args ...uint64) ([]uint64, error)

	// Close gives back the instance's memory. A second Close does nothing.
	Close(ctx context.Context) error
}

// Warner is implemented by an Engine that has something to say about how it
// was opened that a reader of the numbers should know, such as a faster way
// that it could not take. What it returns goes into the recording.
type Warner interface {
	Warnings() []string
}

// Warnings returns e's warnings, none if it is no Warner.
func Warnings(e Engine) []string {
	if w, ok := e.(Warner); ok {
		return w.Warnings()
	}
	return nil
}

// SelfTimed is implemented by an Engine that opens and closes the windows of
// Compilation and Instantiation itself, as a library does that was written to
// call timers around its phases. See "Why may an engine time its own phases?" in
// RATIONALE.md.
type SelfTimed interface {
	Engine
	// Prepare is called once, on the measure's thread and before anything is
	// compiled, with the measure of those two phases and a Host as all those that
	// modules will be linked with: only its Bench differs from theirs, not the
	// measure of that. Both stay open until Close. From then on each Compile and
	// each Instantiate that returns no error has opened and closed one window of m;
	// what an engine does beside its phase is outside of it. Without Prepare, the
	// Engine is one like others.
	Prepare(ctx context.Context, host Host, m measure.Measure) error
}

// Identity is what an engine is.
type Identity struct {
	Name    string // the adapter's short name: "wazero", "wasmtime"
	Version string // the version of the engine behind it: "v1.12.0"
	Flags   string // the flags it was opened with, as they were given
	// Module is the path of the Go module whose version Version is, "" if it is no
	// module's: programs of several versions are expected to differ in it.
	Module string
}

// String returns name, flags and version: "wasmtime:opt-level=none v39.0.1".
func (id Identity) String() string {
	return strings.TrimSpace(registry.Typed(id.Name, id.Flags) + " " + id.Version)
}
