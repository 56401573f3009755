// Package minimal is an engine adapter in as few lines as keep the contract:
// wazero's interpreter, without flags. ADAPTER.md, in the folder above, goes
// through it; engines/wazero is the full one, with a compiler and flags.
package minimal

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"
	"github.com/tetratelabs/wazero/sys"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
)

// Open is an engines.Opener.
func Open(_ context.Context, flags string) (engines.Engine, error) {
	if err := engines.ParseFlags(flags, nil); err != nil {
		return nil, err
	}
	return new(engine), nil
}

type engine struct{ closed bool }

func (e *engine) Identity() engines.Identity {
	return engines.Identity{Name: "minimal", Version: engines.ModuleVersion("github.com/tetratelabs/wazero", wazero.NewRuntimeConfig)}
}

func (e *engine) Close(context.Context) error { e.closed = true; return nil }

func (e *engine) Compile(ctx context.Context, wasm []byte) (engines.Module, error) {
	if err := usable(ctx, e.closed); err != nil {
		return nil, err
	}
	// A runtime for each: it would know the same bytes again.
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigInterpreter())
	compiled, err := r.CompileModule(ctx, wasm)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %s", engines.ErrCompile, firstLine(err)), r.Close(ctx))
	}
	return &module{runtime: r, compiled: compiled, wasm: wasm}, nil
}

type module struct {
	runtime  wazero.Runtime
	compiled wazero.CompiledModule
	wasm     []byte
	closed   bool
}

func (m *module) Close(ctx context.Context) error { m.closed = true; return m.runtime.Close(ctx) }

func (m *module) Link(ctx context.Context, host engines.Host) (engines.Linker, error) {
	if err := errors.Join(usable(ctx, m.closed), host.Check(), m.hosts(ctx)); err != nil {
		return nil, err
	}
	imports, err := inspect.ParseImports(m.wasm)
	if err != nil {
		return nil, err
	}
	if lacking := imports.Lacking(m.offers); lacking != "" {
		return nil, fmt.Errorf("%w: %s", engines.ErrImport, lacking)
	}
	l := &linker{module: m, bench: host.Bench, config: wazero.NewModuleConfig().WithName("").WithStartFunctions().
		WithArgs(host.Args...).WithSysWalltime().WithSysNanotime().WithRandSource(rand.Reader)}
	for _, kv := range host.Env {
		k, v, _ := strings.Cut(kv, "=")
		l.config = l.config.WithEnv(k, v)
	}
	if host.Stdin != nil {
		l.config = l.config.WithStdin(io.NewSectionReader(host.Stdin, 0, 1<<62)) // from its beginning each time
	}
	if host.Stdout != nil {
		l.config = l.config.WithStdout(host.Stdout)
	}
	if host.Stderr != nil {
		l.config = l.config.WithStderr(host.Stderr)
	}
	if host.Dir == "" {
		return l, nil
	}
	if l.root, err = os.OpenRoot(host.Dir); err != nil {
		return nil, err
	}
	l.config = l.config.WithFSConfig(wazero.NewFSConfig().WithFSMount(l.root.FS(), ".")) // nothing else is there
	return l, nil
}

type linker struct {
	module *module
	bench  *engines.Bench
	config wazero.ModuleConfig
	root   *os.Root // nil without a folder
	used   bool
}

func (l *linker) Instantiate(ctx context.Context) (engines.Instance, error) {
	if err := usable(ctx, l.module.closed); err != nil || l.used {
		return nil, cmp.Or(err, engines.ErrUsed)
	}
	l.used = true
	ctx = context.WithValue(ctx, benchKey{}, l.bench)
	m, err := l.module.runtime.InstantiateModule(ctx, l.module.compiled, l.config)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", engines.ErrInstantiate, ended(err))
	}
	if init := m.ExportedFunction(engines.Initialize); init != nil && len(init.Definition().ParamTypes())+len(init.Definition().ResultTypes()) == 0 {
		if _, err := init.Call(ctx); err != nil { // an exit with code 0, too
			return nil, errors.Join(fmt.Errorf("%w: %w", engines.ErrInstantiate, ended(err)), m.Close(ctx))
		}
	}
	return &instance{m, l.bench}, nil
}

func (l *linker) Close(context.Context) error {
	if l.used = true; l.root == nil {
		return nil
	}
	return l.root.Close()
}

type instance struct {
	api.Module // has Close, which may be called twice
	bench      *engines.Bench
}

func (i *instance) Run(ctx context.Context) error {
	_, err := i.Call(ctx, "_start")
	return engines.RunError(err)
}

func (i *instance) Call(ctx context.Context, name string, args ...uint64) ([]uint64, error) {
	if err := usable(ctx, i.IsClosed()); err != nil {
		return nil, err
	}
	f := i.ExportedFunction(name)
	if f == nil {
		return nil, fmt.Errorf("%w: %.50q", engines.ErrExport, name)
	}
	// Numbers alone can be passed: f64, f32, i64, i32.
	params, results := f.Definition().ParamTypes(), f.Definition().ResultTypes()
	if len(params) != len(args) || len(bytes.Trim(slices.Concat(params, results), "\x7c\x7d\x7e\x7f")) > 0 {
		return nil, fmt.Errorf("%w: %s: got %d, want numbers of the types %x, for %x", engines.ErrArgs, name, len(args), params, results)
	}
	got, err := f.Call(context.WithValue(ctx, benchKey{}, i.bench), args...)
	return got, ended(err)
}

// usable returns an error if ctx is done or the object closed.
func usable(ctx context.Context, closed bool) error {
	if err := ctx.Err(); err != nil || !closed {
		return err
	}
	return engines.ErrClosed
}

type benchKey struct{} // of the *engines.Bench in a context

func bench(do func(*engines.Bench)) api.GoFunc {
	return func(ctx context.Context, _ []uint64) { do(ctx.Value(benchKey{}).(*engines.Bench)) }
}

// hosts makes what guests import, when it is first needed: Link is not measured.
func (m *module) hosts(ctx context.Context) error {
	if m.closed || m.runtime.Module("bench") != nil {
		return nil
	}
	b := m.runtime.NewHostModuleBuilder("bench")
	b.NewFunctionBuilder().WithGoFunction(bench((*engines.Bench).Start), nil, nil).Export("start")
	b.NewFunctionBuilder().WithGoFunction(bench((*engines.Bench).End), nil, nil).Export("end")
	_, err := b.Instantiate(ctx)
	_, err2 := wasi_snapshot_preview1.Instantiate(ctx, m.runtime)
	return errors.Join(err, err2)
}

// offers is what guests can import.
func (m *module) offers(i inspect.Import) (has inspect.Offer, ok bool) {
	host := m.runtime.Module(i.Module)
	if host == nil {
		return has, false
	}
	f := host.ExportedFunctionDefinitions()[i.Name]
	if f == nil {
		return has, false
	}
	for _, t := range f.ParamTypes() {
		has.Type.Params = append(has.Type.Params, inspect.ValType(api.ValueTypeName(t)))
	}
	for _, t := range f.ResultTypes() {
		has.Type.Results = append(has.Type.Results, inspect.ValType(api.ValueTypeName(t)))
	}
	return has, true
}

// ended says how a guest ended in the words of package engines.
func ended(err error) error {
	var exit *sys.ExitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &exit):
		return &engines.ExitError{Code: exit.ExitCode()}
	}
	return fmt.Errorf("%w: %s", engines.ErrTrap, firstLine(err))
}

// firstLine leaves out the guest's stack.
func firstLine(err error) string { return strings.SplitN(err.Error(), "\n", 2)[0] }
