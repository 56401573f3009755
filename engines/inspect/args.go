package inspect

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ParseArgs turns arguments as they stand on a command line into the raw 64-bit
// values that engines take, one for each parameter of t. Integers are decimal
// or, after 0x, hexadecimal, and may be given as signed or as unsigned ones: for
// an i32, -1 and 4294967295 are the same. Floats are what strconv.ParseFloat
// takes, Inf and NaN among it. An i32 and the bits of an f32 lie in the low half
// of the value, and the high half is zero.
//
// An error wraps ErrArgs and names all the arguments that do not fit.
func ParseArgs(t FuncType, args []string) ([]uint64, error) {
	if t.Unknown {
		return nil, fmt.Errorf("%w: the type of the function is unknown", ErrArgs)
	}
	if len(args) != len(t.Params) {
		return nil, fmt.Errorf("%w: got %d, want %d for a function %s", ErrArgs, len(args), len(t.Params), t)
	}
	var f faults
	raw := make([]uint64, len(args))
	for i, typ := range t.Params {
		var err error
		if raw[i], err = parse(typ, args[i]); err != nil {
			f.add(ErrArgs, "argument %d, %q: %w", i+1, args[i], err)
		}
	}
	if err := f.join(); err != nil {
		return nil, err
	}
	return raw, nil
}

func parse(t ValType, s string) (uint64, error) {
	switch t {
	case I32:
		return parseInt(t, s, 32)
	case I64:
		return parseInt(t, s, 64)
	case F32:
		v, err := strconv.ParseFloat(s, 32)
		return uint64(math.Float32bits(float32(v))), because(t, err)
	case F64:
		v, err := strconv.ParseFloat(s, 64)
		return math.Float64bits(v), because(t, err)
	}
	return 0, fmt.Errorf("a %s cannot be given as text", t)
}

// parseInt reads an integer from -2^(bits-1) to 2^bits - 1.
func parseInt(t ValType, s string, bits int) (uint64, error) {
	digits, negative := strings.CutPrefix(s, "-")
	if !negative {
		digits = strings.TrimPrefix(digits, "+")
	}
	base := 10
	if len(digits) > 2 && digits[0] == '0' && digits[1]|0x20 == 'x' {
		base, digits = 16, digits[2:]
	}
	v, err := strconv.ParseUint(digits, base, bits)
	if err == nil && negative {
		if v > 1<<(bits-1) {
			err = strconv.ErrRange
		}
		v = -v & (math.MaxUint64 >> (64 - bits))
	}
	return v, because(t, err)
}

// because words strconv's errors for someone who does not see the code.
func because(t ValType, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, strconv.ErrRange):
		return fmt.Errorf("out of the range of an %s", t)
	}
	return fmt.Errorf("is not an %s", t)
}

// FormatResults writes the raw values that a function of type t returned, a
// space between any two: integers as signed decimal ones, floats in their
// shortest exact form, and anything else as hexadecimal bits.
func FormatResults(t FuncType, results []uint64) string {
	s := make([]string, len(results))
	for i, raw := range results {
		typ := ValType("")
		if i < len(t.Results) {
			typ = t.Results[i]
		}
		switch typ {
		case I32:
			s[i] = strconv.FormatInt(int64(int32(raw)), 10)
		case I64:
			s[i] = strconv.FormatInt(int64(raw), 10)
		case F32:
			s[i] = strconv.FormatFloat(float64(math.Float32frombits(uint32(raw))), 'g', -1, 32)
		case F64:
			s[i] = strconv.FormatFloat(math.Float64frombits(raw), 'g', -1, 64)
		default:
			s[i] = fmt.Sprintf("0x%x", raw)
		}
	}
	return strings.Join(s, " ")
}
