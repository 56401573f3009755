//go:build cgo

package wasmtime

import (
	"bytes"
	"fmt"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
)

// isReactor says whether instances of a module may have to be initialised. Most
// modules do not name that function, and so need not be read; where package
// inspect cannot tell its type, wasmtime is asked.
func isReactor(wasm []byte) bool {
	if !bytes.Contains(wasm, []byte(engines.Initialize)) {
		return false
	}
	parsed, err := inspect.Parse(wasm)
	if err != nil {
		return true
	}
	e, ok := parsed.Export(engines.Initialize)
	return !ok || e.Kind == inspect.Func && (e.Type.Unknown || e.Type.Equal(inspect.FuncType{}))
}

// signature is the type of an exported function that takes and returns
// numbers only.
type signature struct{ params, results []number }

// number is the size of a number in bits.
type number int

// clip drops what of a raw value does not belong to the number.
func (n number) clip(raw uint64) uint64 {
	if n == 32 {
		return uint64(uint32(raw))
	}
	return raw
}

// signature returns the type of an exported function. It reads the module
// itself, because the C API ends the process when it is asked for a type that
// it has no name for.
func (m *nativeModule) signature(name string) (signature, error) {
	if s, ok := m.types[name]; ok {
		return s, nil
	}
	parsed, err := inspect.Parse(m.wasm)
	if err != nil {
		return signature{}, err
	}
	e, ok := parsed.Export(name)
	if !ok || e.Type.Unknown || e.Kind != inspect.Func {
		return signature{}, fmt.Errorf("its type is not known")
	}
	var s signature
	if s.params, err = numbers(e.Type.Params); err != nil {
		return s, fmt.Errorf("parameter %w", err)
	}
	if s.results, err = numbers(e.Type.Results); err != nil {
		return s, fmt.Errorf("result %w", err)
	}
	if m.types == nil {
		m.types = map[string]signature{}
	}
	m.types[name] = s
	return s, nil
}

func numbers(types []inspect.ValType) ([]number, error) {
	var sizes []number
	for i, t := range types {
		if t.Bits() == 0 {
			return nil, fmt.Errorf("%d is of type %v, not a number", i+1, t)
		}
		sizes = append(sizes, number(t.Bits()))
	}
	return sizes, nil
}
