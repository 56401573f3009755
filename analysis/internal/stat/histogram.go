package stat

// HistogramSteps is how many steps a Summary's Histogram has. Neighbours may
// be added up to get 8, 4 or 2 steps that are equal, too.
const HistogramSteps = 16

// Histogram counts values in equal steps from the smallest to the largest:
// the value x is in the step
//
//	floor(HistogramSteps * (x - min) / (max - min))
//
// and the largest is in the last one. All values are in it, outliers too: the
// first and the last step are never empty. Where all values are the same they
// are in the first step.
type Histogram [HistogramSteps]int

// NewHistogram counts the values, of which low is the smallest and high the
// largest. Of nothing all steps are empty.
func NewHistogram(counts []uint64, low, high uint64) (h Histogram) {
	for _, x := range counts {
		i := 0
		if high > low {
			// A quotient first, then the product: no rounding differs between
			// processors, and nothing overflows.
			i = min(int(float64(x-low)/float64(high-low)*HistogramSteps), HistogramSteps-1)
		}
		h[i]++
	}
	return h
}
