//go:build cgo

package wasmtime

import (
	"context"
	"errors"
	"fmt"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/engines/wasmtime/internal/native"
	"github.com/sightglass-go/sightglass/measure"
)

// Components makes an engine an engines.Components.
func (*nativeEngine) Components() error { return nil }

// Components makes an engine an engines.Components, which says that it is none.
func (*bindingEngine) Components() error {
	return errors.New("wasmtime-go has no components: leave the flag api=wasmtime-go out")
}

type componentModule struct {
	engine    *nativeEngine
	component *native.Component  // nil when closed
	parsed    *inspect.Component // of its bytes, once it was linked
	wasm      []byte
}

func (e *nativeEngine) compileComponent(wasm []byte) (engines.Module, error) {
	c, err := e.engine.CompileComponent(wasm)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", engines.ErrCompile, brief(err))
	}
	return &componentModule{engine: e, component: c, wasm: wasm}, nil
}

func (m *componentModule) Close(context.Context) error {
	closeOnce(&m.component)
	return nil
}

// CodeSize makes a module an engines.SizedModule.
func (m *componentModule) CodeSize(ctx context.Context, _ string) (uint64, error) {
	if err := usable(ctx, "measure the code", m.component == nil); err != nil {
		return 0, err
	}
	image, err := m.component.Image()
	if err != nil {
		return 0, fmt.Errorf("wasmtime: serialise the component: %w", brief(err))
	}
	return textIn(image)
}

// Code refuses: the C API does not say where a component's code lies.
func (m *componentModule) Code() ([]engines.CodeRange, error) {
	return nil, fmt.Errorf("%w: wasmtime's C API does not say where the code of a component lies", measure.ErrUnavailable)
}

func (m *componentModule) Link(ctx context.Context, host engines.Host) (engines.Linker, error) {
	if err := linkable(ctx, host, m.component == nil || m.engine.engine == nil); err != nil {
		return nil, err
	}
	if m.parsed == nil {
		parsed, err := inspect.ParseComponent(m.wasm)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", engines.ErrImport, err)
		}
		m.parsed = parsed
	}
	raw, err := m.engine.engine.NewComponentLinker()
	if err != nil {
		return nil, fmt.Errorf("wasmtime: define WASI 0.2: %w", brief(err))
	}
	l := &componentLinker{module: m, linker: raw, instance: &componentInstance{module: m, bench: host.Bench}, wasi: native.NewWASI()}
	if err := l.prepare(host); err != nil {
		_ = l.Close(ctx) // which never fails
		return nil, err
	}
	return l, nil
}

type componentLinker struct {
	module   *componentModule
	linker   *native.ComponentLinker // nil when closed
	wasi     *native.WASI
	instance *componentInstance // made ahead, used once
}

func (l *componentLinker) prepare(host engines.Host) error {
	if lacking := lackingOf(l.module.parsed); lacking != "" {
		return fmt.Errorf("%w: %s", engines.ErrImport, lacking)
	}
	// The C API defines functions of any type.
	if err := inspect.CheckComponentCommand(l.module.parsed); errors.Is(err, inspect.ErrBenchType) {
		return fmt.Errorf("%w: %w", engines.ErrImport, err)
	}
	if name := l.module.parsed.Bench(); name != "" {
		if err := l.linker.DefineBench(name, host.Bench.Measure()); err != nil {
			return fmt.Errorf("wasmtime: define start and end of %s: %w", name, brief(err))
		}
	}
	return showHost(l.wasi, host)
}

// Instantiate is timed: everything else was done in Link.
func (l *componentLinker) Instantiate(ctx context.Context) (engines.Instance, error) {
	i := l.instance
	if i == nil {
		return nil, fmt.Errorf("wasmtime: %w", engines.ErrUsed)
	}
	if err := usable(ctx, "instantiate", l.module.component == nil || l.module.engine.engine == nil); err != nil {
		return nil, err
	}
	l.instance = nil
	err := i.raw.Instantiate(l.module.engine.engine, l.linker, l.module.component, l.wasi, l.module.engine.fuel)
	i.bench.Entered(i.raw.Calls())
	if err != nil {
		return nil, componentInstantiateError(err)
	}
	i.open = true
	return i, nil
}

func (l *componentLinker) Close(context.Context) error {
	l.instance = nil
	closeOnce(&l.wasi)
	closeOnce(&l.linker)
	return nil
}
