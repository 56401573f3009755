package measure

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestStep: counts of a clock of that step are what a read of it at a random time
// sees, in whole numbers.
func TestStep(t *testing.T) {
	for _, want := range []float64{21, 24.5, 41.67, 100, 7.3} {
		rng := rand.New(rand.NewPCG(uint64(want), 2))
		var counts []uint64
		for range 1000 {
			start := want * math.Floor(1e6*rng.Float64())
			took := want * math.Floor(rng.Float64()+2+8*rng.Float64()*rng.Float64())
			if c := uint64(start+took) - uint64(start); c > 0 {
				counts = append(counts, c)
			}
		}
		slices.Sort(counts)
		if got := step(slices.Compact(counts)); math.Abs(got-want) > 0.02*want {
			t.Errorf("a step of %v is found to be %v", want, got)
		}
	}
	for _, tt := range []struct {
		counts []uint64
		want   float64
	}{
		{[]uint64{24, 25, 26, 27, 30, 31}, 1}, // nanoseconds
		{[]uint64{3, 5}, 1},
		{[]uint64{42}, 42},
		{[]uint64{24, 25}, 1},
		{[]uint64{42, 63}, 21},
		{[]uint64{49, 73, 74, 98, 123}, 24.5},
		{[]uint64{100, 200, 15_000_000}, 100}, // an interrupt, and far off
	} {
		if got := step(tt.counts); math.Abs(got-tt.want) > 0.1 {
			t.Errorf("%v: %v, want %v", tt.counts, got, tt.want)
		}
	}
}
