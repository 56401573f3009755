package plot_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report/plot"
	"github.com/sightglass-go/sightglass/measure"
)

// TestFinite: whatever numbers a caller hands in, a drawing ends, is small, and
// has no coordinate that is not a number. A threshold of 1e300 took 18 GB.
func TestFinite(t *testing.T) {
	extremes := []float64{0, 1, math.SmallestNonzeroFloat64, 1e-300, 1e300, math.MaxFloat64, math.Inf(1), math.Inf(-1), math.NaN(), -1}
	check := func(what string, x float64, d *plot.Drawing) {
		t.Helper()
		var b bytes.Buffer
		if err := d.WriteSVG(&b); err != nil || b.Len() > 200_000 {
			t.Errorf("%s of %v: %d bytes, error %v", what, x, b.Len(), err)
		}
		for _, bad := range []string{"NaN", "Inf", "-9223372036854775808"} {
			if _, body, _ := strings.Cut(b.String(), "</desc>"); strings.Contains(body, `="`+bad) {
				t.Errorf("%s of %v: a coordinate is %s", what, x, bad)
			}
		}
	}
	for _, x := range extremes {
		c := analysis.Comparison{Ratio: &x, NoiseThreshold: 0.01, Interval: &analysis.Interval{Low: x / 2, High: 2 * x, Level: 0.99}}
		check("a ratio", x, plot.Forest([]analysis.Comparison{c}, plot.ForestOptions{}))
		one := 1.0
		c = analysis.Comparison{Ratio: &one, NoiseThreshold: x}
		check("a threshold", x, plot.Forest([]analysis.Comparison{c}, plot.ForestOptions{}))
		c = analysis.Comparison{Ratio: &one, Interval: &analysis.Interval{Low: x, High: x, Level: 0.99}}
		check("an interval", x, plot.Forest([]analysis.Comparison{c}, plot.ForestOptions{}))
		check("a width", x, plot.Forest(nil, plot.ForestOptions{Width: x}))
		check("a median", x, plot.Trend([]plot.TrendPoint{{}, {}}, []plot.TrendLine{{Values: []plot.TrendValue{{Median: x, Low: x, High: x}, {At: 1, Median: 1, Low: math.NaN()}}}},
			plot.TrendOptions{Event: measure.Event{Name: "e"}, Width: x}))
	}
	for _, counts := range [][]uint64{{0}, {0, math.MaxUint64}, {math.MaxUint64}, {1, math.MaxUint64}} {
		s := analysis.NewSeries(analysis.Key{}, analysis.Process{Counts: counts})
		arms := []plot.Arm{{Name: "a", Series: s}}
		check("values", float64(counts[0]), plot.Distribution(arms, plot.SampleOptions{Width: math.MaxFloat64}))
		check("values", float64(counts[0]), plot.RunOrder(arms, plot.SampleOptions{Width: math.NaN()}))
	}
}
