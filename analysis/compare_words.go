package analysis

import (
	"fmt"
	"math"
	"strings"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// The values of Comparison.Effect.
const (
	better = "better"
	worse  = "worse"
)

// Better tells whether the comparison is changed for the better.
func (c *Comparison) Better() bool { return c.Verdict == Changed && c.Effect == better }

// Worse tells whether the comparison is changed for the worse.
func (c *Comparison) Worse() bool { return c.Verdict == Changed && c.Effect == worse }

// direction returns the words for a logarithm of a ratio.
func direction(log float64, event measure.Event) (word, effect string) {
	if math.Abs(log) <= stat.NoVariance {
		return "", ""
	}
	less := log < 0
	effect = worse
	switch {
	case event.Better == measure.Neither:
		effect = ""
	case less == (event.Better == measure.Lower):
		effect = better
	}
	fewer, more := words.Directions(event)
	if less {
		return fewer, effect
	}
	return more, effect
}

// String says the comparison in one sentence.
func (c Comparison) String() string {
	switch {
	case c.Ratio == nil && c.Verdict == NotChanged:
		return "not changed: all counts are zero"
	case c.Ratio == nil && c.raw != nil && c.Verdict == Changed:
		return c.Brief() + c.between()
	case c.Ratio == nil && c.raw == nil:
		return "unsure: " + c.whyNoRatio()
	case c.Verdict == Changed:
		return words.Change(*c.Ratio, c.Event) + c.between()
	case c.Verdict == NotChanged && c.Small:
		return fmt.Sprintf("not changed: %s, within the noise threshold of %s",
			words.Change(*c.Ratio, c.Event), words.Level(c.NoiseThreshold))
	case c.Verdict == NotChanged:
		return "not changed by more than " + words.Level(c.NoiseThreshold)
	}
	s := "unsure"
	if c.raw != nil {
		s += ": " + c.fromTo()
	} else if c.Interval != nil {
		s += ": " + c.span()
	} else {
		s += ": perhaps " + words.Change(*c.Ratio, c.Event)
	}
	switch {
	case c.MoreRounds != nil:
		s += fmt.Sprintf("; %v would probably settle it", c.MoreRounds)
	case c.lacks() != "":
		s += "; " + c.lacks()
	case hasCaveat(c.Caveats, clockTicks):
		s += "; the clock is too coarse: give the benchmark more work"
	}
	return s
}

// fromTo is the two medians in words, where they have no ratio.
func (c Comparison) fromTo() string {
	if _, divisor := words.PrintedUnit(c.Event.Unit); divisor != 1 {
		u := words.UnitOf(c.Event, c.Baseline.Median, c.Candidate.Median)
		return "from " + strings.TrimSuffix(u.Text(c.Baseline.Median), " "+u.String()) + " to " + u.Text(c.Candidate.Median)
	}
	s := "from " + words.Whole(c.Baseline.Median) + " to " + words.Whole(c.Candidate.Median)
	if c.Event.Unit != "" && c.Event.Unit != c.Event.Name {
		s += " " + c.Event.Unit
	}
	return s
}

// span is the interval in words.
func (c Comparison) span() string {
	if c.Interval.High-c.Interval.Low <= stat.NoVariance*c.Interval.High {
		return "perhaps " + words.Change(*c.Ratio, c.Event)
	}
	return c.Between()
}

// between is the interval as a remark: the one that tables show, too.
func (c Comparison) between() string {
	if hasCaveat(c.Caveats, noVariance) {
		return ", exactly"
	}
	shown := c.Shown()
	if shown == nil {
		return ""
	}
	beyond := ""
	if c.Clear && c.NoiseThreshold > 0 && (shown.Low > 1+c.NoiseThreshold || shown.High*(1+c.NoiseThreshold) < 1) {
		beyond = ", all of it beyond " + words.Level(c.NoiseThreshold)
	}
	return fmt.Sprintf(" (%s interval: %s%s)", words.Level(shown.Level), c.Between(), beyond)
}

// Between is Shown in the words of Brief: "1.7% .. 3.1%"; "-" if there is none.
// Where Brief names no direction, it does: "0.2% .. 1.9% more time".
func (c Comparison) Between() string { return c.inFull(c.Shown()) }

// inFull is an interval with its direction, unless the verdict has named that.
func (c *Comparison) inFull(i *Interval) string {
	if c.Verdict == Changed || c.Small {
		return i.words(c.Ratio, c.Event)
	}
	return i.words(nil, c.Event)
}

// words is the interval around a ratio in the form that this has in words.
func (i *Interval) words(ratio *float64, e measure.Event) string {
	if i == nil {
		return "-"
	}
	around := math.NaN()
	if ratio != nil {
		around = *ratio
	}
	return words.Between(i.Low, i.High, around, e)
}

// Brief says the comparison in a few words, for a table: "2.4% more time",
// "not changed", "unsure, 3 to 12 more rounds".
func (c Comparison) Brief() string {
	switch {
	case c.Ratio == nil && c.raw != nil && c.Verdict == Changed:
		return c.fromTo() + ", " + c.Direction
	case c.Ratio == nil && c.raw != nil && c.MoreRounds == nil:
		return string(c.Verdict) + ", " + c.fromTo()
	case c.Ratio == nil && c.raw == nil && hasCaveat(c.Caveats, noCommonMachine):
		return string(c.Verdict) + ", no common machine"
	case c.Ratio == nil && c.raw == nil && hasCaveat(c.Caveats, otherTicks):
		return string(c.Verdict) + ", other ticks"
	case c.Ratio == nil && c.raw == nil:
		return string(c.Verdict) + ", no ratio"
	case c.Verdict == Changed:
		return words.Change(*c.Ratio, c.Event)
	case c.Small:
		return "not changed (" + words.Change(*c.Ratio, c.Event) + ")"
	case c.Verdict == NotChanged:
		return string(NotChanged)
	case c.MoreRounds != nil:
		return "unsure, " + c.MoreRounds.String()
	}
	return string(Unsure)
}

// Judged is Brief, and of a change whether it is better or worse where the words
// do not say it, which is of all but times: "5.3% less (worse)".
func (c Comparison) Judged() string {
	if c.Verdict == Changed && c.Effect != "" && !c.Event.Time {
		return c.Brief() + " (" + c.Effect + ")"
	}
	return c.Brief()
}

// Shown returns the interval to show: of a change that was selected from
// among many, the one at the level of the selection, 1 - Rq/m, if that is the
// wider; otherwise Interval. So it is never too narrow for having been
// selected, and never contradicts the verdict.
func (c Comparison) Shown() *Interval {
	if c.Verdict == Changed && c.Many != nil && c.Many.Interval != nil &&
		c.Interval != nil && c.Many.Interval.Level > c.Interval.Level {
		return c.Many.Interval
	}
	return c.Interval
}
