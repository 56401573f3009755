package analysis

import (
	"fmt"
	"math"
	"slices"
)

// Many is what a comparison comes to as one of many.
type Many struct {
	// Size is m, the number of comparisons that it is one of.
	Size int `json:"size"`
	// P is the p value that was corrected: Comparison.P, or the one of
	// Student's t where that of the signed ranks cannot get small enough.
	P float64 `json:"p"`
	// FalseDiscovery is P after Benjamini and Hochberg, for reports, and
	// Selected says that it is small enough. Interval is that at the level
	// 1 - Rq/m, if R were selected; nil if this one is not.
	FalseDiscovery float64   `json:"p_benjamini_hochberg"`
	Selected       bool      `json:"selected"`
	Interval       *Interval `json:"selected_interval,omitempty"`
	// FamilyWise is P after Holm, for gates.
	FamilyWise float64 `json:"p_holm"`
}

// Correct returns the comparisons with Many filled in: each is one of all
// those given that have a verdict by a test, with at least three rounds. The
// false discovery rate is q, 0 for 0.05.
//
// What was Changed alone and is not selected becomes Unsure. The other
// verdicts stay: a correction can only take back what was claimed.
//
// The p value of signed ranks is at least 2^(1-P) for P rounds. Where that is
// more than q/m, no change could ever be seen, however large: there the p
// value is that of Student's t. Of comparisons that were stopped at a look
// the p value is divided by the look's share in the error rate.
func Correct(comparisons []Comparison, q float64) []Comparison {
	if q == 0 {
		q = 0.05
	}
	out := slices.Clone(comparisons)
	var members []int
	for i := range out {
		if out[i].loc != nil && out[i].Rounds >= 3 {
			members = append(members, i)
		}
	}
	p := make([]float64, len(members))
	for k, i := range members {
		p[k] = out[i].familyP(q / float64(len(members)))
	}
	bh, holm := BenjaminiHochberg(p), Holm(p)
	selected := 0
	for _, v := range bh {
		if v <= q {
			selected++
		}
	}
	for k, i := range members {
		c := &out[i]
		c.Caveats = slices.Clone(c.Caveats)
		m := &Many{Size: len(members), P: p[k], FalseDiscovery: bh[k], FamilyWise: holm[k], Selected: bh[k] <= q}
		c.Many = m
		c.Verdict = c.Alone
		c.Caveats = slices.DeleteFunc(c.Caveats, func(v Caveat) bool { return v.Code == Family })
		if m.Selected {
			m.Interval = c.intervalAt(SelectedAlpha(q, selected, len(members)) * c.share)
			continue
		}
		if c.Alone == Changed {
			c.Verdict = Unsure
			c.caveat(Family, "it would be changed if it were the only comparison, but it is one of %d, of which some stand out by chance", len(members))
			spread, _ := c.spread()
			l := c.limits
			l.Alpha = SelectedAlpha(q, selected+1, len(members)) * c.share
			if n := l.moreRounds(spread, c.loc.Value(), c.Rounds); n > 0 {
				c.MoreRounds = &n
			}
		}
	}
	return out
}

// familyP returns the p value to correct, if the smallest of them is held to
// least.
func (c *Comparison) familyP(least float64) float64 {
	p, _ := c.located(c.loc).P()
	if c.exact() {
		p = 0
		if math.Abs(c.loc.Value()) <= noVariance {
			p = 1
		}
	} else if h, ok := c.loc.(HodgesLehmann); ok && 2*h.dist.CDF(0)/c.share > least {
		p, _ = c.located(Paired(c.differences())).P()
	}
	return min(1, p/c.share)
}

// intervalAt returns the interval of the ratio at another level, by Student's
// t where the signed ranks have none.
func (c *Comparison) intervalAt(alpha float64) *Interval {
	i, ok := c.located(c.loc).Interval(alpha)
	if !ok {
		i, ok = c.located(Paired(c.differences())).Interval(alpha)
	}
	if !ok {
		return nil
	}
	return ratios(&i)
}

// Regressions returns the comparisons that should fail a gate: Changed for
// the worse, with a p value that is at most q after Holm's correction; 0 is
// 0.05. The probability that a gate fails for nothing is thus at most q,
// however many comparisons it has. The comparisons must have been through
// Correct, as those of Compare have.
func Regressions(comparisons []Comparison, q float64) []Comparison {
	if q == 0 {
		q = 0.05
	}
	var out []Comparison
	for _, c := range comparisons {
		if c.Verdict == Changed && c.Effect == "worse" && c.Many != nil && c.Many.FamilyWise <= q {
			out = append(out, c)
		}
	}
	return out
}

// NoCounterpart is the warning that a series could not be compared because
// the other engine, or the other recording, has none for the same benchmark,
// phase and event.
type NoCounterpart struct {
	Key
	// Other is the engine or recording that lacks it, empty for all others.
	Other string
}

func (w *NoCounterpart) Error() string {
	if w.Other == "" {
		return fmt.Sprintf("%v was not compared: nothing else has values for it", w.Key)
	}
	return fmt.Sprintf("%v was not compared: %s has no values for it", w.Key, w.Other)
}
