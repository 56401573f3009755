package inspect

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/measure/words"
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
	return parseAll(ErrArgs, "argument", t, t.Params, args)
}

// ParseResults is ParseArgs for the results of a function, as they are
// expected. An error wraps ErrResults.
func ParseResults(t FuncType, results []string) ([]uint64, error) {
	return parseAll(ErrResults, "result", t, t.Results, results)
}

func parseAll(kind error, what string, t FuncType, types []ValType, texts []string) ([]uint64, error) {
	if t.Unknown {
		return nil, fmt.Errorf("%w: the type of the function is unknown", kind)
	}
	if len(texts) != len(types) {
		return nil, fmt.Errorf("%w: %s given for a function %s, which has %d", kind, counted(len(texts), what), t, len(types))
	}
	var f faults
	raw := make([]uint64, len(texts))
	for i, typ := range types {
		var err error
		if raw[i], err = parse(typ, texts[i]); err != nil {
			f.add(kind, "%s %d, %q: %w", what, i+1, texts[i], err)
		}
	}
	if err := f.join(); err != nil {
		return nil, err
	}
	return raw, nil
}

// counted is "1 result", "no arguments".
func counted(n int, what string) string {
	if n == 0 {
		return "no " + what + "s"
	}
	return words.Count(n, what)
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

// SameResults reports whether the raw values that a function of type t returned
// are those of want, bit by bit; only that any NaN is as good as another.
func SameResults(t FuncType, got, want []uint64) bool {
	if len(got) != len(want) || len(got) != len(t.Results) {
		return false
	}
	for i, typ := range t.Results {
		same := got[i] == want[i]
		switch typ {
		case F32:
			g, w := math.Float32frombits(uint32(got[i])), math.Float32frombits(uint32(want[i]))
			same = same || g != g && w != w
		case F64:
			g, w := math.Float64frombits(got[i]), math.Float64frombits(want[i])
			same = same || g != g && w != w
		}
		if !same {
			return false
		}
	}
	return true
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
