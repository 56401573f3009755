package analysis

import (
	"math"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure/words"
)

// windowError is how far a comparison may be off because the windows that
// were subtracted are themselves estimates. A suite has one for each of its
// benchmarks; their shifts are averaged, as the ratios are.
type windowError []armsError

type armsError struct{ base, cand armError }

// armError is an arm's part: what was subtracted, nil for nothing, the
// smallest of the values from which logarithms were taken, and the step of the
// clock that measured the window, 0 for none.
type armError struct {
	subtracted *Subtraction
	least      float64
	step       float64
}

// shift returns how far the logarithm of the ratio may be off at a level. If
// the window was w and should have been w+e, with e between e1 <= 0 and
// e2 >= 0 (the ends of Window.Interval, less what was subtracted), then every
// logarithm ln x of an arm should have been ln(x-e), and was off by
//
//	ln(1 - e2/x) <= ln(x-e) - ln x <= ln(1 - e1/x)
//
// of which the bounds are widest for the smallest x. The ratio is candidate
// over baseline: its lower end is off by the lower bound of the one and the
// upper bound of the other. Where e2 >= x the window may be all there is, and
// the end is infinite.
func (w windowError) shift(alpha float64) (low, high float64) {
	n := float64(len(w))
	for _, a := range w {
		baseLow, baseHigh := a.base.shift(alpha)
		candLow, candHigh := a.cand.shift(alpha)
		low += (candLow - baseHigh) / n
		high += (candHigh - baseLow) / n
	}
	return low, high
}

func (a armError) shift(alpha float64) (low, high float64) {
	if a.subtracted == nil {
		return 0, 0
	}
	i := a.window(alpha)
	times := float64(a.subtracted.Times)
	used := float64(a.subtracted.Count)
	e1, e2 := min(0, i.Low*times-used), max(0, i.High*times-used)
	if e2 >= a.least {
		low = math.Inf(-1)
	} else {
		low = math.Log1p(-e2 / a.least)
	}
	return low, math.Log1p(-e1 / a.least)
}

// window is the interval of the window, widened by half a step of the clock to
// either side of its median: all processes may agree on a number of steps that
// it does not take.
func (a armError) window(alpha float64) Interval {
	i := a.subtracted.Window.Interval(alpha)
	i.Low = max(0, min(i.Low, a.subtracted.Window.Median-a.step/2))
	i.High = max(i.High, a.subtracted.Window.Median+a.step/2)
	return i
}

// located is loc with the error of the windows, if any were subtracted, and of
// the steps of a clock.
func (c *Comparison) located(loc stat.Location) stat.Location {
	if c.windows != nil {
		loc = stat.Widened{Location: loc, By: c.windows.shift}
	}
	if c.tick > 0 {
		loc = stat.Widened{Location: loc, By: func(float64) (low, high float64) { return -c.tick, c.tick }}
	}
	return loc
}

// markSubtracted notes what was subtracted from the two, of which the least
// values and the step of the clock are known.
func (c *Comparison) markSubtracted(a, b *Series, ma, mb []middle, step float64) {
	c.Baseline.Subtracted, c.Candidate.Subtracted = a.Subtracted, b.Subtracted
	if a.Subtracted == nil && b.Subtracted == nil {
		return
	}
	c.windows = windowError{{armError{a.Subtracted, least(ma), step}, armError{b.Subtracted, least(mb), step}}}
	c.caveatSubtracted()
}

// windowError is windows, and no error where nothing was subtracted: as a
// member of a suite it counts like the others.
func (c *Comparison) windowError() windowError {
	if c.windows == nil {
		return windowError{{}}
	}
	return c.windows
}

// least returns the smallest median or mean of a process.
func least(m []middle) float64 {
	low := math.Inf(1)
	for i := range m {
		low = min(low, m[i].median, m[i].mean)
	}
	return low
}

// caveatSubtracted says what was subtracted, and what became of it.
func (c *Comparison) caveatSubtracted() {
	text := func(a Arm, side string) string {
		amount := "nothing"
		if a.Subtracted != nil {
			amount = amountOf(float64(a.Subtracted.Count), c.Event.Unit)
		}
		if c.Baseline.String() == c.Candidate.String() { // two recordings of one engine
			return amount + " from the " + side
		}
		return amount + " on " + a.String()
	}
	c.caveat(overheadSubtracted, "overhead subtracted: %s, %s", text(c.Baseline, "baseline"), text(c.Candidate, "candidate"))
	for _, a := range []Arm{c.Baseline, c.Candidate} {
		if a.Subtracted == nil {
			continue
		}
		if n := a.Subtracted.Clamped; n > 0 {
			c.caveat(countsClamped, "%s of %v fell below the window that was subtracted and became 0: the ratio is not to be trusted", words.Count(n, "count"), a)
		}
		if a.Subtracted.Window.guessed() {
			c.caveat(windowUncertain, "fewer than three processes calibrated %v: how well its window is known was guessed from the windows' range", a)
		}
	}
}
