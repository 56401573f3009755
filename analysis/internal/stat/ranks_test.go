package stat

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestRanks counts for an oracle: the rank of a value is one more than the
// number of smaller ones, and half the number of others that are the same.
func TestRanks(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	for _, n := range []int{0, 1, 2, 10, 511, 512, 2000} {
		for _, grid := range []float64{1, 10, 1e9} {
			x := make([]float64, n)
			for i := range x {
				x[i] = math.Trunc(rng.NormFloat64()*grid) / 8
			}
			before := slices.Clone(x)
			r := ranks(x)
			for i, v := range x {
				below, same := 0, 0
				for _, w := range x {
					if w < v {
						below++
					} else if w == v {
						same++
					}
				}
				if want := float64(below) + float64(same+1)/2; r[i] != want {
					t.Fatalf("n = %d: the rank of %v is %v, want %v", n, v, r[i], want)
				}
			}
			if !slices.Equal(x, before) {
				t.Error("the input was sorted")
			}
		}
	}
}

func FuzzMedian(f *testing.F) {
	f.Add([]byte{3, 1, 2})
	f.Add([]byte{})
	f.Add([]byte("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		x := make([]float64, len(raw))
		for i, v := range raw {
			x[i] = float64(v)
		}
		sorted := slices.Sorted(slices.Values(x))
		want := 0.0
		if n := len(x); n > 0 {
			want = (sorted[(n-1)/2] + sorted[n/2]) / 2
		}
		if got, _ := Median(x, nil); got != want {
			t.Errorf("the median of %v is %v, want %v", raw, got, want)
		}
		for n := range x {
			if got := SelectNth(slices.Clone(x), n); got != sorted[n] {
				t.Errorf("number %d of %v is %v, want %v", n, raw, got, sorted[n])
			}
		}
	})
}
