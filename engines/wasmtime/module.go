//go:build cgo

package wasmtime

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
)

type module struct {
	engine *engine
	module *wasmtime.Module
}

func (m *module) Close(context.Context) error {
	if m.module != nil {
		m.module.Close()
		m.module = nil
	}
	return nil
}

func (m *module) Link(_ context.Context, host engines.Host) (engines.Linker, error) {
	if m.module == nil || m.engine.engine == nil {
		return nil, fmt.Errorf("wasmtime: link: %w", engines.ErrClosed)
	}
	l := &linker{module: m, linker: wasmtime.NewLinker(m.engine.engine)}
	if err := l.define(host); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

type linker struct {
	module *module
	linker *wasmtime.Linker
	wasi   *wasmtime.WasiConfig
	used   bool
}

func (l *linker) define(host engines.Host) (err error) {
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
	l.wasi, err = wasiConfig(host)
	return err
}

// wasiConfig opens the folder and the streams; wasmtime-go takes files by
// their names only.
func wasiConfig(host engines.Host) (config *wasmtime.WasiConfig, err error) {
	config = wasmtime.NewWasiConfig()
	defer func() {
		if err != nil {
			config.Close()
			config = nil
		}
	}()
	config.SetArgv(host.Args)
	var keys, values []string
	for _, kv := range host.Env {
		k, v, _ := strings.Cut(kv, "=")
		keys, values = append(keys, k), append(values, v)
	}
	config.SetEnv(keys, values)
	if host.Dir != "" {
		if err := config.PreopenDir(host.Dir, ".", wasmtime.DIR_READ, wasmtime.FILE_READ); err != nil {
			return config, fmt.Errorf("open the benchmark's folder %s: %w", host.Dir, err)
		}
	}
	for _, stream := range []struct {
		name string
		file *os.File
		set  func(string) error
	}{
		{"stdin", host.Stdin, config.SetStdinFile},
		{"stdout", host.Stdout, config.SetStdoutFile},
		{"stderr", host.Stderr, config.SetStderrFile},
	} {
		if stream.file == nil {
			continue
		}
		if err := stream.set(stream.file.Name()); err != nil {
			return config, fmt.Errorf("open the guest's %s %s: %w", stream.name, stream.file.Name(), err)
		}
	}
	return config, nil
}

func (l *linker) Instantiate(context.Context) (engines.Instance, error) {
	if l.used || l.linker == nil {
		return nil, fmt.Errorf("wasmtime: %w", engines.ErrUsed)
	}
	l.used = true
	if l.module.module == nil || l.module.engine.engine == nil {
		return nil, fmt.Errorf("wasmtime: instantiate: %w", engines.ErrClosed)
	}
	store := wasmtime.NewStore(l.module.engine.engine)
	store.SetWasi(l.wasi)
	l.wasi = nil
	if l.module.engine.options.fuel {
		if err := store.SetFuel(math.MaxUint64); err != nil {
			store.Close()
			return nil, fmt.Errorf("wasmtime: set fuel: %w", brief(err))
		}
	}
	i, err := l.linker.Instantiate(store, l.module.module)
	if err != nil {
		store.Close()
		return nil, instantiateError(err)
	}
	return &instance{store: store, instance: i}, nil
}

func (l *linker) Close(context.Context) error {
	l.close()
	return nil
}

func (l *linker) close() {
	l.used = true
	if l.wasi != nil {
		l.wasi.Close()
		l.wasi = nil
	}
	if l.linker != nil {
		l.linker.Close()
		l.linker = nil
	}
}

// instantiateError tells a missing import and a trap in the start function
// from an instance that could not be made.
func instantiateError(err error) error {
	var trap *wasmtime.Trap
	switch text := err.Error(); {
	case errors.As(err, &trap):
		return fmt.Errorf("%w: start function: %w", engines.ErrInstantiate, runError(err))
	case strings.Contains(text, "unknown import"):
		return fmt.Errorf("%w: %w", engines.ErrImport, brief(err))
	}
	return fmt.Errorf("%w: %w", engines.ErrInstantiate, brief(err))
}
