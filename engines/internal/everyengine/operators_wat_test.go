//go:build cgo

package everyengine

import (
	"slices"
	"strings"
	"testing"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/operators"
)

// handModule has bench.end in its tables, exported and behind a function.
const handModule = `(module
	(import "bench" "start" (func $start)) (import "bench" "end" (func $end))
	(type $v (func)) (memory (export "memory") 1) (table 2 funcref) (elem (i32.const 0) $end $three)
	(global $g (mut i64) (i64.const 5)) (export "again" (func $end)) @fields
	(func $three nop nop nop)
	(func $early nop return nop)
	(func $tail return_call $three)
	(func $begin nop (call $start) nop)
	(func (export "_start") (local $i i32) (local $f f64) @body))`

// TestOperatorsByHand: the numbers were counted by hand; fuel is what wasmtime says.
func TestOperatorsByHand(t *testing.T) {
	const (
		branch, call, local, integer, float = operators.ControlBranch, operators.ControlCall, operators.LocalVariable,
			operators.NumericInteger, operators.NumericFloat
		exception, load, store = operators.ControlException, operators.MemoryLoad, operators.MemoryStore
		nop                    = operators.Nop
	)
	type counts = operators.Counts
	// Fuel that wasmtime v39 does not charge, although it executes what costs it: a
	// throw and call_ref leave a function before it is written down.
	lost := map[string]uint64{"exceptions": 2, "call_ref": 1}
	window := func(body string) string { return "(call $start) " + body + " (call $end) nop nop" }
	for _, tt := range []struct {
		name, fields, body string
		want               counts
	}{
		{"nothing", "", window(""), counts{call: 1}},
		{"loop", "", window("(local.set $i (i32.const 3)) (loop (br_if 0 (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))"),
			counts{integer: 7, local: 7, branch: 5, call: 1}},
		{"then", "", window("(if (i32.const 1) (then nop) (else nop nop))"), counts{integer: 1, branch: 2, nop: 1, call: 1}},
		{"else", "", window("(if (i32.const 0) (then nop) (else nop nop))"), counts{integer: 1, branch: 2, nop: 2, call: 1}},
		{"if", "", window("(if (i32.const 1) (then nop))"), counts{integer: 1, branch: 2, nop: 1, call: 1}},
		{"if not", "", window("(if (i32.const 0) (then nop))"), counts{integer: 1, branch: 1, call: 1}},
		{"br_table", "", window("(block (block (block (br_table 0 1 2 (i32.const 1))) nop) nop nop)"),
			counts{integer: 1, branch: 5, nop: 2, call: 1}},
		{"br_if to a loop", "", window("(loop $l (block $b (br_if $b (local.get $i)) (local.set $i (i32.const 1)) (br $l)))"),
			counts{integer: 1, local: 3, branch: 1 + 2 + 1 + 2 + 1, call: 1}},
		{"never reached", "", window("(block (br 0) nop (block nop) (if (i32.const 1) (then nop) (else nop)) (drop (i32.const 1)))"),
			counts{branch: 2, call: 1}},
		{"then leaves", "", window("(block (if (i32.const 1) (then (br 1) nop) (else nop)) nop)"), counts{integer: 1, branch: 3, call: 1}},
		{"calls", "", window("(call $three) (call $early) (call $tail)"), counts{call: 5, nop: 3 + 1 + 3, branch: 1 + 1 + 1}},
		{"call_indirect", "", window("(call_indirect (type $v) (i32.const 1))"), counts{call: 2, integer: 1, nop: 3, branch: 1}},
		{"end called through a table", "", "(call $start) nop (call_indirect (type $v) (i32.const 0)) nop nop",
			counts{call: 1, integer: 1, nop: 1}},
		{"start called by a function", "", "nop (call $begin) nop (call $end) nop", counts{call: 1, nop: 2, branch: 1}},
		{"floats", "", window("(drop (f64.lt (f64.const 1) (f64.convert_i32_s (i32.trunc_f64_s (local.get $f)))))"),
			counts{float: 3, integer: 1, local: 1, nop: 1, call: 1}},
		{"memory", "", window("(i64.store8 (i32.const 0) (i64.load (i32.const 8))) (memory.fill (i32.const 0) (i32.const 0) (i32.const 9))" +
			"(drop (memory.grow (memory.size)))"),
			counts{integer: 5, load: 1, store: 1, operators.MemoryOther: 1, operators.MemorySize: 1, operators.MemoryGrow: 1, nop: 1, call: 1}},
		{"vectors", "", window("(drop (i8x16.add (v128.load (i32.const 0)) (v128.load8_splat (i32.const 0))))"),
			counts{integer: 2, load: 2, operators.Vector: 1, nop: 1, call: 1}},
		{"globals, tables, select", "", window("(global.set $g (global.get $g)) (drop (ref.is_null (table.get 0 (i32.const 1)))) (drop (select (i32.const 1) (i32.const 2) (local.get $i)))"),
			counts{operators.GlobalVariable: 2, operators.Ref: 1, operators.Table: 1, integer: 3, nop: 2, operators.Select: 1, local: 1, call: 1}},
		{"exceptions", "(tag $t) (func $throws nop (throw $t) nop)",
			window("(block $h (try_table (catch_all $h) (call $throws) nop) nop)"), counts{branch: 1, exception: 2, call: 2, nop: 1}},
		{"no exception", "(tag $t)",
			window("(block $h (try_table (catch_all $h) (call $three) nop) nop)"), counts{branch: 4, exception: 1, call: 2, nop: 5}},
		{"memories", "(memory $m 1)", window("(i32.store $m (i32.const 0) (i32.load $m (i32.const 0)))"),
			counts{integer: 2, load: 1, store: 1, call: 1}},
		{"wide arithmetic", "", window("(drop (drop (i64.mul_wide_u (i64.const 1) (i64.const 2))))"), counts{integer: 3, nop: 2, call: 1}},
		{"gc", "(type $s (struct (field (mut i32))))", window("(struct.set $s 0 (struct.new_default $s) (i31.get_s (ref.i31 (i32.const 1))))"),
			counts{integer: 1, operators.I31: 2, operators.AggregateNew: 1, operators.AggregateSet: 1, call: 1}},
		{"casts", "", window("(block $b (result anyref) (br_on_cast $b anyref (ref i31) (ref.i31 (i32.const 1))) nop) drop"),
			counts{integer: 1, operators.I31: 1, branch: 2, nop: 1, call: 1}},
		{"null references", "", window("(block $b (drop (br_on_null $b (ref.null func))) nop)"), counts{branch: 2, operators.Ref: 1, call: 1}},
		{"call_ref", "(elem declare func $three)", window("(call_ref $v (ref.func $three))"), counts{call: 2, operators.Ref: 1, nop: 3, branch: 1}},
	} {
		text := strings.NewReplacer("@fields", tt.fields, "@body", tt.body).Replace(handModule)
		wasm, err := wasmtime.Wat2Wasm(text)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		const all = "wasm-gc,wasm-function-references,wasm-exceptions,wasm-wide-arithmetic"
		fuel, _, err := counted(t, "wasmtime:fuel,"+all, wasm, 0, engines.Host{})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if like, _, err := counted(t, "wasmtime:"+all, rewritten(t, wasm, operators.LikeFuel), 1, engines.Host{}); err != nil || sum(like) != sum(fuel)+lost[tt.name] {
			t.Errorf("%s: %v, would burn %d, burns %d and loses %d", tt.name, err, like, fuel, lost[tt.name])
		}
		ran := 0
		for _, engine := range []string{"wasmtime:" + all, "wazero", "wazero:interpreter"} {
			if _, _, err := counted(t, engine, wasm, -1, engines.Host{}); err != nil {
				t.Logf("%s: %s: %v", tt.name, engine, err) // a proposal that it has not
				continue
			}
			ran++
			got, _, err := counted(t, engine, rewritten(t, wasm, operators.ByClass), int(operators.Classes), engines.Host{})
			if err != nil || !slices.Equal(got, tt.want[:]) {
				t.Errorf("%s: %s: %v\n got %d\nwant %d", tt.name, engine, err, got, tt.want)
			}
		}
		if ran == 0 {
			t.Errorf("%s: no engine runs it", tt.name)
		}
	}
}
