//go:build cgo

package wasmtime

import (
	"context"
	"fmt"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
)

func init() { engines.Register("wasmtime", Open) }

// Open opens an engine with the flags of the package comment. It is an
// engines.Opener.
func Open(_ context.Context, flags string) (engines.Engine, error) {
	config := wasmtime.NewConfig()
	e := &engine{identity: engines.Identity{
		Name: "wasmtime", Version: engines.ModuleVersion("github.com/bytecodealliance/wasmtime-go/v39"), Flags: flags,
	}}
	if err := configure(config, &e.options, flags); err != nil {
		config.Close()
		return nil, err
	}
	e.engine = wasmtime.NewEngineWithConfig(config) // consumes config
	return e, nil
}

type engine struct {
	identity engines.Identity
	options  options
	engine   *wasmtime.Engine
}

func (e *engine) Identity() engines.Identity { return e.identity }

func (e *engine) Compile(_ context.Context, wasm []byte) (engines.Module, error) {
	if e.engine == nil {
		return nil, fmt.Errorf("wasmtime: compile: %w", engines.ErrClosed)
	}
	if len(wasm) == 0 { // wasmtime-go takes the address of the first byte
		return nil, fmt.Errorf("%w: empty", engines.ErrCompile)
	}
	m, err := wasmtime.NewModule(e.engine, wasm)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", engines.ErrCompile, brief(err))
	}
	return &module{engine: e, module: m}, nil
}

func (e *engine) Close(context.Context) error {
	if e.engine != nil {
		e.engine.Close()
		e.engine = nil
	}
	return nil
}
