package stat

import (
	"math"
	"math/bits"

	"gonum.org/v1/gonum/stat"
)

// Mean returns the arithmetic mean. The sum is exact, in 128 bits, and is
// rounded once to 53 bits, and the quotient once more: the result is the one
// that the Rust sightglass prints, and does not wrap where its 64 bits do.
// The mean of nothing is NaN.
func Mean(counts []uint64) float64 {
	var hi, lo, carry uint64
	for _, c := range counts {
		lo, carry = bits.Add64(lo, c, 0)
		hi += carry
	}
	if hi == 0 {
		return float64(lo) / float64(len(counts)) // 0/0 is NaN
	}
	// Take the 64 leading bits, with the lowest standing for all that is
	// behind them, so that rounding them to 53 is rounding the whole.
	n := bits.LeadingZeros64(hi)
	lead := hi<<n | lo>>(64-n)
	if lo<<n != 0 {
		lead |= 1
	}
	return math.Ldexp(float64(lead), 64-n) / float64(len(counts))
}

// MeanDeviation returns the mean absolute deviation from the mean,
//
//	1/n sum |x - mean|,
//
// which the Rust sightglass calls the deviation. Differences and sum are
// rounded to 53 bits, in the order of counts. Of one value it is 0, of
// nothing NaN.
func MeanDeviation(counts []uint64) float64 {
	mean := Mean(counts)
	sum := 0.0
	for _, c := range counts {
		sum += math.Abs(mean - float64(c))
	}
	return sum / float64(len(counts))
}

// StdDev returns the standard deviation of the sample,
//
//	sqrt(1/(n-1) sum (x - mean)^2),
//
// as gonum's stat.StdDev computes it: in two passes, with the correction of
// Chan, Golub and LeVeque (1983). Counts above 2^53 are rounded first. It is
// NaN for fewer than two values. It works in scratch, which it returns for the
// next call.
func StdDev(counts []uint64, scratch []float64) (float64, []float64) {
	scratch = scratch[:0]
	if len(counts) < 2 {
		return math.NaN(), scratch
	}
	for _, c := range counts {
		scratch = append(scratch, float64(c))
	}
	return stat.StdDev(scratch, nil), scratch
}

// MeanFloats returns the arithmetic mean of x, 0 of nothing.
func MeanFloats(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(max(1, len(x)))
}
