package html

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
)

// verb is what an engine does in a phase, for one and for two of them, and
// the noun for it.
func verb(p measure.Phase) (one, two, base, doing string) {
	switch p {
	case measure.Compilation:
		return "compiles", "compile", "compile", "compiling"
	case measure.Instantiation:
		return "instantiates", "instantiate", "instantiate", "instantiating"
	}
	return "executes", "execute", "execute", "executing"
}

// Sentence says a comparison of a suite, or of one benchmark, as one would to
// somebody who has not seen a table:
//
//	wasmtime executes 1.42x faster than wazero over 12 benchmarks (99% interval 1.38 to 1.47)
//
// "Faster" and "slower" are said of times alone, "fewer" and "more" of counts.
// The interval is that of Comparison.Shown, for what has not changed that of
// Equivalence, turned over with the ratio where something is faster. Names
// replaces the names of benchmarks, nil for none.
func Sentence(c analysis.Comparison, names func(string) string) string {
	where := "over " + count(len(c.Benchmarks), "benchmark")
	if len(c.Benchmarks) == 0 {
		name := c.Wasm
		if names != nil {
			name = names(name)
		}
		where = "on " + name
	}
	one, two, base, doing := verb(c.Phase)
	a, b := c.Candidate.String(), c.Baseline.String()
	if c.Candidate.Label != "" && c.Candidate.Engine == c.Baseline.Engine && c.Candidate.Flags == c.Baseline.Flags {
		b = c.Baseline.Label
	}
	what := "count " + c.Event.Name
	if c.Event.Time {
		what = two
	}
	switch {
	case c.Ratio == nil && c.Verdict == analysis.NotChanged:
		return fmt.Sprintf("%s and %s count no %s at all when %s %s", a, b, c.Event.Name, doing, where)
	case c.Ratio == nil && c.Verdict == analysis.Changed && c.Event.Time:
		return fmt.Sprintf("%s %s %s than %s %s: %s", a, one, c.Direction, b, where, strings.TrimSuffix(c.Brief(), ", "+c.Direction))
	case c.Ratio == nil && c.Verdict == analysis.Changed:
		return fmt.Sprintf("%s counts %s %s than %s when %s %s: %s", a, c.Direction, c.Event.Name, b, doing, where, strings.TrimSuffix(c.Brief(), ", "+c.Direction))
	case c.Ratio == nil:
		return fmt.Sprintf("Unsure how %s and %s %s %s: there is no ratio", a, b, what, where)
	case c.Verdict == analysis.NotChanged:
		return notChanged(c, a, b, where)
	case c.Verdict == analysis.Unsure:
		return unsure(c, a, b, where)
	case c.Event.Time && *c.Ratio < 1:
		return fmt.Sprintf("%s %s %sx faster than %s %s%s", a, one, factor(*c.Ratio, true), b, where, interval(c.Shown(), true))
	case c.Event.Time:
		return fmt.Sprintf("%s %s slower than %s: it takes %s times as long to %s %s%s", a, one, b,
			factor(*c.Ratio, false), base, where, interval(c.Shown(), false))
	}
	return fmt.Sprintf("%s counts %s %s than %s when %s: %s times as many %s%s", a, direction(*c.Ratio), c.Event.Name, b, doing,
		factor(*c.Ratio, false), where, interval(c.Shown(), false))
}

func direction(ratio float64) string {
	if ratio < 1 {
		return "fewer"
	}
	return "more"
}

func notChanged(c analysis.Comparison, a, b, where string) string {
	_, two, _, doing := verb(c.Phase)
	threshold := strconv.FormatFloat(100*c.NoiseThreshold, 'g', 3, 64) + "%"
	s := fmt.Sprintf("%s and %s count as many %s when %s %s, to within %s", a, b, c.Event.Name, doing, where, threshold)
	if c.Event.Time {
		s = fmt.Sprintf("%s and %s %s equally fast %s, to within %s", a, b, two, where, threshold)
	}
	return s + interval(c.Equivalence, false)
}

func unsure(c analysis.Comparison, a, b, where string) string {
	one, _, _, doing := verb(c.Phase)
	s := fmt.Sprintf("Unsure whether %s counts fewer or more %s than %s when %s %s", a, c.Event.Name, b, doing, where)
	if c.Event.Time {
		s = fmt.Sprintf("Unsure whether %s %s faster or slower than %s %s", a, one, b, where)
	}
	if i := c.Interval; i != nil {
		s += fmt.Sprintf(": anything from %s to %s times %s (%s interval)", number(i.Low),
			number(i.High), unitOf(c.Event), level(i.Level))
	}
	switch {
	case c.MoreRounds != nil:
		s += "; " + c.MoreRounds.String() + " would probably settle it"
	case c.Rounds < 3:
		s += "; record more processes"
	}
	return s
}

func unitOf(e measure.Event) string {
	if e.Time {
		return "the time"
	}
	return "as many"
}

// factor writes a ratio, or one over it.
func factor(x float64, inverse bool) string {
	if inverse {
		x = 1 / x
	}
	return number(x)
}

func interval(i *analysis.Interval, inverse bool) string {
	if i == nil {
		return ""
	}
	low, high := i.Low, i.High
	if inverse {
		low, high = 1/high, 1/low
	}
	if low == high {
		return " (exactly: all rounds agree)"
	}
	return fmt.Sprintf(" (%s interval %s to %s)", level(i.Level), number(low), number(high))
}

func level(x float64) string { return strconv.FormatFloat(100*x, 'g', 4, 64) + "%" }

// number writes a ratio with three digits, or with as many as it takes to write
// its difference from 1 with two, so that no interval seems to reach 1 that does
// not.
func number(x float64) string {
	switch d := math.Abs(x - 1); {
	case math.IsInf(x, 0) || x >= 1e6:
		return strconv.FormatFloat(x, 'g', 3, 64)
	case x >= 100:
		return strconv.FormatFloat(x, 'f', 0, 64)
	case x >= 10:
		return strconv.FormatFloat(x, 'f', 1, 64)
	case x < 0.1:
		return strconv.FormatFloat(x, 'g', 2, 64)
	case d > 0 && d < 0.1:
		return strconv.FormatFloat(x, 'f', min(6, 1-int(math.Floor(math.Log10(d)))), 64)
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
