// Package wazero adapts github.com/tetratelabs/wazero, the WebAssembly
// runtime in pure Go, and registers it as "wazero".
//
// Flags: interpreter, compilation-workers=N, close-on-context-done. Every
// feature that wazero can run is switched on, the clocks are the real ones,
// and without flags the code is what any embedder of wazero gets.
package wazero

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
)

func init() { engines.Register("wazero", Open) }

const modulePath = "github.com/tetratelabs/wazero"

// features is every core feature of wazero v1.12: version 2 of the core
// specification and the experimental ones. Versions before have no names for
// the later ones, and ignore them; see RATIONALE.md.
const features = api.CoreFeaturesV2 |
	experimental.CoreFeaturesThreads |
	api.CoreFeatureSIMD<<2 | // tail calls, from v1.10 on
	api.CoreFeatureSIMD<<3 | // extended constant expressions, from v1.12 on
	api.CoreFeatureSIMD<<4 | // exception handling, from v1.12 on
	api.CoreFeatureSIMD<<5 // typed function references, from v1.12 on

// Open opens an engine with the flags of the package comment. It is an
// engines.Opener.
func Open(ctx context.Context, flags string) (engines.Engine, error) {
	return open(ctx, flags, Options{})
}

func open(ctx context.Context, flags string, o Options) (engines.Engine, error) {
	version := engines.ModuleVersion(modulePath, wazero.NewRuntimeConfig)
	if o.Version != "" {
		version = strings.TrimSpace(version + " " + o.Version)
	}
	e := &engine{
		identity: engines.Identity{Name: cmp.Or(o.name, "wazero"), Version: version, Flags: flags, Module: modulePath},
		options:  o,
	}
	var set settings
	err := engines.ParseFlags(flags, set.known())
	if err != nil {
		return nil, err
	}
	// The configuration that chooses by itself would interpret where it cannot
	// compile, without a word: a wrong number.
	can := features
	e.config = wazero.NewRuntimeConfigCompiler()
	e.workers = set.workers
	if e.interprets = set.interpreter; e.interprets {
		e.config = wazero.NewRuntimeConfigInterpreter()
	} else if can, e.warnings, err = compilable(features, here()); err != nil {
		return nil, err
	}
	e.config = e.config.WithCoreFeatures(can).WithCloseOnContextDone(set.closeOnDone)
	if o.Runtime != nil {
		e.config = o.Runtime(e.config)
	}
	if e.spare, err = e.newRuntime(ctx); err != nil {
		return nil, err
	}
	return e, nil
}

// settings are flags that have been read.
type settings struct {
	interpreter, closeOnDone bool
	workers                  int
}

func (s *settings) known() []engines.Flag {
	known := []engines.Flag{
		engines.OnOff("interpreter", "interpret instead of compiling to machine code", func(on bool) { s.interpreter = on }),
		engines.Integer("compilation-workers", "goroutines that compile one module; 1 unless given", 1, 1024, func(n int) { s.workers = n }),
		engines.OnOff("close-on-context-done", "let a cancelled context interrupt the guest; changes the code", func(on bool) { s.closeOnDone = on }),
	}
	if withCompilationWorkers == nil {
		known = slices.Delete(known, 1, 2)
	}
	return known
}

// Flags makes an engine an engines.Flagged.
func (*engine) Flags() []engines.Flag { return new(settings).known() }

type engine struct {
	identity engines.Identity
	options  Options
	config   wazero.RuntimeConfig
	workers  int
	warnings []string
	// interprets is set if it was opened as an interpreter, and codeSizes are those of
	// the modules whose code was measured, by their hashes.
	interprets bool
	codeSizes  map[[sha256.Size]byte]uint64
	// spare is the runtime that the next Compile takes. Every module has a
	// runtime of its own, because within one runtime wazero compiles the same
	// bytes once only; and it is made ahead, because making it is not
	// compiling.
	spare  *runtime
	closed bool
}

func (e *engine) newRuntime(ctx context.Context) (*runtime, error) {
	r := &runtime{Runtime: wazero.NewRuntimeWithConfig(ctx, e.config)}
	if _, err := wasi_snapshot_preview1.Instantiate(ctx, r); err != nil {
		return nil, errors.Join(fmt.Errorf("wazero: instantiate WASI: %w", err), r.Close(ctx))
	}
	if host := e.options.Host; host != nil {
		if err := host(ctx, r.Runtime); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: make what guests import: %w", e.identity.Name, err), r.Close(ctx))
		}
	}
	return r, nil
}

// Source makes an engine an engines.Sourced: what a program has added to wazero,
// another program has not.
func (e *engine) Source() (engines.Source, bool) {
	o := &e.options
	s := engines.NewSource(modulePath, Open)
	s.Version = e.identity.Version
	return s, o.name == "" && o.Version == "" && o.Runtime == nil && o.Host == nil && o.Module == nil
}

// Warnings makes e an engines.Warner.
func (e *engine) Warnings() []string { return e.warnings }

// ReadsGlobals makes e an engines.GlobalReader.
func (*engine) ReadsGlobals() {}

func (e *engine) Identity() engines.Identity { return e.identity }

func (e *engine) Compile(ctx context.Context, wasm []byte) (engines.Module, error) {
	if err := done(ctx, "compile"); err != nil {
		return nil, err
	}
	if e.closed {
		return nil, fmt.Errorf("wazero: compile: %w", engines.ErrClosed)
	}
	r := e.spare
	if r == nil { // the module before this one is still open
		var err error
		if r, err = e.newRuntime(ctx); err != nil {
			return nil, err
		}
	}
	e.spare = nil
	compiled, err := r.CompileModule(e.compiling(ctx), wasm)
	if err != nil {
		e.spare = r
		if inspect.IsComponent(wasm) {
			err = engines.TakesComponents(e)
		}
		return nil, fmt.Errorf("%w: %w", engines.ErrCompile, oneLine(err))
	}
	return &module{engine: e, runtime: r, compiled: compiled, wasm: wasm}, nil
}

// compiling is ctx for a compilation.
func (e *engine) compiling(ctx context.Context) context.Context {
	if e.workers > 0 {
		return withCompilationWorkers(ctx, e.workers)
	}
	return ctx
}

// done returns an error if ctx is done. Without close-on-context-done a guest,
// once it runs, runs to its end.
func done(ctx context.Context, what string) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("wazero: %s: %w", what, err)
	}
	return nil
}

func (e *engine) Close(ctx context.Context) error {
	e.closed = true
	r := e.spare
	e.spare = nil
	if r == nil {
		return nil
	}
	return r.Close(ctx)
}
