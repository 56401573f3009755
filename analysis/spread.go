package analysis

import "math"

// exact says whether all rounds, or all processes of each arm, came to the
// same.
func (c *Comparison) exact() bool {
	if c.Method == MethodWelch {
		return constant(c.arms[0].medians) && constant(c.arms[1].medians)
	}
	return constant(c.differences())
}

// spread returns the standard deviation that differences of rounds seem to
// have. It is worked out backwards from the width of an interval,
//
//	sd = half width sqrt(n) / t(1-alpha/2, n-1)
//
// so that it means the same for every method and one outlier does not blow
// it up where the method is robust. It is false for fewer than two rounds.
func (c *Comparison) spread() (float64, bool) {
	if c.loc == nil || c.Rounds < 2 {
		return 0, false
	}
	root := math.Sqrt(float64(c.Rounds))
	if t, ok := c.loc.(TLocation); ok {
		return t.SE * root, t.DF > 0
	}
	const alpha = 0.1
	if i, ok := c.loc.Interval(alpha); ok && i.High > i.Low {
		return (i.High - i.Low) / 2 * root / tQuantile(1-alpha/2, float64(c.Rounds-1)), true
	}
	return Paired(c.differences()).SE * root, true // nearly all differences are the same
}
