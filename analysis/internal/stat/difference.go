package stat

// Difference is that of two estimates of independent samples, A - B. Its interval is
// that of both intervals at half the alpha each,
//
//	[low(A) - high(B), high(A) - low(B)]
//
// which holds whatever methods they are of (C. E. Bonferroni's inequality), so also
// for ranks, and for tests that hold at any time. It is wider than Welch's, which would
// ask for normal values. If one of them has no variance, the other has all of alpha.
type Difference struct{ A, B Location }

// Value is the difference of the estimates.
func (d Difference) Value() float64 { return d.A.Value() - d.B.Value() }

// Interval is false where one of the two is.
func (d Difference) Interval(alpha float64) (Interval, bool) {
	a, okA := d.A.Interval(alpha)
	b, okB := d.B.Interval(alpha)
	if okA && okB && a.High-a.Low > NoVariance && b.High-b.Low > NoVariance {
		a, okA = d.A.Interval(alpha / 2)
		b, okB = d.B.Interval(alpha / 2)
	}
	return Interval{1 - alpha, a.Low - b.High, a.High - b.Low}, okA && okB
}

// P is the smallest alpha whose interval excludes 0, 1 if none does; false where one of
// the two has no p value.
func (d Difference) P() (float64, bool) {
	_, okA := d.A.P()
	_, okB := d.B.P()
	if !okA || !okB {
		return 0, false
	}
	return leastAlpha(d.Interval), true
}

var _ Location = Difference{}
