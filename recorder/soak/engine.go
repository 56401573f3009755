package soak

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/registry"
	"github.com/sightglass-go/sightglass/recorder/internal/noop"
)

// Noop returns the benchmark that does nothing between bench.start and bench.end.
func Noop() []byte { return slices.Clone(noop.Wasm) }

// Guest is what is compiled, instantiated and run.
type Guest struct {
	// Wasm is a benchmark in the binary format; nil is Noop.
	Wasm []byte
	// Measure measures its window; nil measures nothing. It stays the
	// caller's to close.
	Measure measure.Measure
}

// Watchable is an error that wraps ErrMissing if the engine's memory is not this process's.
func Watchable(e engines.Engine) error {
	if _, ok := e.(engines.Remote); ok {
		return fmt.Errorf("%w: engine %s works in another process, and a soak watches this one", ErrMissing, e.Identity().Name)
	}
	return nil
}

// Instantiations opens a registered engine and compiles the guest once, and
// then, in each step, links, instantiates and runs it, and closes what that
// made.
func Instantiations(ctx context.Context, engine, flags string, guest Guest, o Options) (result Result, err error) {
	defer func() { result.What, result.Engine = "instantiations", registry.Typed(engine, flags) }()
	if guest.Wasm == nil {
		guest.Wasm = noop.Wasm
	}
	folder, err := os.MkdirTemp(o.TempDir, "sightglass-soak-")
	if err != nil {
		return result, fmt.Errorf("make a folder for what the guest prints: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	host := engines.Host{Args: []string{"soak.wasm"}, Dir: folder}
	for name, file := range map[string]**os.File{"stdout": &host.Stdout, "stderr": &host.Stderr} {
		if *file, err = os.Create(filepath.Join(folder, name)); err != nil {
			return result, fmt.Errorf("make a file for what the guest prints: %w", err)
		}
		defer (*file).Close()
	}
	e, err := engines.Open(ctx, engine, flags)
	if err != nil {
		return result, err
	}
	defer func() { err = errors.Join(err, e.Close(ctx)) }()
	if err := Watchable(e); err != nil {
		return result, err
	}
	module, err := e.Compile(ctx, guest.Wasm)
	if err != nil {
		return result, err
	}
	defer func() { err = errors.Join(err, module.Close(ctx)) }()
	return Run(ctx, o, func(ctx context.Context) error {
		for _, f := range []*os.File{host.Stdout, host.Stderr} {
			if _, err := f.Seek(0, 0); err != nil {
				return err
			}
			if err := f.Truncate(0); err != nil {
				return err
			}
		}
		host := host
		host.Bench = engines.NewBench(guest.Measure)
		return instantiate(ctx, module, host)
	})
}

func instantiate(ctx context.Context, module engines.Module, host engines.Host) (err error) {
	linker, err := module.Link(ctx, host)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, linker.Close(ctx)) }()
	instance, err := linker.Instantiate(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, instance.Close(ctx)) }()
	if err := instance.Run(ctx); err != nil {
		return err
	}
	return host.Bench.Err()
}

// Compilations opens the engine, compiles the guest, and closes both, in each
// step.
func Compilations(ctx context.Context, engine, flags string, guest Guest, o Options) (result Result, err error) {
	defer func() { result.What, result.Engine = "compilations", registry.Typed(engine, flags) }()
	if guest.Wasm == nil {
		guest.Wasm = noop.Wasm
	}
	return Run(ctx, o, func(ctx context.Context) (err error) {
		e, err := engines.Open(ctx, engine, flags)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, e.Close(ctx)) }()
		module, err := e.Compile(ctx, guest.Wasm)
		if err != nil {
			return err
		}
		return module.Close(ctx)
	})
}
