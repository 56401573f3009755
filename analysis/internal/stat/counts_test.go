package stat

import (
	"math"
	"slices"
	"testing"
)

func near(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-14*math.Abs(b)
}

// The expected values are those of Python 3.11: fractions and statistics
// (mean, stdev, quantiles with method="inclusive"), the mean deviation as
// statistics.mean(abs(x-m) for x in data).
func TestStats(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		counts                     []uint64
		mean, dev, std, q1, q2, q3 float64
	}{
		{nil, nan, nan, nan, nan, nan, nan},
		{[]uint64{5}, 5, 0, nan, 5, 5, 5},
		{[]uint64{0}, 0, 0, nan, 0, 0, 0},
		{[]uint64{4, 1}, 2.5, 1.5, 2.1213203435596424, 1.75, 2.5, 3.25},
		{[]uint64{1, 0, 2}, 1, 0.6666666666666666, 1, 0.5, 1, 1.5},
		{[]uint64{7, 7, 7, 7}, 7, 0, 0, 7, 7, 7},
		{[]uint64{3, 1, 4, 1, 5, 9, 2, 6, 5, 3}, 3.9, 1.9, 2.46981780704569, 2.25, 3.5, 5},
		// Just below 2^64: the sum takes 67 bits.
		{[]uint64{1<<64 - 1, 1<<64 - 1, 1<<64 - 1, 1<<64 - 1, 1<<64 - 1, 1<<64 - 1, 1<<64 - 1}, 18446744073709551615, 0, 0,
			18446744073709551615, 18446744073709551615, 18446744073709551615},
	}
	for _, tt := range tests {
		sorted := slices.Sorted(slices.Values(tt.counts))
		std, _ := StdDev(tt.counts, nil)
		got := [...]float64{Mean(tt.counts), MeanDeviation(tt.counts), std,
			Quantile(sorted, 0.25), Quantile(sorted, 0.5), Quantile(sorted, 0.75)}
		want := [...]float64{tt.mean, tt.dev, tt.std, tt.q1, tt.q2, tt.q3}
		for i, name := range [...]string{"mean", "mean deviation", "standard deviation", "Q1", "median", "Q3"} {
			if !near(got[i], want[i]) {
				t.Errorf("%v: %s is %v, want %v", tt.counts, name, got[i], want[i])
			}
		}
	}
}

// The sum of the mean is exact where 64 bits are too few and where float64
// would lose the small ones. By hand: the sum is 2^65 - 2 + 3*2^12, which
// rounds to 2^65 + 3*2^12 (a float64 has 53 bits, there steps of 2^13), that
// is 2^65 + 2^13 or + 2^14; 12286 lies nearer to 8192 than to 16384, whereas
// adding float64s gives 2^65 + 3*2^12, rounded to even, or 2^65 + 2^14.
func TestMeanIsRoundedOnce(t *testing.T) {
	got := Mean([]uint64{1<<64 - 1, 1<<64 - 1, 3 << 12})
	if want := (math.Ldexp(1, 65) + 8192) / 3; got != want {
		t.Errorf("mean is %v, want %v", got, want)
	}
}
