package plot

import (
	"fmt"
	"math"
	"strconv"

	gonum "gonum.org/v1/plot"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A scale is how values of an event are put on an axis.
type scale struct {
	low, high float64 // where the axis starts and ends, in its unit
	log       bool
	divide    float64 // a value by this to get the axis' unit
	label     string  // the unit, and what else must be known of the axis
}

// logFrom is the ratio of the largest to the smallest value from which an axis
// is logarithmic: with less, a linear one shows as much.
const logFrom = 4

func newScale(e measure.Event, min, max float64) scale {
	if !(min >= -math.MaxFloat64 && max <= math.MaxFloat64 && min <= max) {
		min, max = 0, 1 // no axis can hold it
	}
	if min > 0 && min < max*1e-250 {
		min = max * 1e-250 // their quotient is a number
	}
	unit := words.UnitOf(e, max)
	s := scale{divide: unit.Divide, label: unit.String()}
	_, divisor := words.PrintedUnit(e.Unit)
	switch {
	case s.label == "":
		s.label = e.Name
	case e.Name != "" && e.Name != s.label && divisor == 1:
		s.label = e.Name + " in " + s.label
	}
	s.low, s.high = min/s.divide, max/s.divide
	switch {
	case s.low > 0 && s.high/s.low > logFrom:
		s.log = true
		pad := math.Pow(s.high/s.low, 0.03)
		s.low, s.high = s.low/pad, s.high*pad
		s.label += ", logarithmic"
	case s.low == s.high:
		pad := math.Max(0.05*s.high, 0.5/s.divide)
		s.low, s.high = math.Max(0, s.low-pad), s.high+pad
	default:
		pad := 0.04 * (s.high - s.low)
		s.low, s.high = s.low-pad, s.high+pad
		if s.low < 0.4*s.high {
			s.low = 0 // to show proportions costs little there
		}
	}
	if s.low > 0 && !s.log {
		s.label += "; the axis starts at " + short(s.low) + ", not at 0"
	}
	return s
}

func (s scale) apply(a *gonum.Axis, n int) {
	a.Min, a.Max = s.low, s.high
	a.Label.Text = s.label
	if s.log {
		a.Scale = gonum.LogScale{}
		a.Tick.Marker = gonum.ConstantTicks(ticks(logTicks(s.low, s.high, n)))
		return
	}
	a.Tick.Marker = gonum.ConstantTicks(ticks(niceTicks(s.low, s.high, n)))
}

func (s scale) on(count float64) float64 { return count / s.divide }

func ticks(at []float64) []gonum.Tick {
	out := make([]gonum.Tick, 0, len(at))
	for _, x := range at {
		out = append(out, gonum.Tick{Value: x, Label: short(x)})
	}
	return out
}

func short(x float64) string {
	switch a := math.Abs(x); {
	case x == 0:
		return "0"
	case a >= 1e6 || a < 1e-4:
		return strconv.FormatFloat(x, 'g', 3, 64)
	case a >= 1000:
		return fmt.Sprintf("%.0f", x)
	}
	return strconv.FormatFloat(math.Round(x*1e6)/1e6, 'g', 4, 64)
}

// niceTicks returns multiples of 1, 2 or 5 times a power of ten between low
// and high, n or a few less.
func niceTicks(low, high float64, n int) []float64 {
	step := math.Pow(10, math.Floor(math.Log10((high-low)/float64(n))))
	for _, m := range []float64{1, 2, 5, 10} {
		if (high-low)/(step*m) <= float64(n) {
			step *= m
			break
		}
	}
	if !(step > 0) || math.IsInf(step, 0) {
		return nil
	}
	var out []float64
	for k := math.Ceil(low/step - 1e-9); k*step <= high+1e-9*step && len(out) <= 2*n; k++ {
		out = append(out, k*step)
	}
	return out
}

// logTicks is niceTicks for a logarithmic axis.
func logTicks(low, high float64, n int) []float64 {
	if !(low > 0 && high >= low && high <= math.MaxFloat64) || n < 1 {
		return nil
	}
	if high/low < 3 {
		for ; n < 12; n++ {
			if out := niceTicks(low, high, n); len(out) >= 3 {
				return out
			}
		}
		return niceTicks(low, high, n)
	}
	decades := math.Log10(high) - math.Log10(low) // the ratio may overflow
	for _, set := range [][]float64{{1, 1.5, 2, 3, 4, 5, 7}, {1, 2, 5}, {1, 3}, {1}} {
		if decades*float64(len(set)) > float64(n)+1 && len(set) > 1 {
			continue
		}
		every := 1
		if len(set) == 1 {
			every = max(1, int(math.Ceil(decades/float64(n))))
		}
		var out []float64
		for k := int(math.Floor(math.Log10(low))); math.Pow10(k) <= high; k++ {
			if k%every != 0 {
				continue
			}
			for _, m := range set {
				if x := m * math.Pow10(k); x >= low*(1-1e-9) && x <= high*(1+1e-9) {
					out = append(out, x)
				}
			}
		}
		return out
	}
	return nil
}
