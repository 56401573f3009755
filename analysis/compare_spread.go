package analysis

import (
	"math"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
)

// exact says whether a counter gave the same ratio in all rounds, or the same
// count in all processes of each arm. Of one round it is not known.
//
// A clock is never exact, and nothing is from which an estimate was subtracted.
func (c *Comparison) exact() bool {
	switch {
	case c.gone != nil:
		return c.gone.exact
	case c.windows != nil || c.Event.Time || c.Rounds < 2:
		return false
	case c.suite && len(c.pairs) == 0:
		return c.exactSuite
	case c.raw != nil:
		return c.raw.exact
	case c.Method == MethodMachines && len(c.pairs) == 0:
		for i := range c.groups {
			if !c.groups[i].exact || math.Abs(c.groups[i].median.loc.Value()-c.groups[0].median.loc.Value()) > stat.NoVariance {
				return false
			}
		}
		return len(c.groups) > 0
	case c.Method == MethodWelch:
		return stat.Constant(c.arms[0].medians) && stat.Constant(c.arms[1].medians)
	}
	return stat.Constant(c.differences())
}

// spread returns the standard deviation that differences of rounds, or of several
// machines, seem to have. It is worked out backwards from the width of an interval,
//
//	sd = half width sqrt(n) / t(1-alpha/2, n-1)
//
// so that it means the same for every method and one outlier does not blow
// it up where the method is robust. It is false for fewer than two rounds.
func (c *Comparison) spread() (float64, bool) {
	if c.loc == nil || c.Rounds < 2 {
		return 0, false
	}
	if c.gone != nil {
		return c.gone.spread, c.gone.hasSpread
	}
	switch t := c.loc.(type) {
	case stat.TLocation:
		return t.SE * math.Sqrt(float64(c.Rounds)), t.DF > 0
	case stat.Groups:
		return t.SE * math.Sqrt(float64(c.units())), t.DF > 0
	}
	return stat.Spread(c.differences()), true
}
