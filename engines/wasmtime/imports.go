//go:build cgo

package wasmtime

import (
	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

// kinds are inspect's names of what wasmtime numbers, WASMTIME_EXTERN_*.
var kinds = []inspect.Kind{inspect.Func, inspect.Global, inspect.Table, inspect.Memory, inspect.Memory, inspect.Tag}

// offer is what a linker has, whose functions take and return numbers.
func offer(kind uint8, params, results []uint8) inspect.Offer {
	if int(kind) >= len(kinds) {
		return inspect.Offer{Kind: inspect.Kind(0xff)} // fits nothing
	}
	return inspect.Offer{Kind: kinds[kind], Type: inspect.FuncType{Params: valTypes(params), Results: valTypes(results)}}
}

func valTypes(list []uint8) (types []inspect.ValType) {
	for _, kind := range list {
		name := inspect.ValType("a reference")
		if names := [...]inspect.ValType{inspect.I32, inspect.I64, inspect.F32, inspect.F64}; int(kind) < len(names) {
			name = names[kind]
		}
		types = append(types, name)
	}
	return types
}

// lacking describes what the linker lacks of a module's imports.
func (l *nativeLinker) lacking() string {
	imports, err := inspect.ParseImports(l.module.wasm)
	if err != nil {
		return ""
	}
	return imports.Lacking(func(i inspect.Import) (inspect.Offer, bool) {
		kind, params, results, ok := l.linker.Offered(l.module.engine.engine, i.Module, i.Name)
		return offer(kind, params, results), ok
	})
}

func (l *bindingLinker) lacking() string {
	imports, err := inspect.ParseImports(l.module.wasm)
	if err != nil {
		return ""
	}
	store := wasmtime.NewStore(l.module.engine.engine)
	defer store.Close()
	return imports.Lacking(func(i inspect.Import) (inspect.Offer, bool) {
		item := l.linker.Get(store, i.Module, i.Name)
		switch {
		case item == nil:
			return inspect.Offer{}, false
		case item.Func() != nil:
			t := item.Func().Type(store)
			return offer(0, bindingKinds(t.Params()), bindingKinds(t.Results())), true
		case item.Global() != nil:
			return offer(1, nil, nil), true
		case item.Table() != nil:
			return offer(2, nil, nil), true
		case item.Memory() != nil:
			return offer(3, nil, nil), true
		}
		return offer(0xff, nil, nil), true
	})
}

func bindingKinds(types []*wasmtime.ValType) (list []uint8) {
	for _, t := range types {
		list = append(list, uint8(t.Kind()))
	}
	return list
}
