//go:build cgo

package wasmtime

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	wasmtime "github.com/bytecodealliance/wasmtime-go/v39"

	"github.com/sightglass-go/sightglass/engines/operators"
)

// TestOperators: wasmtime's assembler, which checks no types, encodes each operator
// that package operators knows, with immediates of every form and length, and is
// understood: the same operators, and not a byte between them.
func TestOperators(t *testing.T) {
	for _, prefix := range []operators.Opcode{0, 0xfb, 0xfc, 0xfd, 0xfe} {
		for code := range operators.Opcode(0x200) {
			o := prefix<<24 | code
			if _, ok := o.Class(); !ok {
				continue
			}
			for _, text := range texts(o) {
				wasm, err := wasmtime.Wat2Wasm("(module (func " + text + " nop))")
				if err != nil {
					t.Errorf("%q: %v", text, err)
					continue
				}
				list, err := operators.Functions(wasm)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				met := false
				for op, err := range list[0].Operators() {
					if err != nil {
						t.Fatalf("%q: %v", text, err)
					}
					met = met || op.Opcode == o
					got = append(got, op.Opcode.String())
				}
				var want []string
				for _, word := range strings.Fields(nested.ReplaceAllString(text, "")) {
					if c := word[0]; c >= 'a' && c <= 'z' && !strings.Contains(word, "=") && !slices.Contains(immediates, word) {
						want = append(want, word)
					}
				}
				if want = append(want, "nop", "end"); !slices.Equal(got, want) || !met {
					t.Errorf("%q is decoded as %q, want %q with the opcode 0x%x", text, got, want, uint32(o))
				}
			}
		}
	}
}

// What is in a text beside operators.
var (
	immediates = strings.Fields("i32x4 func nan anyref")
	nested     = regexp.MustCompile(`\((\([^)]*\)|[^()])*\)`)
)

// texts are forms of an operator in the text format, with what it needs around it.
func texts(o operators.Opcode) []string {
	const large = "4294967295"
	name := o.String()
	all := func(immediates ...string) (list []string) {
		for _, i := range immediates {
			list = append(list, name+" "+i)
		}
		return list
	}
	pairs := []string{"0 0", "1 2", large + " 300"}
	c, _ := o.Class()
	switch {
	case o == 0x1c:
		return all("(result i32)", "(result (ref null 70000))", "(result (ref func))")
	case slices.Contains([]string{"block", "loop", "if"}, name):
		return all("end", "(result i32) end", "(result (ref null 3)) end", "(result (ref func)) end", "(type 70000) end",
			"(type 64) end")
	case name == "else":
		return []string{"if else end"}
	case name == "end":
		return []string{"block end"}
	case name == "try":
		return all("end", "(type 64) end")
	case name == "catch", name == "catch_all":
		return []string{"try catch 70000 catch_all end"}
	case name == "delegate":
		return []string{"try delegate 0"}
	case name == "try_table":
		return all("end", "(result i32) (catch 1 0) (catch_ref 70000 0) (catch_all 0) (catch_all_ref 0) end", "(type 64) end")
	case name == "br_table":
		return all("0", "0 0 0 70000")
	case name == "call_indirect", name == "return_call_indirect":
		return all("(type 0)", "300 (type 70000)")
	case strings.HasPrefix(name, "br_on_cast"):
		return all("0 anyref (ref null 300)", "70000 (ref any) (ref eq)")
	case slices.Contains(strings.Fields("br br_if throw rethrow br_on_null br_on_non_null call return_call call_ref return_call_ref"+
		" ref.func data.drop elem.drop"), name), c == operators.LocalVariable, c == operators.GlobalVariable,
		strings.HasPrefix(name, "array.get"):
		return all("0", "200", large)
	case name == "ref.null":
		return all("func", "300")
	case o == 0xfb<<24|0x14, o == 0xfb<<24|0x16:
		return all("(ref 300)", "(ref func)")
	case o == 0xfb<<24|0x15, o == 0xfb<<24|0x17:
		return all("(ref null 300)", "(ref null func)")
	case slices.Contains(strings.Fields("array.set array.fill array.new array.new_default struct.new struct.new_default"), name):
		return all("0", "70000")
	case c == operators.AggregateGet && name != "array.len", c == operators.AggregateNew, c == operators.AggregateSet:
		return all(pairs...)
	case slices.Contains(strings.Fields("memory.init memory.copy table.copy table.init"), name):
		return all(pairs...)
	case slices.Contains(strings.Fields("memory.size memory.grow memory.fill table.get table.set table.size table.grow table.fill"), name):
		return all("", "0", "70000")
	case name == "i32.const":
		return all("0", "-1", "64", "-2147483648", "2147483647")
	case name == "i64.const":
		return all("0", "-64", "-9223372036854775808", "9223372036854775807")
	case name == "f32.const", name == "f64.const":
		return all("nan", "-0x1p-3")
	case name == "v128.const":
		return all("i32x4 11 11 11 11")
	case name == "i8x16.shuffle":
		return all("0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31")
	case strings.HasSuffix(name, "_lane") && strings.HasPrefix(name, "v128."):
		return all("0", "offset=11 1", "300 offset=18446744073709551615 align=1 0")
	case strings.Contains(name, "extract_lane"), strings.Contains(name, "replace_lane"):
		return all("0", "1")
	case c == operators.MemoryLoad, c == operators.MemoryStore, strings.Contains(name, "atomic.") && name != "atomic.fence":
		return all("", "offset=11", "300 offset=18446744073709551615")
	}
	return []string{name}
}
