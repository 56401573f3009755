package inspect_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines/inspect"
)

func TestParseArgs(t *testing.T) {
	const bad = 0xbad
	for _, tt := range []struct {
		typ  inspect.ValType
		arg  string
		raw  uint64
		says string
	}{
		{inspect.I32, "0", 0, ""},
		{inspect.I32, "-1", 0xffffffff, ""},
		{inspect.I32, "4294967295", 0xffffffff, ""},
		{inspect.I32, "-2147483648", 0x80000000, ""},
		{inspect.I32, "+7", 7, ""},
		{inspect.I32, "010", 10, ""},
		{inspect.I32, "0xFF", 255, ""},
		{inspect.I32, "-0x80000000", 0x80000000, ""},
		{inspect.I32, "4294967296", bad, "out of the range of an i32"},
		{inspect.I32, "-2147483649", bad, "out of the range"},
		{inspect.I32, "", bad, "is not an i32"},
		{inspect.I32, "-", bad, "is not an i32"},
		{inspect.I32, "--1", bad, "is not an i32"},
		{inspect.I32, "-+1", bad, "is not an i32"},
		{inspect.I32, "0x", bad, "is not an i32"},
		{inspect.I32, "0x-1", bad, "is not an i32"},
		{inspect.I32, "1.5", bad, "is not an i32"},
		{inspect.I32, "1_000", bad, "is not an i32"},
		{inspect.I64, "-9223372036854775808", 1 << 63, ""},
		{inspect.I64, "18446744073709551615", math.MaxUint64, ""},
		{inspect.I64, "-1", math.MaxUint64, ""},
		{inspect.I64, "-9223372036854775809", bad, "out of the range of an i64"},
		{inspect.I64, "18446744073709551616", bad, "out of the range"},
		{inspect.F32, "1.5", 0x3fc00000, ""},
		{inspect.F32, "-0", 0x80000000, ""},
		{inspect.F32, "inf", 0x7f800000, ""},
		{inspect.F32, "1e39", bad, "out of the range of an f32"},
		{inspect.F32, "x", bad, "is not an f32"},
		{inspect.F64, "1.5", 0x3ff8000000000000, ""},
		{inspect.F64, "0x1p-1074", 1, ""},
		{inspect.F64, "1e309", bad, "out of the range of an f64"},
		{inspect.V128, "0", bad, "a v128 cannot be given as text"},
	} {
		got, err := inspect.ParseArgs(inspect.FuncType{Params: []inspect.ValType{tt.typ}}, []string{tt.arg})
		switch {
		case tt.raw == bad:
			checkError(t, err, []error{inspect.ErrArgs}, tt.says)
		case err != nil || got[0] != tt.raw:
			t.Errorf("%s %q: got %#x, %v; want %#x", tt.typ, tt.arg, got, err, tt.raw)
		}
	}
}

func TestParseArgsCount(t *testing.T) {
	two := inspect.FuncType{Params: []inspect.ValType{inspect.I32, inspect.I64}}
	_, err := inspect.ParseArgs(two, []string{"1"})
	checkError(t, err, []error{inspect.ErrArgs}, "1 argument given for a function (i32, i64) -> (), which has 2")
	_, err = inspect.ParseArgs(two, []string{"a", "b"})
	checkError(t, err, []error{inspect.ErrArgs}, `argument 2, "b": is not an i64`)
	_, err = inspect.ParseArgs(inspect.FuncType{Unknown: true}, nil)
	checkError(t, err, []error{inspect.ErrArgs}, "unknown")
	if raw, err := inspect.ParseArgs(inspect.FuncType{}, nil); err != nil || len(raw) != 0 {
		t.Errorf("no arguments: %v, %v", raw, err)
	}
}

func TestFormatResults(t *testing.T) {
	ft := inspect.FuncType{Results: []inspect.ValType{inspect.I32, inspect.I64, inspect.F32, inspect.F64, inspect.FuncRef}}
	got := inspect.FormatResults(ft, []uint64{0xffffffff, 1 << 63, 0x3dcccccd, 0x3fb999999999999a, 16, 17})
	if want := "-1 -9223372036854775808 0.1 0.1 0x10 0x11"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What FormatResults writes, ParseArgs reads back, but for the payload of a NaN.
func TestArgsRoundTrip(t *testing.T) {
	types := []inspect.ValType{inspect.I32, inspect.I64, inspect.F32, inspect.F64}
	ft := inspect.FuncType{Params: types, Results: types}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 10000 {
		raw := []uint64{uint64(rnd.Uint32()), rnd.Uint64(), uint64(rnd.Uint32()), rnd.Uint64()}
		if math.IsNaN(float64(math.Float32frombits(uint32(raw[2])))) || math.IsNaN(math.Float64frombits(raw[3])) {
			continue
		}
		text := inspect.FormatResults(ft, raw)
		back, err := inspect.ParseArgs(ft, strings.Fields(text))
		if err != nil || [4]uint64(back) != [4]uint64(raw) {
			t.Fatalf("%#x became %q, and %#x, %v", raw, text, back, err)
		}
	}
}

func TestParseResults(t *testing.T) {
	four := inspect.FuncType{Params: []inspect.ValType{"i32"}, Results: []inspect.ValType{"i32", "i64", "f32", "f64"}}
	bits := []uint64{math.MaxUint32, 2, uint64(math.Float32bits(-0.5)), math.Float64bits(math.Inf(-1))}
	got, err := inspect.ParseResults(four, []string{"-1", "0x2", "-0.5", "-Inf"})
	if err != nil || !slices.Equal(got, bits) {
		t.Errorf("%#x, %v; want %#x", got, err, bits)
	}
	for _, wrong := range [][]string{nil, {"1"}, {"1", "2", "3", "4", "5"}, {"1.5", "2", "3", "4"}, {"1", "x", "3", "4"}, {"4294967296", "2", "3", "4"}} {
		if _, err := inspect.ParseResults(four, wrong); !errors.Is(err, inspect.ErrResults) {
			t.Errorf("%q: %v, want ErrResults", wrong, err)
		}
	}
}

func TestSameResults(t *testing.T) {
	floats := inspect.FuncType{Results: []inspect.ValType{"f32", "f64"}}
	nan32, nan64 := uint64(0x7fc00000), uint64(0x7ff8000000000000) // the canonical ones
	other, err := inspect.ParseResults(floats, []string{"nan", "NaN"})
	if err != nil {
		t.Fatal(err)
	}
	zero := []uint64{0, 0}
	for _, tt := range []struct {
		got, want []uint64
		same      bool
	}{
		{[]uint64{nan32, nan64}, other, true},
		{[]uint64{0xffc00001, 0xfff8000000000001}, other, true}, // negative, with a payload
		{[]uint64{nan32, nan64}, zero, false},
		{zero, other, false},
		{zero, zero, true},
		{[]uint64{1 << 31, 0}, zero, false}, // -0
		{[]uint64{0}, zero, false},
		{nil, zero, false},
	} {
		if inspect.SameResults(floats, tt.got, tt.want) != tt.same {
			t.Errorf("%#x as %#x: not %v", tt.got, tt.want, tt.same)
		}
	}
	// Of integers these bits are numbers.
	if ints := (inspect.FuncType{Results: []inspect.ValType{"i32"}}); inspect.SameResults(ints, []uint64{nan32}, []uint64{nan32 + 1}) {
		t.Error("two integers are the same")
	}
}
