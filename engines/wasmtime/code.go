//go:build cgo

package wasmtime

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
)

// Code makes a module an engines.Code.
func (m *nativeModule) Code() ([]engines.CodeRange, error) {
	if m.module == nil {
		return nil, fmt.Errorf("wasmtime: code: %w", engines.ErrClosed)
	}
	symbols, err := m.module.Symbols()
	if err != nil {
		return nil, fmt.Errorf("%w: wasmtime: find the code of functions: %w", measure.ErrUnavailable, err)
	}
	ranges := make([]engines.CodeRange, 0, len(symbols))
	for _, s := range symbols {
		r := engines.CodeRange{Start: s.Start, End: s.End, Function: engines.NoFunction, Name: s.Name}
		if index, ok := functionOf(s.Name); ok {
			r.Function, r.Name = index, ""
		}
		ranges = append(ranges, r)
	}
	return ranges, nil
}

// functionOf reads the index of a function from its symbol: "wasm[0]::function[12]",
// and perhaps "::name" behind it.
func functionOf(symbol string) (int64, bool) {
	text, ok := strings.CutPrefix(symbol, "wasm[0]::function[")
	number, rest, closed := strings.Cut(text, "]")
	if !ok || !closed || rest != "" && !strings.HasPrefix(rest, "::") {
		return 0, false
	}
	n, err := strconv.ParseUint(number, 10, 32)
	return int64(n), err == nil
}

// Code refuses: wasmtime-go does not hand out its modules.
func (m *bindingModule) Code() ([]engines.CodeRange, error) {
	return nil, fmt.Errorf("%w: wasmtime-go does not say where the code of functions lies: leave the flag api=wasmtime-go out", measure.ErrUnavailable)
}
