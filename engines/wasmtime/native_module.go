//go:build cgo

package wasmtime

import (
	"context"
	"fmt"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/engines/wasmtime/internal/native"
)

// nativeEngine calls the C API directly: api=c.
type nativeEngine struct {
	common
	engine *native.Engine // nil when closed
}

func (e *nativeEngine) Compile(ctx context.Context, wasm []byte) (engines.Module, error) {
	if err := usable(ctx, "compile", e.engine == nil); err != nil {
		return nil, err
	}
	if inspect.IsComponent(wasm) {
		return e.compileComponent(wasm)
	}
	m, err := e.engine.Compile(wasm)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", engines.ErrCompile, brief(err))
	}
	return &nativeModule{engine: e, module: m, wasm: wasm}, nil
}

func (e *nativeEngine) Close(context.Context) error {
	closeOnce(&e.engine)
	return nil
}

type nativeModule struct {
	engine *nativeEngine
	module *native.Module // nil when closed
	linked bool           // once: its imports are there
	// reactor: it has _initialize; known when linked.
	reactor bool

	wasm  []byte
	types map[string]signature // of wasm, once they were asked for
}

func (m *nativeModule) Close(context.Context) error {
	closeOnce(&m.module)
	return nil
}

// CodeSize makes a module an engines.SizedModule.
func (m *nativeModule) CodeSize(ctx context.Context, _ string) (uint64, error) {
	if err := usable(ctx, "measure the code", m.module == nil); err != nil {
		return 0, err
	}
	return textIn(m.module.Image())
}

func (m *nativeModule) Link(ctx context.Context, host engines.Host) (engines.Linker, error) {
	if err := linkable(ctx, host, m.module == nil || m.engine.engine == nil); err != nil {
		return nil, err
	}
	raw, err := m.engine.engine.NewLinker()
	if err != nil {
		return nil, fmt.Errorf("wasmtime: define WASI: %w", brief(err))
	}
	l := &nativeLinker{module: m, bench: host.Bench, linker: raw}
	if err := l.prepare(host); err != nil {
		_ = l.Close(ctx) // which never fails
		return nil, err
	}
	return l, nil
}

type nativeLinker struct {
	module   *nativeModule
	bench    *engines.Bench
	linker   *native.Linker // nil when closed
	wasi     *native.WASI
	instance *nativeInstance // made ahead, used once
}

func (l *nativeLinker) prepare(host engines.Host) error {
	if err := l.linker.DefineBench(host.Bench.Measure()); err != nil {
		return fmt.Errorf("wasmtime: define bench.start and bench.end: %w", brief(err))
	}
	if !l.module.linked {
		if err := l.linker.Check(l.module.module); err != nil {
			if lacking := l.lacking(); lacking != "" {
				return fmt.Errorf("%w: %s", engines.ErrImport, lacking)
			}
			return fmt.Errorf("%w: %w", engines.ErrImport, brief(err))
		}
		l.module.linked, l.module.reactor = true, isReactor(l.module.wasm)
	}
	l.wasi = native.NewWASI()
	l.instance = &nativeInstance{module: l.module, bench: host.Bench}
	return showHost(l.wasi, host)
}

// Instantiate is timed: everything else was done in Link.
func (l *nativeLinker) Instantiate(ctx context.Context) (engines.Instance, error) {
	i := l.instance
	if i == nil {
		return nil, fmt.Errorf("wasmtime: %w", engines.ErrUsed)
	}
	if err := usable(ctx, "instantiate", l.module.module == nil || l.module.engine.engine == nil); err != nil {
		return nil, err
	}
	l.instance = nil
	err := i.raw.Instantiate(l.module.engine.engine, l.linker, l.module.module, l.wasi, l.module.engine.fuel, l.module.reactor)
	l.bench.Entered(i.raw.Calls())
	if err != nil {
		if i.raw.Initializing() {
			return nil, instantiateError(engines.Initialize, err)
		}
		return nil, instantiateError("start function", err)
	}
	i.open = true
	return i, nil
}

func (l *nativeLinker) Close(context.Context) error {
	l.instance = nil
	closeOnce(&l.wasi)
	closeOnce(&l.linker)
	return nil
}
