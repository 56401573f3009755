package stat

import "math"

// Widened is a Location whose interval is widened by an error that the sample
// does not show, such as that of an overhead which was subtracted, or a clock's
// step: the ends are moved outwards by By, at the interval's own level.
//
// The standard deviation of a sum is at most the sum of standard deviations,
// whatever the correlation. So the half width of a sum of errors at some level
// is at most the sum of their half widths at that level: exactly for normal
// errors, about so for Student's. The first-order rule for independent errors
// (the delta method; G. Casella and R. L. Berger, Statistical Inference, 2nd
// ed. 2002, section 5.5.4) would take the root of the sum of squares, which is
// smaller. Engines are calibrated in the same rounds and in Compilation and
// Instantiation share one window, so their errors are not independent, and
// the larger sum is taken. The logarithms are bounded, not expanded, so that
// it holds for windows that are most of the count, too.
type Widened struct {
	Location
	// By returns how far the ends may be off at the level 1-alpha: low is at
	// most 0, high at least.
	By func(alpha float64) (low, high float64)
}

// Interval is false where that of the Location is.
func (w Widened) Interval(alpha float64) (Interval, bool) {
	i, ok := w.Location.Interval(alpha)
	if ok {
		low, high := w.By(alpha)
		i.Low += low
		i.High += high
	}
	return i, ok
}

// P is the smallest alpha whose interval excludes 0, 1 if none does, by
// halving. So it always agrees with the interval.
func (w Widened) P() (float64, bool) {
	if _, ok := w.Location.P(); !ok {
		return 0, false
	}
	return leastAlpha(w.Interval), true
}

// leastAlpha is the smallest alpha whose interval excludes 0, 1 if none does,
// by halving.
func leastAlpha(interval func(alpha float64) (Interval, bool)) float64 {
	excludes := func(alpha float64) bool {
		i, ok := interval(alpha)
		return ok && i.ExcludesZero()
	}
	const top = 1 - 1e-9
	if !excludes(top) {
		return 1
	}
	low, high := math.Log(1e-300), math.Log(top)
	for high-low > 1e-9 {
		if mid := (low + high) / 2; excludes(math.Exp(mid)) {
			high = mid
		} else {
			low = mid
		}
	}
	return math.Exp(high)
}
