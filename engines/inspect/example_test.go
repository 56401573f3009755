package inspect_test

import (
	"errors"
	"fmt"

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
