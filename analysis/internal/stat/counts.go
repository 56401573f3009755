package analysis

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
// NaN for fewer than two values.
func StdDev(counts []uint64) float64 {
	if len(counts) < 2 {
		return math.NaN()
	}
	x := make([]float64, len(counts))
	for i, c := range counts {
		x[i] = float64(c)
	}
	return stat.StdDev(x, nil)
}

// Quantile returns the p-quantile, 0 <= p <= 1, of counts in ascending order:
// with h = (n-1)p, the value at h, counted from 0, interpolated linearly
// between its neighbours. This is type 7 of Hyndman and Fan (Sample quantiles
// in statistical packages, 1996), which R, NumPy and Python's
// statistics.quantiles(method="inclusive") use; gonum's stat.Quantile has
// other types only. The 0.5-quantile is the median, for even n the mean of
// the two in the middle. Of one value it is that value; of nothing, or for
// another p, NaN.
func Quantile(sorted []uint64, p float64) float64 {
	if len(sorted) == 0 || !(p >= 0 && p <= 1) {
		return math.NaN()
	}
	h := float64(len(sorted)-1) * p
	i := int(h)
	low := sorted[i]
	if i+1 == len(sorted) || h == float64(i) {
		return float64(low)
	}
	return interpolate(low, sorted[i+1], h-float64(i))
}

// interpolate is the value at a share of the way from low to high. Neighbours
// may be above 2^53 and differ by little: the difference is taken before
// anything is rounded.
func interpolate(low, high uint64, share float64) float64 {
	return float64(low) + share*float64(high-low)
}
