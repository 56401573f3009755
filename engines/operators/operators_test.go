package operators_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/engines/operators"
)

// known are all opcodes that have a name, in order.
func known() (list []operators.Opcode) {
	for _, prefix := range []operators.Opcode{0, 0xfb, 0xfc, 0xfd, 0xfe} {
		for code := range operators.Opcode(0x200) {
			if _, ok := (prefix<<24 | code).Class(); ok {
				list = append(list, prefix<<24|code)
			}
		}
	}
	return list
}

// TestKnown: how many operators there are, by the specification's index of
// instructions (3.0: 194 of one byte, 31 behind 0xfb, 18 behind 0xfc, 236 and 20 of
// vectors), the threads proposal (67), wide arithmetic (4) and the older exception
// handling (5: try, catch, rethrow, delegate, catch_all).
func TestKnown(t *testing.T) {
	n := map[operators.Opcode]int{}
	for _, o := range known() {
		n[o>>24]++
	}
	want := map[operators.Opcode]int{0: 194 + 5, 0xfb: 31, 0xfc: 18 + 4, 0xfd: 236 + 20, 0xfe: 67}
	for prefix, want := range want {
		if n[prefix] != want {
			t.Errorf("prefix 0x%x: %d operators, want %d", uint32(prefix), n[prefix], want)
		}
	}
}

// classOf is where the Rust sightglass has an operator (crates/cli/src/pca_metrics/category.rs),
// said by names, as that program does, and not by opcodes, as ours.
func classOf(name string) string {
	has := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(name, p) })
	}
	in := func(list string) bool { return slices.Contains(strings.Fields(list), name) }
	begins := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(p string) bool { return strings.HasPrefix(name, p) })
	}
	switch {
	case name == "unreachable", name == "select", name == "nop":
		return name
	case name == "drop":
		return "nop"
	case in("block loop if else end br br_if br_table br_on_null br_on_non_null br_on_cast br_on_cast_fail return"):
		return "control_branch"
	case in("call call_indirect call_ref return_call return_call_indirect return_call_ref"):
		return "control_call"
	case in("try catch catch_all delegate rethrow throw throw_ref try_table"):
		return "control_exception"
	case begins("local."):
		return "local_variable"
	case begins("global."):
		return "global_variable"
	case begins("table.", "elem."):
		return "table"
	case name == "memory.size":
		return "memory_size"
	case name == "memory.grow":
		return "memory_grow"
	case has(".load", ".atomic.load"):
		return "memory_load"
	case has(".store", ".atomic.store"):
		return "memory_store"
	case begins("memory.", "data.", "atomic.") || has(".atomic.rmw"):
		return "memory_other"
	case has("i31"):
		return "i31"
	case begins("ref.", "any.", "extern."):
		return "ref"
	case begins("struct.new", "array.new"):
		return "aggregate_new"
	case begins("struct.get", "array.get", "array.len"):
		return "aggregate_get"
	case begins("struct.set", "array.set", "array.fill", "array.copy", "array.init"):
		return "aggregate_set"
	case begins("v128.", "i8x16.", "i16x8.", "i32x4.", "i64x2.", "f32x4.", "f64x2."):
		return "vector"
	case begins("i32.", "i64."):
		return "numeric_integer"
	case begins("f32.", "f64."):
		return "numeric_float"
	}
	return "none"
}

func TestClasses(t *testing.T) {
	for _, o := range known() {
		if c, _ := o.Class(); c.String() != classOf(o.String()) {
			t.Errorf("%s is in %s, want %s", o, c, classOf(o.String()))
		}
	}
	if s := operators.Classes.String(); operators.Classes != 26 || s != "unknown class" {
		t.Errorf("%d classes, %q", operators.Classes, s)
	}
}

// module is a module of one function () -> () with that body, the locals first.
func module(body string) []byte {
	code := "\x01" + string(rune(len(body))) + body
	return []byte("\x00asm\x01\x00\x00\x00\x01\x04\x01\x60\x00\x00\x03\x02\x01\x00\x0a" + string(rune(len(code))) + code)
}

