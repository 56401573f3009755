package words

import (
	"math"
	"strconv"

	"github.com/sightglass-go/sightglass/measure"
)

// Directions returns the words for less and for more of what an event counts:
// "faster" and "slower" of time, "smaller" and "larger" of a size, "less" and "more"
// of what there should be much of, and "fewer" and "more" of all else.
func Directions(e measure.Event) (less, more string) {
	switch {
	case e.Time:
		return "faster", "slower"
	case e.Size:
		return "smaller", "larger"
	case e.Better == measure.Higher:
		return "less", "more"
	}
	return "fewer", "more"
}

// Change is the wording of a ratio, of a candidate's count to a baseline's: below
// a tenth "2.4% less time" or "3.1% more time" (of counts "2.4% fewer", "3.1%
// more"), from there "1.83x faster" or "1.73x slower" ("1.83x fewer", "1.73x
// more"). A ratio of 1 is "the same", one that is not a number "-".
func Change(ratio float64, e measure.Event) string {
	switch {
	case !(ratio >= 0):
		return "-"
	case same(ratio):
		return "the same"
	}
	return change{e, isSmall(ratio)}.side(ratio)
}

// Difference is how far a ratio lies from 1, in the form of Change but without
// its direction: "2.4%", "1.83x".
func Difference(ratio float64) string {
	if !(ratio >= 0) {
		return "-"
	}
	return change{small: isSmall(ratio)}.amount(ratio)
}

// Between is the wording of an interval around a ratio, in the form that Change
// gives to the ratio: "1.47x .. 2.18x", smaller differences first. Directions
// are left out where all of it lies on the side of the ratio, and are otherwise
// beside each end: "1.04x faster .. 1.35x slower". What is not an interval is "-".
func Between(low, high, ratio float64, e measure.Event) string {
	if !(low >= 0 && high >= low) {
		return "-"
	}
	less, more := high <= 1, low >= 1
	c := change{e, isSmall(ratio)}
	if !less && !more || math.IsNaN(ratio) {
		c.small = isSmall(low) && isSmall(high)
	}
	if less {
		low, high = high, low
	}
	one, other := c.amount(low), c.amount(high)
	ends := one + " .. " + other
	if low == high {
		ends = one
	}
	switch {
	case same(low) && same(high):
		return "the same"
	case less && ratio < 1 || more && ratio > 1:
		return ends
	case less, more:
		return ends + c.direction(high)
	case c.small: // of what is said once
		first, _ := c.words()
		return one + " " + first + " .. " + other + c.direction(high)
	}
	return c.side(low) + " .. " + c.side(high)
}

// A change words ratios in one form: of small ones the difference as a
// percentage, of others how many times.
type change struct {
	event measure.Event
	small bool
}

// side is a ratio with its direction.
func (c change) side(ratio float64) string { return c.amount(ratio) + c.direction(ratio) }

func (c change) direction(ratio float64) string {
	less, more := c.words()
	word := more
	if ratio < 1 {
		word = less
	}
	if c.small && c.event.Time {
		word += " time"
	}
	return " " + word
}

func (c change) words() (less, more string) {
	if c.small && c.event.Time {
		return "less", "more"
	}
	return Directions(c.event)
}

func (c change) amount(ratio float64) string {
	if c.small {
		return percent(math.Abs(ratio-1) * 100)
	}
	return times(max(ratio, 1/ratio)) + "x"
}

func same(ratio float64) bool { return math.Abs(ratio-1) < 1e-12 }

// isSmall is whether a difference reads as less than a tenth.
func isSmall(ratio float64) bool { return math.Abs(ratio-1) < 0.09995 }

// percent has two digits, or three where two would read as ten, and no decimals
// from there.
func percent(x float64) string {
	switch {
	case x == 0:
		return "0%"
	case x < 0.0001:
		return "under 0.0001%"
	case x >= most:
		return "over " + thousands(most, 0) + "%"
	case x >= 9.995:
		return thousands(x, 0) + "%"
	case x >= 9.95:
		return strconv.FormatFloat(x, 'f', 2, 64) + "%"
	}
	return strconv.FormatFloat(x, 'f', 1-int(math.Floor(math.Log10(x))), 64) + "%"
}

// most is what nobody wants to know more exactly.
const most = 1e6

// times is a factor of at least 1 with three digits, or with as many as it takes
// to write its difference from 1 with one, so that no interval seems to reach 1
// that does not.
func times(x float64) string {
	switch d := x - 1; {
	case x >= most:
		return "over " + thousands(most, 0)
	case x >= 99.95:
		return thousands(x, 0)
	case x >= 9.995:
		return strconv.FormatFloat(x, 'f', 1, 64)
	case d > 0 && d < 0.01:
		return strconv.FormatFloat(x, 'f', min(6, -int(math.Floor(math.Log10(d)))), 64)
	}
	return strconv.FormatFloat(x, 'f', 2, 64)
}
