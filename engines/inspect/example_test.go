package inspect_test

import (
	"errors"
	"fmt"

	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/inspect"
)

func ExampleParse() {
	_, err := inspect.Parse([]byte(`(module (func (export "_start")))`))
	fmt.Println(errors.Is(err, inspect.ErrNotWasm))
	fmt.Println(err)
	// Output:
	// true
	// not a WebAssembly binary: is WebAssembly text; convert it with wat2wasm
}

func ExampleCheckBenchmark() {
	// (module (import "bench" "start" (func)) (func (export "run")))
	m, err := inspect.Parse([]byte("\x00asm\x01\x00\x00\x00" + "\x01\x04\x01\x60\x00\x00" +
		"\x02\x0f\x01\x05bench\x05start\x00\x00" + "\x03\x02\x01\x00" + "\x07\x07\x01\x03run\x00\x01"))
	if err != nil {
		panic(err)
	}
	err = inspect.CheckBenchmark(m)
	fmt.Println(errors.Is(err, inspect.ErrNoBenchImports), errors.Is(err, inspect.ErrNoEntry))
	fmt.Println(err)
	// Output:
	// true true
	// not a benchmark: the module does not import `bench.end`; no entry point: the module does not export `_start`; it exports `run` () -> ()
}

func ExampleParseArgs() {
	add := inspect.FuncType{
		Params:  []inspect.ValType{inspect.I32, inspect.F64},
		Results: []inspect.ValType{inspect.F64},
	}
	raw, err := inspect.ParseArgs(add, []string{"-1", "0.5"})
	fmt.Printf("%#x %v\n", raw, err)

	_, err = inspect.ParseArgs(add, []string{"ten", "0.5"})
	fmt.Println(err)
	// Output:
	// [0xffffffff 0x3fe0000000000000] <nil>
	// wrong arguments: argument 1, "ten": is not an i32
}

func ExampleFormatResults() {
	pair := inspect.FuncType{Results: []inspect.ValType{inspect.I32, inspect.F64}}
	fmt.Println(inspect.FormatResults(pair, []uint64{0xffffffff, 0x3fe0000000000000}))
	// Output: -1 0.5
}

// An adapter lists what it does not supply, rather than stop at the first.
func ExampleModule_Lacking() {
	m, err := inspect.ParseImports(guests.Wasm("unknown-wasi"))
	if err != nil {
		panic(err)
	}
	fmt.Println(m.Lacking(func(i inspect.Import) (inspect.Offer, bool) {
		return inspect.Offer{Kind: inspect.Func}, i.Module == inspect.BenchModule
	}))
	// Output: func `wasi_snapshot_preview1.nope` (i32) -> (i32)
}

func ExampleCheckEntry() {
	m, err := inspect.Parse(guests.Wasm("funcs"))
	if err != nil {
		panic(err)
	}
	add, err := inspect.CheckEntry(m, "add")
	fmt.Println(add, err)
	raw, err := inspect.ParseArgs(add, []string{"40", "0x2"})
	fmt.Println(raw, err)
	_, err = inspect.CheckEntry(m, "sub")
	fmt.Println(err)
	// Output:
	// (i64, i64) -> (i64) <nil>
	// [40 2] <nil>
	// no entry point: the module does not export `sub`; it exports `fib` (i32) -> (i32), `add` (i64, i64) -> (i64), `addf` (f64, f64) -> (f64), `mixed` (i32, f32) -> (f64), `nores` (i32) -> (), `trap` () -> ()
}
