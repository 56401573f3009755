//go:build cgo

package wasmtime

import (
	"errors"
	"testing"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/internal/kit"
	"github.com/sightglass-go/sightglass/measure"
)

// TestFuelPrices holds what the package comment says of the prices.
func TestFuelPrices(t *testing.T) {
	m, err := measure.Open("fuel")
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	for _, tt := range []struct {
		body string
		want uint64
	}{
		{"", 1}, // the call of bench.end
		{"(drop (i32.add (i32.const 1) (i32.const 2)))", 4},
		{"nop (block (nop)) (loop (nop))", 1},
		{"(if (i32.const 1) (then (nop)) (else (nop)))", 3},
		{"(call $empty)", 3},
		{"(call $empty) (call $empty)", 5},
		{"(call $returns)", 3},
		{"(memory.copy (i32.const 0) (i32.const 8) (i32.const 1))", 5},
		{"(memory.copy (i32.const 0) (i32.const 8) (i32.const 50000))", 5},
		{"(drop (call $yield))", 2},
	} {
		wasm, err := wasmtime.Wat2Wasm(`(module
			(import "bench" "start" (func $start)) (import "bench" "end" (func $end))
			(import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
			(memory (export "memory") 1) (func $empty) (func $returns return)
			(func $begin nop (drop (i32.const 1))) (start $begin)
			(func (export "_start") (call $start) ` + tt.body + ` (call $end)))`)
		if err != nil {
			t.Fatal(err)
		}
		for _, flags := range []string{"fuel", "fuel,opt-level=none", "fuel,api=wasmtime-go"} {
			if began, got := fuelOf(t, flags, wasm, m); got != tt.want || began != 2 {
				t.Errorf("%s: %q burns %d, want %d; the start function %d, want 2", flags, tt.body, got, tt.want, began)
			}
		}
	}
}

func fuelOf(t *testing.T, flags string, wasm []byte, m measure.Measure) (began, window uint64) {
	t.Helper()
	module := kit.Compile(t, kit.Kit{Open: Open, Flags: flags}.Engine(t), wasm)
	i, _ := kit.Instance(t, module, engines.Host{Bench: engines.NewBench(m)})
	err := engines.Bind(m, i)
	read := i.(engines.CountingInstance).Count("fuel")
	began = read()
	runErr := i.Run(t.Context())
	r, readErr := m.Readings(nil)
	if err := errors.Join(err, runErr, readErr, i.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	if n := read(); n != 0 {
		t.Errorf("%s: a closed instance burnt %d", flags, n)
	}
	if i.(engines.CountingInstance).Count("steps") != nil {
		t.Errorf("%s: counts steps", flags)
	}
	return began, r[0].Count
}
