package plot

import (
	"math"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
)

// compared is a comparison with a ratio and an interval.
func compared(ratio, low, high float64) analysis.Comparison {
	return analysis.Comparison{Ratio: &ratio, Interval: &analysis.Interval{Level: 0.99, Low: low, High: high}, NoiseThreshold: 0.01, Verdict: analysis.Unsure}
}

// TestRatioAxis: the axis holds 1, all ratios and the noise band, and places are those of a
// logarithmic axis: 2 and 1/2 are as far from 1, and 4 is twice as far.
func TestRatioAxis(t *testing.T) {
	a := RatioAxis{Low: 0.25, High: 4}
	for _, tt := range []struct {
		ratio, percent float64
		beyond         bool
	}{
		{0.25, 0, false}, {0.5, 25, false}, {1, 50, false}, {2, 75, false}, {4, 100, false},
		{math.Sqrt2, 62.5, false},
		{0.1, 0, true}, {0, 0, true}, {5, 100, true}, {math.Inf(1), 100, true},
	} {
		if percent, beyond := a.Place(tt.ratio); math.Abs(percent-tt.percent) > 1e-9 || beyond != tt.beyond {
			t.Errorf("%v is at %v%%, beyond: %v; want %v%%, %v", tt.ratio, percent, beyond, tt.percent, tt.beyond)
		}
	}
	nan, inf := math.NaN(), math.Inf(1)
	for name, list := range map[string][]analysis.Comparison{
		"nothing":     nil,
		"the same":    {compared(1, 1, 1)},
		"ordinary":    {compared(1.2, 1.1, 1.3), compared(0.7, 0.6, 0.8)},
		"one side":    {compared(1.2, 1.1, 1.3)},
		"no interval": {{Ratio: medianOf(1.5)}},
		"no ratio":    {{}, compared(nan, nan, nan)},
		"endless":     {compared(1.1, 0, inf)},
		"enormous":    {compared(1e300, 1e200, math.MaxFloat64), compared(1e-300, 0, 1)},
	} {
		a := RatioAxisOf(list)
		if !(a.Low > 0 && a.Low < 1 && a.High > 1) || math.IsInf(a.High, 0) {
			t.Errorf("%s: from %v to %v", name, a.Low, a.High)
			continue
		}
		if one, beyond := a.Place(1); !(one > 0 && one < 100) || beyond {
			t.Errorf("%s: 1 is at %v%%", name, one)
		}
		for _, c := range list {
			if c.Ratio == nil || !(*c.Ratio > 0) {
				continue
			}
			if at, beyond := a.Place(*c.Ratio); beyond || !(at > 0 && at < 100) {
				t.Errorf("%s: the ratio %v is at %v%%, beyond: %v", name, *c.Ratio, at, beyond)
			}
			if at, beyond := a.Place(1 + c.NoiseThreshold); beyond || !(at > 0 && at <= 100) {
				t.Errorf("%s: the band ends at %v%%, beyond: %v", name, at, beyond)
			}
		}
		for _, tick := range a.Ticks {
			if at, beyond := a.Place(tick.At); beyond || !(at >= 0 && at <= 100) || tick.Label == "" {
				t.Errorf("%s: the tick %q is at %v%%, beyond: %v", name, tick.Label, at, beyond)
			}
		}
	}
	// An interval that would make all others a dot is cut off, and says so.
	a = RatioAxisOf([]analysis.Comparison{compared(1.1, 1.05, 1.2), compared(1.05, 0.001, 1000)})
	if _, beyond := a.Place(1000); !beyond {
		t.Errorf("an axis from %v to %v for ratios near 1", a.Low, a.High)
	}
	if _, beyond := a.Place(1.2); beyond {
		t.Errorf("an axis from %v to %v cuts off what is near 1", a.Low, a.High)
	}
}
