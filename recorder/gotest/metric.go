package gotest

import (
	"errors"
	"math"
	"math/big"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
)

// A metric is one value of a result, as it was printed.
type metric struct{ value, unit string }

// millionths is how many counts one unit of a metric is that need not be whole.
const millionths = 1_000_000

// EventOf returns the event of a unit of Go's benchmarks, and how many counts one
// unit is. A count is whole, and package testing prints up to six decimals, or
// seven of what is less than a thousandth, so that a metric is counted in
// millionths of its unit: ns/op in femtoseconds, MB/s in bytes per second, and any
// other unit under its own name behind "micro-". B/op and allocs/op are whole.
// Better is what benchstat takes it for.
func EventOf(unit string) (e measure.Event, counts int64) {
	switch unit {
	case "ns/op":
		return measure.Femtoseconds, millionths
	case "MB/s":
		return measure.BytesPerSecond, millionths
	case "B/op":
		return measure.AllocatedBytes, 1
	case "allocs/op":
		return measure.Allocations, 1
	}
	return measure.Millionths(unit), millionths
}

var (
	errNegative = errors.New("less than 0")
	errNoNumber = errors.New("not a number")
	errTooLarge = errors.New("too large")
)

// count returns the metric as a count, and whether that is exactly what was
// printed.
func (m metric) count() (n uint64, exact bool, err error) {
	_, counts := EventOf(m.unit)
	x, ok := new(big.Rat).SetString(m.value)
	if ok {
		x.Mul(x, new(big.Rat).SetInt64(counts))
	}
	switch {
	case !ok:
		err = errNoNumber
	case x.Sign() < 0:
		err = errNegative
	case x.Cmp(new(big.Rat).SetUint64(math.MaxUint64)) > 0:
		err = errTooLarge
	}
	if err != nil {
		return 0, false, err
	}
	whole, _ := new(big.Int).SetString(x.FloatString(0), 10)
	return whole.Uint64(), x.IsInt(), nil
}

// direction is what a Unit line says, as golang.org/x/perf/benchfmt has them:
// "Unit hits/op better=higher".
func direction(line string) (unit string, better measure.Better, ok bool) {
	f := strings.Fields(line)
	if len(f) < 3 || f[0] != "Unit" {
		return "", measure.Neither, false
	}
	for _, pair := range f[2:] {
		switch pair {
		case "better=higher":
			return f[1], measure.Higher, true
		case "better=lower":
			return f[1], measure.Lower, true
		}
	}
	return "", measure.Neither, false
}
