package plot

import (
	"math"

	gonum "gonum.org/v1/plot"
)

// ratioTicks returns about n ticks of an axis of ratios, labelled by how far they
// lie from 1, as ratios are worded: as percentages where all of it is within a
// tenth, otherwise as how many times. Which side is less and which is more stands
// above the plot.
func ratioTicks(low, high float64, n int) []gonum.Tick {
	if !(low > 0 && high >= low && high <= math.MaxFloat64) || n < 1 {
		return nil
	}
	var out []gonum.Tick
	if low > 0.9 && high < 1.1 {
		for _, percent := range niceTicks(100*(low-1), 100*(high-1), n) {
			out = append(out, gonum.Tick{Value: 1 + percent/100, Label: short(math.Abs(percent)) + "%"})
		}
		return out
	}
	reach := max(high, 1/low)
	share := math.Log(reach) / math.Log(max(high, 1)/min(low, 1))
	for _, x := range logTicks(1, reach, max(2, int(math.Ceil(share*float64(n))))) {
		label := short(x) + "x"
		if x <= high {
			out = append(out, gonum.Tick{Value: x, Label: label})
		}
		if x > 1 && 1/x >= low {
			out = append(out, gonum.Tick{Value: 1 / x, Label: label})
		}
	}
	return out
}
