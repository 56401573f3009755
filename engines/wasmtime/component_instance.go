//go:build cgo

package wasmtime

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/engines/wasmtime/internal/native"
	"github.com/sightglass-go/sightglass/measure"
)

type componentInstance struct {
	module *componentModule
	bench  *engines.Bench
	raw    native.ComponentInstance
	open   bool
}

// Run calls run of the wasi:cli/run that the component exports.
func (i *componentInstance) Run(ctx context.Context) error {
	if err := usable(ctx, "call "+inspect.RunFunc, !i.open || i.module.component == nil); err != nil {
		return err
	}
	name := i.module.parsed.Run()
	f := i.raw.Lookup(i.module.component, name, inspect.RunFunc)
	if f == nil {
		return fmt.Errorf("%w: %s of %s without parameters and with a result", engines.ErrExport, inspect.RunFunc, inspect.RunInterface)
	}
	ok, err := i.raw.Call(f)
	i.bench.Entered(i.raw.Calls())
	switch {
	case err != nil:
		return engines.RunError(callError(err))
	case !ok:
		return &engines.ExitError{Code: 1} // what a command line makes of it
	}
	return nil
}

// Call refuses: the functions of components do not take raw values.
func (i *componentInstance) Call(ctx context.Context, name string, _ ...uint64) ([]uint64, error) {
	if err := usable(ctx, "call "+name, !i.open); err != nil {
		return nil, err
	}
	return nil, fmt.Errorf("%w: %s: a component is called through %s only", engines.ErrArgs, name, inspect.RunInterface)
}

// Count makes an instance an engines.CountingInstance.
func (i *componentInstance) Count(event string) func() uint64 {
	return i.module.engine.counter(event, i.raw.Fuel)
}

// Uncounted makes an instance an engines.Uncounted.
func (i *componentInstance) Uncounted(event string) error {
	if event != measure.GuestMemory.Name {
		return nil
	}
	return errors.New("wasmtime's C API does not show the memories inside a component")
}

func (i *componentInstance) Close(context.Context) error {
	i.open = false
	i.raw.Close()
	return nil
}

// componentInstantiateError tells a missing import, and a trap or an exit in a
// function of the guest, from an instance that could not be made.
func componentInstantiateError(err error) error {
	if text := err.Error(); strings.Contains(text, "component imports ") {
		return fmt.Errorf("%w: %w", engines.ErrImport, brief(err))
	}
	return instantiateError("start function", err)
}
