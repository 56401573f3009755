package stat

import (
	"math"
	"testing"
)

// TestBinomial: by the definition, the tail beyond x has alpha/2 at either end. The
// numbers are those at which the sum of the binomial terms, in Python, is 0.025.
func TestBinomial(t *testing.T) {
	for _, tt := range []struct {
		x, n      uint64
		alpha     float64
		low, high float64
		ok        bool
	}{
		{7, 20, 0.05, 0.1539092, 0.5921885, true},
		{0, 10, 0.05, 0, 0.3084971, true},
		{10, 10, 0.05, 0.6915029, 1, true},
		{2000, 4000, 0.05, 0.4843850, 0.5156150, true},
		{0, 0, 0.05, 0, 0, false},
		{2, 1, 0.05, 0, 0, false},
	} {
		i, ok := Binomial(tt.x, tt.n, tt.alpha)
		if ok != tt.ok || math.Abs(i.Low-tt.low) > 1e-6 || math.Abs(i.High-tt.high) > 1e-6 {
			t.Errorf("%d of %d: %+v, %v, want %v .. %v", tt.x, tt.n, i, ok, tt.low, tt.high)
		}
	}
}
