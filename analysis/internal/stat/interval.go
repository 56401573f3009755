package stat

import "math"

// Interval is a confidence interval at a level such as 0.99.
type Interval struct{ Level, Low, High float64 }

// Inside says whether the interval lies strictly between low and high.
func (i Interval) Inside(low, high float64) bool { return low < i.Low && i.High < high }

// ExcludesZero says whether 0 lies outside of the interval, by more than
// rounding if it has no width.
func (i Interval) ExcludesZero() bool {
	if i.High-i.Low <= NoVariance {
		return math.Abs(i.Low) > NoVariance
	}
	return i.Low > 0 || i.High < 0
}

// Exp turns an interval of a logarithm into one of a ratio. An end beyond
// what a float64 can hold becomes 0 or math.MaxFloat64, so that the interval
// can be written as JSON.
func (i Interval) Exp() Interval {
	return Interval{i.Level, BoundedExp(i.Low), BoundedExp(i.High)}
}

// BoundedExp is e^x, at most math.MaxFloat64, which JSON can hold.
func BoundedExp(x float64) float64 { return min(math.Exp(x), math.MaxFloat64) }

// Location estimates where the middle of a distribution lies, from a sample.
// TLocation and HodgesLehmann are from a sample alone; Widened adds to either
// what the sample does not show.
type Location interface {
	// Value is the estimate.
	Value() float64
	// Interval is the confidence interval at the level 1-alpha, two-sided. It
	// is false when the sample is too small for that level.
	Interval(alpha float64) (Interval, bool)
	// P is the two-sided p value of the hypothesis that the middle is 0. It
	// is false when the sample is too small for any.
	P() (float64, bool)
}

// rangeOf returns the smallest and the largest of x, which has at least one.
func rangeOf(x []float64) (low, high float64) {
	low, high = x[0], x[0]
	for _, v := range x[1:] {
		low, high = min(low, v), max(high, v)
	}
	return low, high
}

// NoVariance is the spread of logarithms below which they are the same: what
// is left when equal ratios of different counts are rounded.
const NoVariance = 1e-12

// Constant says whether all of x are the same but for rounding. One value is;
// of none nothing can be said.
func Constant(x []float64) bool {
	if len(x) == 0 {
		return false
	}
	low, high := rangeOf(x)
	return high-low <= NoVariance
}
