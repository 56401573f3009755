//go:build cgo

package wasmtime

import (
	"context"
	"fmt"
	"math"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
)

type bindingInstance struct {
	engine   *bindingEngine
	store    *wasmtime.Store // nil when closed
	instance *wasmtime.Instance
	wasm     []byte
}

func (i *bindingInstance) Run(ctx context.Context) error {
	_, err := i.Call(ctx, "_start")
	return engines.RunError(err)
}

func (i *bindingInstance) Call(ctx context.Context, name string, args ...uint64) ([]uint64, error) {
	if err := usable(ctx, "call "+name, i.store == nil); err != nil {
		return nil, err
	}
	f := i.instance.GetFunc(i.store, name)
	if f == nil {
		return nil, fmt.Errorf("%w: %s", engines.ErrExport, name)
	}
	values, err := arguments(f.Type(i.store).Params(), args)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", engines.ErrArgs, name, err)
	}
	result, err := f.Call(i.store, values...)
	if err != nil {
		return nil, callError(err)
	}
	return results(result)
}

// Count makes an instance an engines.CountingInstance.
func (i *bindingInstance) Count(event string) func() uint64 {
	if event == measure.GuestMemory.Name {
		memories, err := i.memories()
		if err != nil {
			return nil
		}
		return func() (size uint64) {
			for _, m := range memories {
				if i.store != nil {
					size += uint64(m.DataSize(i.store))
				}
			}
			return size
		}
	}
	return i.engine.counter(event, func() uint64 {
		if i.store == nil {
			return 0
		}
		left, err := i.store.GetFuel()
		if err != nil {
			return 0
		}
		return math.MaxUint64 - left
	})
}

// Global makes an instance an engines.GlobalInstance.
func (i *bindingInstance) Global(name string) func() uint64 {
	if i.store == nil {
		return nil
	}
	item := i.instance.GetExport(i.store, name)
	if item == nil || item.Global() == nil {
		return nil
	}
	g := item.Global()
	read := func() wasmtime.Val { return g.Get(i.store) }
	if read().Kind() != wasmtime.KindI64 {
		return nil
	}
	return func() uint64 {
		if i.store == nil {
			return 0
		}
		return uint64(read().I64())
	}
}

// Uncounted makes an instance an engines.Uncounted.
func (i *bindingInstance) Uncounted(event string) error {
	if event != measure.GuestMemory.Name {
		return nil
	}
	_, err := i.memories()
	return err
}

func (i *bindingInstance) memories() (list []*wasmtime.Memory, err error) {
	names, err := memoriesOf(i.wasm)
	for _, name := range names {
		export := i.instance.GetExport(i.store, name)
		if export == nil || export.Memory() == nil {
			return nil, fmt.Errorf("wasmtime-go shows no memory %q, as of those that are shared: use api=c", name)
		}
		list = append(list, export.Memory())
	}
	return list, err
}

func (i *bindingInstance) Close(context.Context) error {
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
			return nil, fmt.Errorf("parameter %d is of type %s, not a number", i+1, p)
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
	return nil, fmt.Errorf("%w: a result of type %T is not a number", engines.ErrArgs, result)
}
