package analysis

import (
	"math"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
)

// CompareLevels says how far the level of a quantity differs between two groups
// of recordings, of each of which there is one value (its median of processes):
// the ratio of the groups' medians, and Welch's interval of the logarithms, in
// which recordings are the unit. There is an interval if both groups have two
// values or more, and a ratio if no value is 0.
//
// Its verdict is Changed where the level differs by the noise threshold or more,
// NotChanged and Small below: that it differs at all is for the caller to know,
// as from a test that chose the groups. Values are not changed.
func CompareLevels(before, after []float64, event measure.Event, o Options) (Comparison, error) {
	o, err := o.Resolve()
	if err != nil {
		return Comparison{}, err
	}
	c := Comparison{Event: event, Method: MethodWelch, Verdict: Changed, Alone: Changed, Rounds: min(len(before), len(after)),
		NoiseThreshold: o.NoiseThreshold, SignificanceLevel: o.Alpha, limits: o.limits(),
		Baseline: level(before), Candidate: level(after)}
	c.caveat(Confounded, "the recordings were made one after the other: whatever else changed meanwhile looks like a difference")
	a, okA := logs(before)
	b, okB := logs(after)
	if !okA || !okB {
		c.Method, c.raw = MethodNone, &rawTest{}
		c.Direction, c.Effect = direction(c.Candidate.Median-c.Baseline.Median, event)
		return c, nil
	}
	shift := math.Log(c.Candidate.Median) - math.Log(c.Baseline.Median)
	c.Ratio = ratio(shift)
	c.Direction, c.Effect = direction(shift, event)
	if i, ok := stat.Welch(a, b).Interval(o.Alpha); ok {
		c.Interval = ratios(&i)
	}
	if math.Abs(shift) < c.limits.Delta {
		c.Verdict, c.Small = NotChanged, true
	} else if c.Interval != nil {
		c.Clear = c.Interval.Low > math.Exp(c.limits.Delta) || c.Interval.High < math.Exp(-c.limits.Delta)
	}
	c.hideWide()
	return c, nil
}

func level(x []float64) Arm {
	m, _ := stat.Median(x, nil)
	return Arm{Processes: len(x), Values: len(x), Median: m, Mean: stat.MeanFloats(x)}
}

// logs returns the logarithms, false if any value is 0.
func logs(x []float64) ([]float64, bool) {
	out := make([]float64, len(x))
	for i, v := range x {
		if v <= 0 {
			return nil, false
		}
		out[i] = math.Log(v)
	}
	return out, true
}
