package wazero

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"github.com/tetratelabs/wazero/experimental/sysfs"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
)

type module struct {
	engine   *engine
	runtime  *runtime // nil when closed
	compiled wazero.CompiledModule
	wasm     []byte // as it was compiled; not changed meanwhile
	checked  bool
	reactor  bool // has _initialize; known when checked
	live     int  // instances not closed yet
}

func (m *module) Link(ctx context.Context, host engines.Host) (engines.Linker, error) {
	if err := done(ctx, "link"); err != nil {
		return nil, err
	}
	if m.runtime == nil {
		return nil, fmt.Errorf("wazero: link: %w", engines.ErrClosed)
	}
	if err := host.Check(); err != nil {
		return nil, err
	}
	if err := m.checkImports(); err != nil {
		return nil, err
	}
	bench, err := m.runtime.take(ctx, host.Bench)
	if err != nil {
		return nil, err
	}
	l := &linker{module: m, runtime: m.runtime, bench: bench, files: &hostFiles{users: 1}}
	if l.config, err = l.moduleConfig(host); err != nil {
		return nil, errors.Join(err, l.Close(ctx))
	}
	return l, nil
}

// moduleConfig is what wazero calls all that a guest sees of the world.
func (l *linker) moduleConfig(host engines.Host) (wazero.ModuleConfig, error) {
	config := wazero.NewModuleConfig().
		WithName("").
		WithStartFunctions(). // _start is called by Run, not by Instantiate
		WithArgs(host.Args...).
		WithSysWalltime().WithSysNanotime().WithSysNanosleep().
		WithRandSource(rand.Reader)
	for _, kv := range host.Env {
		k, v, _ := strings.Cut(kv, "=")
		config = config.WithEnv(k, v)
	}
	if host.Dir != "" {
		root, err := os.OpenRoot(host.Dir)
		if err != nil {
			return nil, fmt.Errorf("open the benchmark's folder: %w", err)
		}
		l.files.open = append(l.files.open, root)
		mounts := wazero.NewFSConfig().(sysfs.FSConfig) // as that package says
		config = config.WithFSConfig(mounts.WithSysFSMount(newFolder(root), "."))
	}
	var stdin io.Reader = strings.NewReader("")
	if host.Stdin != nil {
		stdin = io.NewSectionReader(host.Stdin, 0, 1<<62)
	}
	config = config.WithStdin(stdin)
	if host.Stdout != nil {
		w, err := l.files.output(host.Stdout)
		if err != nil {
			return nil, err
		}
		config = config.WithStdout(w)
	}
	if host.Stderr != nil {
		w, err := l.files.output(host.Stderr)
		if err != nil {
			return nil, err
		}
		config = config.WithStderr(w)
	}
	if change := l.module.engine.options.Module; change != nil {
		config = change(config)
	}
	return config, nil
}

// checkImports names all the imports that the host lacks, or has as something
// else; wazero itself would name the module of one, and find it in Instantiate.
func (m *module) checkImports() error {
	if m.checked {
		return nil
	}
	imports, err := inspect.ParseImports(m.wasm)
	if err != nil {
		return fmt.Errorf("wazero: read the imports: %w", err)
	}
	if lacking := imports.Lacking(m.offers); lacking != "" {
		return fmt.Errorf("%w: %s", engines.ErrImport, lacking)
	}
	if init := m.compiled.ExportedFunctions()[engines.Initialize]; init != nil {
		m.reactor = len(init.ParamTypes()) == 0 && len(init.ResultTypes()) == 0
	}
	m.checked = true
	return nil
}

// offers is what the runtime has under the name of an import.
func (m *module) offers(i inspect.Import) (o inspect.Offer, ok bool) {
	if i.Module == inspect.BenchModule {
		return o, i.Name == inspect.BenchStart || i.Name == inspect.BenchEnd
	}
	host := m.runtime.Module(i.Module)
	if host == nil {
		return o, false
	}
	if f := host.ExportedFunctionDefinitions()[i.Name]; f != nil {
		return inspect.Offer{Type: inspect.FuncType{Params: valTypes(f.ParamTypes()), Results: valTypes(f.ResultTypes())}}, true
	}
	// Only a module of Options.Host has any of these. Of tables and tags wazero
	// says nothing before it instantiates.
	switch {
	case host.ExportedMemoryDefinitions()[i.Name] != nil:
		return inspect.Offer{Kind: inspect.Memory}, true
	case host.ExportedGlobal(i.Name) != nil:
		return inspect.Offer{Kind: inspect.Global}, true
	case i.Module != wasi_snapshot_preview1.ModuleName && (i.Kind == inspect.Table || i.Kind == inspect.Tag):
		return inspect.Offer{Kind: i.Kind}, true
	}
	return o, false
}

func valTypes(types []api.ValueType) (list []inspect.ValType) {
	for _, t := range types {
		list = append(list, inspect.ValType(api.ValueTypeName(t)))
	}
	return list
}

func (m *module) Close(ctx context.Context) error {
	if m.runtime == nil {
		return nil
	}
	r := m.runtime
	m.runtime = nil
	err := m.compiled.Close(ctx)
	// The runtime is as good as new and serves the next Compile, unless that
	// could not wait and has made another, or an instance still lives in it.
	if m.engine.spare == nil && !m.engine.closed && m.live == 0 {
		m.engine.spare = r
		return err
	}
	return errors.Join(err, r.Close(ctx))
}

type linker struct {
	module  *module
	runtime *runtime // the module's, which may be closed before
	config  wazero.ModuleConfig
	bench   *benchHost // nil when closed
	files   *hostFiles
	used    bool
}

func (l *linker) Instantiate(ctx context.Context) (engines.Instance, error) {
	if err := done(ctx, "instantiate"); err != nil {
		return nil, err
	}
	if l.used {
		return nil, fmt.Errorf("wazero: %w", engines.ErrUsed)
	}
	l.used = true
	if l.module.runtime == nil {
		return nil, fmt.Errorf("wazero: instantiate: %w", engines.ErrClosed)
	}
	ctx = experimental.WithImportResolver(ctx, func(name string) api.Module {
		if name == "bench" {
			return l.bench.module
		}
		return nil
	})
	mod, err := l.module.runtime.InstantiateModule(ctx, l.module.compiled, l.config)
	if err != nil {
		return nil, instantiateError("start function", err)
	}
	if l.module.reactor {
		// Not by WithStartFunctions: to that, an exit with code 0 is no failure,
		// and leaves an instance that is closed.
		if _, err := mod.ExportedFunction(engines.Initialize).Call(ctx); err != nil {
			_ = mod.Close(ctx)
			return nil, instantiateError(engines.Initialize, err)
		}
	}
	l.module.live++
	l.bench.users++
	l.files.users++
	return &instance{module: mod, linker: l, bench: l.bench}, nil
}

func (l *linker) Close(context.Context) error {
	l.used = true
	if l.bench == nil {
		return nil
	}
	l.runtime.release(l.bench)
	l.bench = nil
	return l.files.release()
}
