package analysis

import (
	"fmt"
	"math"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
)

// Shrunken is what is known of a change if it is taken into account that it is
// called one because it stood out: what has to be large to be shown is, on average,
// shown too large. Ratio is nearer to 1 than Comparison.Ratio, or the same where the
// change is far beyond what would have stood out. No verdict follows from it, and the
// interval may hold 1 although the verdict is Changed: that there is a change, the
// test says, and this how large it is. See stat.Selected for the formula.
type Shrunken struct {
	Ratio    float64  `json:"ratio"`
	Interval Interval `json:"interval"`
}

// muchShrunken is the share of what is shown below which the rest is said to be
// exaggerated.
const muchShrunken = 0.85

// shrink fills in Shrunken of what is Changed at the level alpha.
func (c *Comparison) shrink(alpha float64) {
	c.Shrunken = nil
	spread, ok := c.spread()
	if c.Verdict != Changed || !ok || c.exact() {
		return
	}
	df := float64(c.units() - 1)
	if t, ok := c.loc.(stat.TLocation); ok {
		df = t.DF
	}
	se := spread / math.Sqrt(float64(c.units()))
	value, sign := c.loc.Value(), 1.0
	if value < 0 {
		value, sign = -value, -1
	}
	i, ok := c.located(c.loc).Interval(alpha)
	if !ok || !i.ExcludesZero() {
		// Signed ranks have no interval at so small an alpha: Many.P is by t.
		if i, ok = c.located(c.student()).Interval(alpha); !ok || !i.ExcludesZero() {
			return
		}
	}
	least := value - i.Low // to stand out
	if sign < 0 {
		least = value + i.High
	}
	v, within, ok := stat.Selected(value/se, least/se, df, c.limits.Alpha)
	if !ok {
		return
	}
	low, high := sign*within.Low*se, sign*within.High*se
	offLow, offHigh := c.windows.shift(c.limits.Alpha)
	c.Shrunken = &Shrunken{Ratio: stat.BoundedExp(sign * v * se)}
	c.Shrunken.Interval = *ratios(&stat.Interval{Level: within.Level, Low: min(low, high) + offLow - c.tick, High: max(low, high) + offHigh + c.tick})
	if share := v * se / value; share < muchShrunken {
		c.caveat(Exaggerated, "a change that is shown because it stood out is, on average, exaggerated: more likely it is about %s of what is shown", tenths(share))
	}
}

// tenths writes a share in words, rounded so that many of them are alike.
func tenths(share float64) string {
	if share < 0.15 {
		return "a tenth"
	}
	return fmt.Sprintf("%.0f%%", 10*math.Round(10*share))
}
