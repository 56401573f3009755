package analysis

import "slices"

// quartiles returns the quantiles at 1/4, 1/2 and 3/4 of the counts, as
// Quantile would of sorted ones, and changes their order. It looks for six
// values instead of sorting all.
func quartiles(counts []uint64) (q1, median, q3 float64) {
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
	at := selectNth(part, i-low)
	if h == float64(i) {
		return float64(at)
	}
	// The next larger one is the least of those behind it.
	next := slices.Min(counts[i+1 : high])
	return interpolate(at, next, h-float64(i))
}
