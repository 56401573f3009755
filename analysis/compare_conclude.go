package analysis

import (
	"math"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure/words"
)

// conclude reaches the verdict from loc.
func (c *Comparison) conclude(means stat.Location) {
	c.Ratio = ratio(c.loc.Value())
	c.Direction, c.Effect = direction(c.loc.Value(), c.Event)
	if means != nil {
		c.MeanRatio = ratio(means.Value())
	}
	if c.fewProcesses() {
		c.sayMachines()
		return
	}
	loc := c.located(c.loc)
	j := c.limits.Judge(loc)
	c.Interval, c.Equivalence = ratios(j.Interval), ratios(j.Equivalence)
	if p, ok := loc.P(); ok {
		c.P = &p
	}
	if means != nil {
		if i, ok := c.located(means).Interval(c.limits.Alpha); ok {
			c.MeanInterval = ratios(&i)
		}
	}
	if c.exact() {
		c.P = nil
		c.caveat(noVariance, "no variance: the ratio was the same in all rounds, and is exact")
	}
	c.Verdict, c.Clear, c.Small = verdictOf(j), j.Clear, j.Small
	c.Alone = c.Verdict
	spread, _ := c.spread()
	d, ok := stat.DetectableChange(spread, c.units(), c.limits.Alpha, stat.Power)
	if c.anytime && ok && c.Method != MethodMachines { // the price of looking at any time
		if ok = j.Interval != nil; ok {
			d = max(d, stat.DetectableBeyond((j.Interval.High-j.Interval.Low)/2, spread, c.Rounds, stat.Power))
		}
	}
	if ok {
		_, off := c.windows.shift(c.limits.Alpha)
		c.Detectable = ratio(d + off + c.tick)
	}
	if c.Small {
		c.caveat(belowThreshold, "there is a difference, but one below the noise threshold of %s", words.Level(c.NoiseThreshold))
	}
	c.unsure(spread)
	if c.Rounds < GateRounds && !c.exact() && !c.anytime {
		c.caveat(fewRounds, "few rounds: the verdict rests on normal differences; record %d or more", GateRounds)
	}
	if means != nil {
		c.slow(c.located(means))
	}
	c.sayMachines()
	c.hideWide()
}

// meanLevel is the level of the interval in which the mean must lie within the
// noise threshold if nothing is to be said of slow processes.
const meanLevel = 0.9

// slow says what the mean knows and the median does not: processes or
// iterations that are few and much slower.
func (c *Comparison) slow(means stat.Location) {
	if c.Verdict == Changed || c.anytime && c.Rounds < FirstLook {
		return
	}
	if !c.Small && c.MeanInterval != nil && !c.MeanInterval.Contains(1) && math.Abs(math.Log(*c.MeanRatio)) > c.limits.Delta {
		c.caveat(TailChanged, "the mean changed (%s), though the median did not: look at the slowest iterations",
			words.Change(*c.MeanRatio, c.Event))
		return
	}
	if i, ok := means.Interval(1 - meanLevel); ok && c.Verdict == NotChanged && !i.Inside(-c.limits.Delta, c.limits.Delta) {
		c.caveat(SlowUnknown, "said of the typical process; slow ones are not known (mean %s, %s: %s)",
			words.Change(stat.BoundedExp(means.Value()), c.Event), words.Level(meanLevel), ratios(&i).words(ratio(means.Value()), c.Event))
	}
}

// unsure says what would make it sure: more rounds, a window or a clock that is
// known better.
func (c *Comparison) unsure(spread float64) {
	without := c.Verdict // the errors of clock and windows
	if c.Verdict == Unsure && (c.windows != nil || c.tick > 0) {
		without = verdictOf(c.limits.Judge(c.loc))
	}
	switch {
	case c.Verdict != Unsure && c.tick < c.limits.Delta/2:
	case c.Verdict == Unsure && without == Unsure && c.tick < c.limits.Delta/2, c.Verdict == Unsure && c.windows != nil:
	default:
		c.caveat(clockTicks, "the clock's step is large beside what was counted: intervals are widened by the %s that it may hide; give the benchmark more work", words.Percent(math.Expm1(c.tick)))
	}
	switch {
	case c.Verdict != Unsure:
	case without == Unsure:
		c.advise(c.limits, spread)
	case c.windows != nil:
		c.caveat(windowUncertain, "unsure only because the window that was subtracted is not known well enough: calibrate with more processes, or give the benchmark more work")
	}
}

// advise says how many more rounds would probably settle it under the limits.
func (c *Comparison) advise(l stat.Limits, spread float64) {
	if c.Method == MethodMachines {
		return // it takes more machines
	}
	if m, ok := l.MoreRounds(spread, c.loc.Value(), c.Rounds, c.anytime); ok {
		more := MoreRounds(m)
		c.MoreRounds = &more
	}
}

// widest is the quotient of an interval's ends from which on it says nothing.
const widest = 1e6

// hideWide takes back intervals that say nothing but that nothing is known.
func (c *Comparison) hideWide() {
	wide := func(i *Interval) bool { return i != nil && i.High > widest*i.Low }
	if c.Verdict == Unsure && wide(c.Interval) {
		c.Interval, c.Equivalence, c.MoreRounds = nil, nil, nil
		c.caveat(tooWide, "the interval spans a factor of a million or more, and is not shown")
	}
	if wide(c.MeanInterval) {
		c.MeanInterval = nil
	}
}

// fewProcesses says whether there are too few for a verdict, and why.
func (c *Comparison) fewProcesses() bool {
	if n := len(c.groups); n > 0 && c.Method == MethodMachines {
		switch {
		case n == 1:
			c.caveat(fewMachines, "one machine alone is in both, and says nothing of how machines differ: record on %d or more, or compare its recordings alone", leastMachines)
		case n < leastMachines:
			c.caveat(fewMachines, "two machines tell too little of how machines differ: record on %d or more, or compare on each", leastMachines)
		}
		return n < leastMachines
	}
	switch c.Rounds {
	case 1:
		c.caveat(tooFew, "one process alone: the variation between processes was not measured")
	case 2:
		c.caveat(tooFew, "two processes tell too little of the variation between processes")
	}
	return c.Rounds < 3
}

func ratio(log float64) *float64 {
	r := stat.BoundedExp(log)
	return &r
}

// ratios is the interval of a ratio, of that of its logarithm.
func ratios(i *stat.Interval) *Interval {
	if i == nil {
		return nil
	}
	e := Interval(i.Exp())
	return &e
}

func verdictOf(j stat.Judgement) Verdict {
	switch {
	case j.Changed:
		return Changed
	case j.NotChanged:
		return NotChanged
	}
	return Unsure
}
