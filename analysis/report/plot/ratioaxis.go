package plot

import (
	"math"

	"github.com/sightglass-go/sightglass/analysis"
)

// RatioAxis is the axis of Forest, for a page that draws intervals itself: logarithmic,
// with all ratios, 1 and the band of the noise threshold on it.
type RatioAxis struct {
	Low, High float64
	Ticks     []AxisTick // At is a ratio
}

// RatioAxisOf returns the axis of the comparisons.
func RatioAxisOf(list []analysis.Comparison) RatioAxis {
	f := forest{list: list}
	f.bound()
	a := RatioAxis{Low: f.low, High: f.high}
	for _, t := range ratioTicks(f.low, f.high, axisTicks) {
		a.Ticks = append(a.Ticks, AxisTick{t.Value, t.Label})
	}
	return a
}

// Place is where on the axis a ratio is, as a percentage of its length, and whether it
// lies beyond one of the ends, which is then its place.
func (a RatioAxis) Place(ratio float64) (percent float64, beyond bool) {
	low, high := math.Log(a.Low), math.Log(a.High)
	at := min(max(logOf(ratio), low), high)
	return 100 * (at - low) / (high - low), ratio < a.Low || ratio > a.High
}
