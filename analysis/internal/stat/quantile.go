package stat

import (
	"math"
	"slices"
)

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

// Quartiles returns the quantiles at 1/4, 1/2 and 3/4 of the counts, as
// Quantile would of sorted ones, and changes their order. It looks for six
// values instead of sorting all. Of one value all three are that value; of
// nothing they are NaN.
func Quartiles(counts []uint64) (q1, median, q3 float64) {
	n := len(counts)
	if n < 8 {
		slices.Sort(counts)
		return Quantile(counts, 0.25), Quantile(counts, 0.5), Quantile(counts, 0.75)
	}
	// What is found in the middle first parts the low from the high.
	median = quantileIn(counts, 0, n, 0.5, n)
	half := (n - 1) / 2
	return quantileIn(counts, 0, half+1, 0.25, n), median, quantileIn(counts, half+1, n, 0.75, n)
}

// quantileIn is the p-quantile of n counts, of which those from low to high
// are the ones that have these ranks.
func quantileIn(counts []uint64, low, high int, p float64, n int) float64 {
	h := float64(n-1) * p
	i := int(h)
	part := counts[low:high]
	at := SelectNth(part, i-low)
	if h == float64(i) {
		return float64(at)
	}
	// The next larger one is the least of those behind it.
	next := slices.Min(counts[i+1 : high])
	return interpolate(at, next, h-float64(i))
}

// MedianOfCounts is the 0.5-quantile of counts, of which there is at least
// one; their order is changed.
func MedianOfCounts(counts []uint64) float64 {
	return quantileIn(counts, 0, len(counts), 0.5, len(counts))
}
