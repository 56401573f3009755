package analysis

import "math"

// exact says whether a counter gave the same ratio in all rounds, or the same
// count in all processes of each arm. Of one round it is not known.
//
// A clock is never exact, and nothing is from which an estimate was subtracted.
func (c *Comparison) exact() bool {
	switch {
	case c.windows != nil || c.Event.Time || c.Rounds < 2:
		return false
	case c.suite && len(c.pairs) == 0:
		return c.exactSuite
	case c.raw != nil:
		return c.raw.exact
	case c.Method == MethodWelch:
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
	if t, ok := c.loc.(TLocation); ok {
		return t.SE * math.Sqrt(float64(c.Rounds)), t.DF > 0
	}
	return spreadOf(c.differences()), true
}

// spreadOf is the spread of differences of rounds.
func spreadOf(z []float64) float64 {
	const alpha = 0.1
	root := math.Sqrt(float64(len(z)))
	loc, method := locate(z, alpha)
	if i, ok := loc.Interval(alpha); ok && method == MethodHodgesLehmann && i.High > i.Low {
		return (i.High - i.Low) / 2 * root / tQuantile(1-alpha/2, float64(len(z)-1))
	}
	return Paired(z).SE * root // few, or nearly all are the same
}
