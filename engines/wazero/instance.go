package wazero

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/sys"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
)

type instance struct {
	module api.Module // nil when closed
	linker *linker    // may be closed before
	bench  *benchHost
}

func (i *instance) Run(ctx context.Context) error {
	_, err := i.Call(ctx, "_start")
	return engines.RunError(err)
}

func (i *instance) Call(ctx context.Context, name string, args ...uint64) ([]uint64, error) {
	if err := done(ctx, "call "+name); err != nil {
		return nil, err
	}
	if i.module == nil {
		return nil, fmt.Errorf("wazero: call %s: %w", name, engines.ErrClosed)
	}
	f := i.module.ExportedFunction(name)
	if f == nil {
		return nil, fmt.Errorf("%w: %s", engines.ErrExport, name)
	}
	if err := checkArgs(f.Definition(), args); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", engines.ErrArgs, name, err)
	}
	results, err := f.Call(ctx, args...)
	return results, runError(ctx, err)
}

// checkArgs finds what wazero would report like a trap, or pass on as the
// address of something in this process: a reference.
func checkArgs(f api.FunctionDefinition, args []uint64) error {
	if n := len(f.ParamTypes()); n != len(args) {
		return fmt.Errorf("%d arguments for %d parameters", len(args), n)
	}
	for i, t := range append(append([]api.ValueType(nil), f.ParamTypes()...), f.ResultTypes()...) {
		switch t {
		case api.ValueTypeI32, api.ValueTypeI64, api.ValueTypeF32, api.ValueTypeF64:
			continue
		}
		if i < len(args) {
			return fmt.Errorf("parameter %d is not a number", i+1)
		}
		return fmt.Errorf("result %d is not a number", i-len(args)+1)
	}
	return nil
}

// Global makes an instance an engines.GlobalInstance.
func (i *instance) Global(name string) func() uint64 {
	if i.module == nil {
		return nil
	}
	g := i.module.ExportedGlobal(name)
	if g == nil || g.Type() != api.ValueTypeI64 {
		return nil
	}
	return func() uint64 {
		if i.module == nil {
			return 0
		}
		return g.Get()
	}
}

// Count makes an instance an engines.CountingInstance.
func (i *instance) Count(event string) func() uint64 {
	if event != measure.GuestMemory.Name {
		return nil
	}
	memory := i.module.Memory()
	if v := reflect.ValueOf(memory); !v.IsValid() || v.IsNil() { // wazero's nil has a type
		return func() uint64 { return 0 }
	}
	return func() uint64 {
		pages, _ := memory.Grow(0) // Size is 0 of the largest
		return uint64(pages) << 16
	}
}

func (i *instance) Close(ctx context.Context) error {
	if i.module == nil {
		return nil
	}
	m := i.module
	i.module = nil
	i.linker.module.live--
	i.linker.runtime.release(i.bench)
	return errors.Join(m.Close(ctx), i.linker.files.release())
}

// runError turns what wazero says of a call into the errors of package
// engines.
func runError(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	var exit *sys.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("%w: %w", engines.ErrTrap, oneLine(err))
	}
	// wazero uses two exit codes of its own for a context that was done.
	if cause := ctx.Err(); cause != nil && (exit.ExitCode() == sys.ExitCodeContextCanceled || exit.ExitCode() == sys.ExitCodeDeadlineExceeded) {
		return fmt.Errorf("guest interrupted: %w", cause)
	}
	return &engines.ExitError{Code: exit.ExitCode()}
}

// instantiateError tells a trap in a function of the guest from an instance
// that could not be made.
func instantiateError(function string, err error) error {
	var exit *sys.ExitError
	if errors.As(err, &exit) {
		return fmt.Errorf("%w: %s: %w", engines.ErrInstantiate, function, &engines.ExitError{Code: exit.ExitCode()})
	}
	if text := err.Error(); strings.Contains(text, "wasm stack trace") || strings.Contains(text, "wasm error:") {
		return fmt.Errorf("%w: %s: %w: %w", engines.ErrInstantiate, function, engines.ErrTrap, oneLine(err))
	}
	return fmt.Errorf("%w: %w", engines.ErrInstantiate, oneLine(err))
}

// oneLine keeps err for errors.Is but shows only the first line of its text:
// the rest is the guest's stack.
func oneLine(err error) error { return lineError{err} }

type lineError struct{ error }

func (e lineError) Error() string {
	line, _, _ := strings.Cut(e.error.Error(), "\n")
	return strings.TrimSpace(line)
}

func (e lineError) Unwrap() error { return e.error }