func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		body string
		is   error
		want string
	}{
		{"\x00\x27\x0b", operators.ErrUnknown, "function 0: unknown operator 0x27 (at byte 23, 0x17)"},
		{"\x00\xfc\x12\x00\x0b", operators.ErrUnknown, "unknown operator 0xfc 0x12"},
		{"\x00\xfd\x9a\x01\x0b", operators.ErrUnknown, "unknown operator 0xfd 0x9a"},
		{"\x00\xfb\xff\xff\xff\xff\x0f\x0b", operators.ErrMalformed, "a number is too large"},
		{"\x00\x01", operators.ErrMalformed, "it ends too early"},
		{"\x00", operators.ErrMalformed, "it ends too early"},
		{"\x00\x0b\x01", operators.ErrMalformed, "it ends 1 bytes early"},
		{"\x00\x02\x40\x0b", operators.ErrMalformed, "it ends too early"},
		{"\x05\x0b", operators.ErrMalformed, "its locals: it has fewer bytes than it says"},
		{"\x00\x41\x80\x80\x80\x80\x80\x00\x0b", operators.ErrMalformed, "i32.const: a number is too large"},
		{"\x00\x0e\x7f\x0b", operators.ErrMalformed, "br_table: it has fewer bytes than it says"},
		{"\x00\x1f\x40\x01\x04\x00\x0b\x0b", operators.ErrMalformed, "try_table: a clause of try_table is of an unknown kind"},
		{"\x00\x20\x80\x80\x80\x80\x80\x00\x0b", operators.ErrMalformed, "local.get: a number is too large"},
		{"\x00\x43\x00\x0b", operators.ErrMalformed, "f32.const: it ends too early"},
	} {
		s, err := operators.Count(module(tt.body))
		var at *operators.Error
		if !errors.Is(err, tt.is) || !errors.As(err, &at) || !strings.Contains(err.Error(), tt.want) || s != nil {
			t.Errorf("%x: %v, want %q", tt.body, err, tt.want)
		}
	}
	if _, err := operators.Count([]byte("(module)")); !errors.Is(err, inspect.ErrNotWasm) {
		t.Errorf("text: %v", err)
	}
	types := module("\x00\x0b")[:14]
	if _, err := operators.Count(types); err != nil {
		t.Errorf("types alone: %v", err)
	}
	two := append(types, "\x03\x03\x02\x00\x00\x0a\x04\x01\x02\x00\x0b"...)
	if _, err := operators.Count(two); !errors.Is(err, operators.ErrMalformed) {
		t.Errorf("two functions, one with code: %v", err)
	}
}

// TestCount: by hand.
func TestCount(t *testing.T) {
	s, err := operators.Count(module("\x01\x01\x7f\x03\x40\x20\x00\x41\x01\x6a\x22\x00\x0d\x00\x0b\x20\x00\x1a\x0b"))
	if err != nil {
		t.Fatal(err)
	}
	want := operators.Counts{operators.ControlBranch: 4, operators.LocalVariable: 3, operators.NumericInteger: 2, operators.Nop: 1}
	if s.Counts != want || s.Total() != 10 || !slices.Equal(s.ByFunction, []operators.Counts{want}) {
		t.Errorf("%v", s)
	}
	f := s.Functions[0]
	if f.Index != 0 || f.Start != 22 || f.Code != 25 || f.End != 41 {
		t.Errorf("%d: %d %d %d", f.Index, f.Start, f.Code, f.End)
	}
	for op := range f.Operators() {
		if op.Offset != 25 || op.Size != 2 || op.Opcode.String() != "loop" {
			t.Errorf("%+v", op)
		}
		break
	}
}

// modules are the guests of the conformance suite and the benchmarks.
func modules(t testing.TB) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, pattern := range []string{"../enginetest/guests/*.wasm", "../../examples/benchmarks/*/*.wasm"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range names {
			if files[name], err = os.ReadFile(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	return files
}

// FuzzCount: no input panics, errors are of the promised types, and operators cover
// the code without a gap.
func FuzzCount(f *testing.F) {
	for _, wasm := range modules(f) {
		if len(wasm) < 1<<16 {
			f.Add(wasm)
		}
	}
	f.Fuzz(func(t *testing.T, wasm []byte) {
		s, err := operators.Count(wasm)
		if err != nil {
			var ours *operators.Error
			var theirs *inspect.Error
			if s != nil || !errors.As(err, &ours) && !errors.As(err, &theirs) && !errors.Is(err, operators.ErrMalformed) {
				t.Fatalf("%v, %#v", s, err)
			}
			if ours != nil && (ours.Offset < 0 || ours.Offset > len(wasm)) {
				t.Fatalf("%v in %d bytes", err, len(wasm))
			}
			return
		}
		var sum operators.Counts
		for i, fn := range s.Functions {
			at := fn.Code
			for op, err := range fn.Operators() {
				if err != nil || op.Offset != at || op.Size < 1 {
					t.Fatalf("%+v at %d: %v", op, at, err)
				}
				at += op.Size
			}
			if at != fn.End {
				t.Fatalf("function %d ends at %d, its operators at %d", fn.Index, fn.End, at)
			}
			for c, n := range s.ByFunction[i] {
				sum[c] += n
			}
		}
		if sum != s.Counts || s.Total() > uint64(len(wasm)) {
			t.Fatalf("%v, functions %v", s.Counts, sum)
		}
	})
}

// TestModules: of the guests and the benchmarks, only what is no whole core module is refused.
func TestModules(t *testing.T) {
	var refused []string
	for name, wasm := range modules(t) {
		if _, err := operators.Count(wasm); err != nil {
			refused = append(refused, filepath.Base(name))
		}
	}
	slices.Sort(refused)
	if want := strings.Fields("absurd-count.wasm component.wasm empty.wasm not-wasm.wasm truncated.wasm wat-text.wasm"); !slices.Equal(refused, want) {
		t.Errorf("refused: %q, want %q", refused, want)
	}
}
