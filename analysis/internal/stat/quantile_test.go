package stat

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestQuantileEnds(t *testing.T) {
	x := []uint64{2, 3, 5}
	for p, want := range map[float64]float64{0: 2, 1: 5, -0.1: math.NaN(), 1.1: math.NaN(), math.NaN(): math.NaN()} {
		if got := Quantile(x, p); !near(got, want) {
			t.Errorf("Quantile(%v) is %v, want %v", p, got, want)
		}
	}
}

// TestQuartiles: the same as Quantile of the sorted counts, to the last bit.
func TestQuartiles(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for n := range 300 {
		for _, most := range []uint64{1, 3, 1000, 1 << 62} {
			counts := make([]uint64, n)
			for i := range counts {
				counts[i] = rng.Uint64N(most)
			}
			sorted := slices.Clone(counts)
			slices.Sort(sorted)
			q1, median, q3 := Quartiles(counts)
			want := [3]float64{Quantile(sorted, 0.25), Quantile(sorted, 0.5), Quantile(sorted, 0.75)}
			if got := [3]float64{q1, median, q3}; got != want && n > 0 {
				t.Fatalf("%d below %d: got %v, want %v", n, most, got, want)
			}
			if n > 0 && MedianOfCounts(counts) != want[1] {
				t.Fatalf("%d below %d: median", n, most)
			}
		}
	}
}
