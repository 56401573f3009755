//go:build cgo

package wasmtime

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
)

type instance struct {
	store    *wasmtime.Store
	instance *wasmtime.Instance
}

func (i *instance) Run(ctx context.Context) error {
	_, err := i.Call(ctx, "_start")
	return err
}

func (i *instance) Call(_ context.Context, name string, args ...uint64) ([]uint64, error) {
	if i.store == nil {
		return nil, fmt.Errorf("wasmtime: call %s: %w", name, engines.ErrClosed)
	}
	f := i.instance.GetFunc(i.store, name)
	if f == nil {
		return nil, fmt.Errorf("%w: %s", engines.ErrExport, name)
	}
	var values []any
	if len(args) > 0 {
		var err error
		if values, err = arguments(f.Type(i.store).Params(), args); err != nil {
			return nil, fmt.Errorf("wasmtime: call %s: %w", name, err)
		}
	}
	result, err := f.Call(i.store, values...)
	if err != nil {
		return nil, runError(err)
	}
	return results(result)
}

func (i *instance) Close(context.Context) error {
	if i.store != nil {
		i.store.Close()
		i.store, i.instance = nil, nil
	}
	return nil
}

// arguments gives raw values the Go types from which wasmtime-go tells
// WebAssembly types.
func arguments(params []*wasmtime.ValType, args []uint64) ([]any, error) {
	if len(args) != len(params) {
		return nil, fmt.Errorf("%d arguments for %d parameters", len(args), len(params))
	}
	values := make([]any, len(args))
	for i, p := range params {
		switch p.Kind() {
		case wasmtime.KindI32:
			values[i] = int32(args[i])
		case wasmtime.KindI64:
			values[i] = int64(args[i])
		case wasmtime.KindF32:
			values[i] = math.Float32frombits(uint32(args[i]))
		case wasmtime.KindF64:
			values[i] = math.Float64frombits(args[i])
		default:
			return nil, fmt.Errorf("parameter %d has type %s, which is not a number", i, p)
		}
	}
	return values, nil
}

func results(result any) ([]uint64, error) {
	switch v := result.(type) {
	case nil:
		return nil, nil
	case []wasmtime.Val:
		raw := make([]uint64, 0, len(v))
		for _, each := range v {
			one, err := results(each.Get())
			if err != nil {
				return nil, err
			}
			raw = append(raw, one...)
		}
		return raw, nil
	case int32:
		return []uint64{uint64(uint32(v))}, nil
	case int64:
		return []uint64{uint64(v)}, nil
	case float32:
		return []uint64{uint64(math.Float32bits(v))}, nil
	case float64:
		return []uint64{math.Float64bits(v)}, nil
	}
	return nil, fmt.Errorf("wasmtime: result of type %T is not a number", result)
}

// runError turns what wasmtime says of a call into the errors of package
// engines.
func runError(err error) error {
	var exit *wasmtime.Error
	if errors.As(err, &exit) {
		if code, ok := exit.ExitStatus(); ok {
			if code == 0 {
				return nil
			}
			return &engines.ExitError{Code: uint32(code)}
		}
	}
	return fmt.Errorf("%w: %w", engines.ErrTrap, brief(err))
}

// brief keeps err for errors.As but shows only its cause in one line: the
// rest of the text is the guest's stack.
func brief(err error) error { return briefError{err} }

type briefError struct{ error }

func (e briefError) Error() string {
	text := strings.TrimSpace(e.error.Error())
	if _, cause, ok := strings.Cut(text, "Caused by:"); ok {
		text = strings.TrimSpace(cause)
	}
	return strings.Join(strings.Fields(text), " ")
}

func (e briefError) Unwrap() error { return e.error }
