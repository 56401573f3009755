//go:build cgo

package wasmtime

import (
	"context"
	"fmt"
	"math"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
)

// bindingEngine goes through wasmtime-go's own objects: api=wasmtime-go.
type bindingEngine struct {
	common
	engine *wasmtime.Engine             // nil when closed
	host   func(*wasmtime.Linker) error // of Options, may be nil
}

func (e *bindingEngine) Compile(ctx context.Context, wasm []byte) (engines.Module, error) {
	if err := usable(ctx, "compile", e.engine == nil); err != nil {
		return nil, err
	}
	if len(wasm) == 0 { // wasmtime-go takes the address of the first byte
		return nil, fmt.Errorf("%w: empty", engines.ErrCompile)
	}
	m, err := wasmtime.NewModule(e.engine, wasm)
	if err != nil {
		if inspect.IsComponent(wasm) {
			return nil, fmt.Errorf("%w: %w", engines.ErrCompile, engines.TakesComponents(e))
		}
		return nil, fmt.Errorf("%w: %w", engines.ErrCompile, brief(err))
	}
	return &bindingModule{engine: e, module: m, wasm: wasm}, nil
}

func (e *bindingEngine) Close(context.Context) error {
	closeOnce(&e.engine)
	return nil
}

type bindingModule struct {
	engine *bindingEngine
	module *wasmtime.Module // nil when closed
	linked bool             // once: its imports are there

	wasm    []byte
	reactor bool // it has _initialize; known when linked
}

func (m *bindingModule) Close(context.Context) error {
	closeOnce(&m.module)
	return nil
}

// CodeSize makes a module an engines.SizedModule.
func (m *bindingModule) CodeSize(ctx context.Context, _ string) (uint64, error) {
	if err := usable(ctx, "measure the code", m.module == nil); err != nil {
		return 0, err
	}
	image, err := m.module.Serialize()
	if err != nil {
		return 0, fmt.Errorf("wasmtime: serialise the module: %w", brief(err))
	}
	return textIn(image)
}

func (m *bindingModule) Link(ctx context.Context, host engines.Host) (engines.Linker, error) {
	if err := linkable(ctx, host, m.module == nil || m.engine.engine == nil); err != nil {
		return nil, err
	}
	l := &bindingLinker{module: m, linker: wasmtime.NewLinker(m.engine.engine)}
	if err := l.define(host); err != nil {
		_ = l.Close(ctx) // which never fails
		return nil, err
	}
	return l, nil
}

type bindingLinker struct {
	module *bindingModule
	linker *wasmtime.Linker
	wasi   *wasmtime.WasiConfig
	used   bool
}

func (l *bindingLinker) define(host engines.Host) error {
	if err := l.linker.DefineWasi(); err != nil {
		return fmt.Errorf("wasmtime: define WASI: %w", brief(err))
	}
	nullary := wasmtime.NewFuncType(nil, nil)
	for name, f := range map[string]func(){"start": host.Bench.Start, "end": host.Bench.End} {
		err := l.linker.FuncNew("bench", name, nullary, func(*wasmtime.Caller, []wasmtime.Val) ([]wasmtime.Val, *wasmtime.Trap) {
			f()
			return nil, nil
		})
		if err != nil {
			return fmt.Errorf("wasmtime: define bench.%s: %w", name, brief(err))
		}
	}
	if define := l.module.engine.host; define != nil {
		if err := define(l.linker); err != nil {
			return fmt.Errorf("%s: define what guests import: %w", l.module.engine.identity.Name, brief(err))
		}
	}
	if err := l.checkImports(); err != nil {
		return err
	}
	l.wasi = wasmtime.NewWasiConfig()
	return showHost(bindingWASI{l.wasi}, host)
}

// checkImports finds what Instantiate would find too late.
func (l *bindingLinker) checkImports() error {
	if l.module.linked {
		return nil
	}
	if lacking := l.lacking(); lacking != "" {
		return fmt.Errorf("%w: %s", engines.ErrImport, lacking)
	}
	l.module.linked, l.module.reactor = true, isReactor(l.module.wasm)
	return nil
}

func (l *bindingLinker) Instantiate(ctx context.Context) (engines.Instance, error) {
	if l.used || l.linker == nil {
		return nil, fmt.Errorf("wasmtime: %w", engines.ErrUsed)
	}
	if err := usable(ctx, "instantiate", l.module.module == nil || l.module.engine.engine == nil); err != nil {
		return nil, err
	}
	l.used = true
	store := wasmtime.NewStore(l.module.engine.engine)
	store.SetWasi(l.wasi)
	l.wasi = nil
	if l.module.engine.fuel {
		if err := store.SetFuel(math.MaxUint64); err != nil {
			store.Close()
			return nil, fmt.Errorf("wasmtime: set fuel: %w", brief(err))
		}
	}
	i, err := l.linker.Instantiate(store, l.module.module)
	if err != nil {
		store.Close()
		return nil, instantiateError("start function", err)
	}
	if f := i.GetFunc(store, engines.Initialize); l.module.reactor && f != nil {
		if _, err := f.Call(store); err != nil {
			store.Close()
			return nil, instantiateError(engines.Initialize, err)
		}
	}
	return &bindingInstance{engine: l.module.engine, store: store, instance: i, wasm: l.module.wasm}, nil
}

func (l *bindingLinker) Close(context.Context) error {
	l.used = true
	closeOnce(&l.wasi)
	closeOnce(&l.linker)
	return nil
}
