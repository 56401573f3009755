//go:build cgo

package wasmtime

import (
	"context"
	"fmt"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/wasmtime/internal/native"
	"github.com/sightglass-go/sightglass/measure"
)

type nativeInstance struct {
	module *nativeModule
	bench  *engines.Bench
	raw    native.Instance
	open   bool
	// memories is set when raw knows those of the guest.
	memories bool
}

func (i *nativeInstance) Run(ctx context.Context) error {
	_, err := i.Call(ctx, "_start")
	return engines.RunError(err)
}

func (i *nativeInstance) Call(ctx context.Context, name string, args ...uint64) ([]uint64, error) {
	if err := usable(ctx, "call "+name, !i.open); err != nil {
		return nil, err
	}
	f := i.raw.Lookup(name)
	if f == nil {
		return nil, fmt.Errorf("%w: %s", engines.ErrExport, name)
	}
	if f.Params() != len(args) {
		return nil, fmt.Errorf("%w: %s: %d arguments for %d parameters", engines.ErrArgs, name, len(args), f.Params())
	}
	var s signature
	if f.Params()+f.Results() > 0 {
		var err error
		if s, err = i.module.signature(name); err != nil {
			return nil, fmt.Errorf("%w: %s: %w", engines.ErrArgs, name, err)
		}
	}
	values := make([][2]uint64, max(f.Params(), f.Results()))
	for n, arg := range args {
		values[n][0] = s.params[n].clip(arg)
	}
	err := i.raw.Call(f, values)
	i.bench.Entered(i.raw.Calls())
	if err != nil {
		return nil, callError(err)
	}
	var results []uint64
	for n := range f.Results() {
		results = append(results, s.results[n].clip(values[n][0]))
	}
	return results, nil
}

// Count makes an instance an engines.CountingInstance.
func (i *nativeInstance) Count(event string) func() uint64 {
	if event != measure.GuestMemory.Name {
		return i.module.engine.counter(event, i.raw.Fuel)
	}
	if i.findMemories() != nil {
		return nil
	}
	return i.raw.MemorySize
}

// Uncounted makes an instance an engines.Uncounted.
func (i *nativeInstance) Uncounted(event string) error {
	if event != measure.GuestMemory.Name {
		return nil
	}
	return i.findMemories()
}

func (i *nativeInstance) findMemories() error {
	if i.memories {
		return nil
	}
	names, err := memoriesOf(i.module.wasm)
	for _, name := range names {
		if !i.raw.Memory(name) {
			return fmt.Errorf("the instance has no memory %q", name)
		}
	}
	i.memories = err == nil
	return err
}

// Global makes an instance an engines.GlobalInstance.
func (i *nativeInstance) Global(name string) func() uint64 { return i.raw.Global(name) }

func (i *nativeInstance) Close(context.Context) error {
	i.open = false
	i.raw.Close()
	return nil
}
