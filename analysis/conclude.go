package analysis

import "math"

// conclude reaches the verdict from loc.
func (c *Comparison) conclude(means Location) {
	c.Ratio = ratio(c.loc.Value())
	loc := c.located(c.loc)
	j := c.limits.Judge(loc)
	c.Interval, c.Equivalence = ratios(j.Interval), ratios(j.Equivalence)
	if p, ok := loc.P(); ok && c.Rounds > 1 {
		c.P = &p
	}
	c.Direction, c.Effect = direction(c.loc.Value(), c.Event)
	if means != nil {
		c.MeanRatio = ratio(means.Value())
		if i, ok := c.located(means).Interval(c.limits.Alpha); ok {
			c.MeanInterval = ratios(&i)
		}
	}
	spread, _ := c.spread()
	if c.exact() && c.Rounds > 1 {
		c.P = nil
		c.caveat(NoVariance, "no variance: the ratio was the same in all rounds, and is exact")
	}
	switch c.Rounds {
	case 1:
		c.caveat(TooFew, "one process alone: the variation between processes was not measured")
		return
	case 2:
		c.caveat(TooFew, "two processes tell too little of the variation between processes")
	default:
		c.Verdict, c.Clear, c.Small = j.Verdict, j.Clear, j.Small
		c.Alone = j.Verdict
		if d, ok := DetectableChange(spread, c.Rounds, c.limits.Alpha, Power); ok {
			_, off := c.windows.shift(c.limits.Alpha)
			c.Detectable = ratio(d + off)
		}
	}
	if c.Small {
		c.caveat(BelowThreshold, "there is a difference, but one below the noise threshold of %s", percent(c.NoiseThreshold))
	}
	if c.Verdict == Unsure && c.windows != nil && c.Rounds > 2 && c.limits.Judge(c.loc).Verdict != Unsure {
		c.caveat(WindowUncertain, "unsure only because the window that was subtracted is not known well enough: calibrate with more processes, or give the benchmark more work")
	} else if c.Verdict == Unsure {
		if n := c.limits.moreRounds(spread, c.loc.Value(), c.Rounds); n > 0 {
			c.MoreRounds = &n
		}
	}
	if c.Verdict != Changed && !c.Small && c.Rounds > 2 && c.MeanInterval != nil &&
		!c.MeanInterval.Contains(1) && math.Abs(math.Log(*c.MeanRatio)) > c.limits.Delta {
		c.caveat(TailChanged, "the mean is %s, though the median is not: look at the slowest iterations",
			amount(*c.MeanRatio, c.Event))
	}
}

func ratio(log float64) *float64 {
	r := boundedExp(log)
	return &r
}

func ratios(i *Interval) *Interval {
	if i == nil {
		return nil
	}
	e := i.Exp()
	return &e
}
