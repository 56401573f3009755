package analysis

import (
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// verbs are what an engine does in a phase, for one and for two of them, and
// the noun for it.
func verbs(p measure.Phase) (one, two, doing string) {
	switch p {
	case measure.Compilation:
		return "compiles", "compile", "compiling"
	case measure.Instantiation:
		return "instantiates", "instantiate", "instantiating"
	}
	return "executes", "execute", "executing"
}

// Sentence says the comparison, of a suite or of one benchmark, as one would to
// somebody who has not seen a table:
//
//	wasmtime executes 1.42x faster than wazero over 12 benchmarks (99% interval 1.38x .. 1.47x)
//
// The interval is that of Comparison.Shown, for what has not changed that of
// Equivalence. Names replaces the names of benchmarks, nil for none.
func (c *Comparison) Sentence(names func(string) string) string {
	where := "over " + words.Count(len(c.Benchmarks), "benchmark")
	if len(c.Benchmarks) == 0 {
		name := c.Wasm
		if names != nil {
			name = names(name)
		}
		where = "on " + name
	}
	one, two, doing := verbs(c.Phase)
	a, b := c.Candidate.String(), c.Baseline.String()
	if c.Candidate.Label != "" && c.Candidate.Engine == c.Baseline.Engine && c.Candidate.Flags == c.Baseline.Flags {
		b = c.Baseline.Label
	}
	what := "count " + c.Event.Name
	if c.Event.Time {
		what = two
	}
	if c.Event.Size {
		return c.saysSize(a, b, doing+" "+where)
	}
	switch {
	case c.Ratio == nil && c.Verdict == NotChanged:
		return fmt.Sprintf("%s and %s count no %s at all when %s %s", a, b, c.Event.Name, doing, where)
	case c.Ratio == nil && c.Verdict == Changed && c.Event.Time:
		return fmt.Sprintf("%s %s %s than %s %s: %s", a, one, c.Direction, b, where, strings.TrimSuffix(c.Brief(), ", "+c.Direction))
	case c.Ratio == nil && c.Verdict == Changed:
		return fmt.Sprintf("%s counts %s %s than %s when %s %s: %s", a, c.Direction, c.Event.Name, b, doing, where, strings.TrimSuffix(c.Brief(), ", "+c.Direction))
	case c.Ratio == nil:
		return fmt.Sprintf("Unsure how %s and %s %s %s: %s", a, b, what, where, c.whyNoRatio())
	case c.Verdict == NotChanged:
		return c.saysNotChanged(a, b, where)
	case c.Verdict == Unsure:
		return c.saysUnsure(a, b, where)
	case c.Event.Time:
		change := words.Change(*c.Ratio, c.Event)
		if strings.HasSuffix(change, " time") {
			one += " in"
		}
		return fmt.Sprintf("%s %s %s than %s %s%s", a, one, change, b, where, c.inWords(c.Shown(), c.Ratio))
	}
	return fmt.Sprintf("%s counts %s %s than %s when %s %s%s", a, words.Change(*c.Ratio, c.Event), c.Event.Name, b, doing, where, c.inWords(c.Shown(), c.Ratio))
}

func (c *Comparison) saysNotChanged(a, b, where string) string {
	_, two, doing := verbs(c.Phase)
	threshold := words.Level(c.NoiseThreshold)
	many := "many"
	if c.Event.Name == measure.Fuel.Name {
		many = "much"
	}
	s := fmt.Sprintf("%s and %s count as %s %s when %s %s, to within %s", a, b, many, c.Event.Name, doing, where, threshold)
	if c.Event.Time {
		s = fmt.Sprintf("%s and %s %s equally fast %s, to within %s", a, b, two, where, threshold)
	}
	return s + c.inWords(c.Equivalence, nil)
}

// saysSize is Sentence of what is large or small, and not counted.
func (c *Comparison) saysSize(a, b, when string) string {
	of := fmt.Sprintf("the %s of %s", c.Event.Name, a)
	switch {
	case c.Ratio == nil && c.Verdict == NotChanged:
		return fmt.Sprintf("The %s of %s and that of %s are 0 when %s", c.Event.Name, a, b, when)
	case c.Ratio == nil && c.Verdict == Changed:
		return fmt.Sprintf("T%s is %s than that of %s when %s: %s", of[1:], c.Direction, b, when, strings.TrimSuffix(c.Brief(), ", "+c.Direction))
	case c.Ratio == nil:
		return fmt.Sprintf("Unsure how %s compares with that of %s when %s: %s", of, b, when, c.whyNoRatio())
	case c.Verdict == NotChanged:
		return fmt.Sprintf("T%s is as large as that of %s when %s, to within %s%s", of[1:], b, when, words.Level(c.NoiseThreshold), c.inWords(c.Equivalence, nil))
	case c.Verdict == Changed:
		return fmt.Sprintf("T%s is %s than that of %s when %s%s", of[1:], words.Change(*c.Ratio, c.Event), b, when, c.inWords(c.Shown(), c.Ratio))
	}
	less, more := words.Directions(c.Event)
	return fmt.Sprintf("Unsure whether %s is %s or %s than that of %s when %s", of, less, more, b, when) + c.whyUnsure()
}

func (c *Comparison) saysUnsure(a, b, where string) string {
	one, _, doing := verbs(c.Phase)
	less, more := words.Directions(c.Event)
	s := fmt.Sprintf("Unsure whether %s counts %s or %s %s than %s when %s %s", a, less, more, c.Event.Name, b, doing, where)
	if c.Event.Time {
		s = fmt.Sprintf("Unsure whether %s %s %s or %s than %s %s", a, one, less, more, b, where)
	}
	return s + c.whyUnsure()
}

// whyUnsure is the interval, and what would settle it.
func (c *Comparison) whyUnsure() (s string) {
	if i := c.Interval; i != nil {
		s += fmt.Sprintf(": %s (%s interval)", i.words(nil, c.Event), words.Level(i.Level))
	}
	switch {
	case c.MoreRounds != nil:
		s += "; " + c.MoreRounds.String() + " would probably settle it"
	case c.lacks() != "":
		s += "; " + c.lacks()
	}
	return s
}

// whyNoRatio is why there is none.
func (c *Comparison) whyNoRatio() string {
	if hasCaveat(c.Caveats, noCommonMachine) || hasCaveat(c.Caveats, otherTicks) || hasCaveat(c.Caveats, zeroOnMachines) {
		return c.lacks()
	}
	return "there is no ratio"
}

// lacks is what there is too little of for a verdict, and "" if it is not that.
func (c *Comparison) lacks() string {
	switch {
	case hasCaveat(c.Caveats, noCommonMachine):
		return "no machine is in both"
	case hasCaveat(c.Caveats, otherTicks):
		return "their clocks tick at different rates"
	case hasCaveat(c.Caveats, zeroOnMachines):
		return "machines are compared by their ratios, and 0 has none"
	case hasCaveat(c.Caveats, fewMachines):
		return fmt.Sprintf("record on %d machines or more", leastMachines)
	case c.Rounds < 3:
		return "record more processes"
	}
	return ""
}

// inWords is an interval around a ratio as a remark; nil for one that is not said.
func (c *Comparison) inWords(i *Interval, around *float64) string {
	switch {
	case i == nil:
		return ""
	case i.Low == i.High:
		return " (exactly: all rounds agree)"
	}
	return fmt.Sprintf(" (%s interval %s)", words.Level(i.Level), i.words(around, c.Event))
}
