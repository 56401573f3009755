package stat

import (
	"math"
	"testing"
)

// TestSignedRankEnumerated has all 2^n ways of taking or leaving the ranks
// for an oracle.
func TestSignedRankEnumerated(t *testing.T) {
	for n := range 15 {
		d := NewSignedRank(n)
		ways := make([]int, d.Max()+1)
		for set := range 1 << n {
			sum := 0
			for k := range n {
				if set>>k&1 == 1 {
					sum += k + 1
				}
			}
			ways[sum]++
		}
		below := 0
		for k := range ways {
			below += ways[k]
			if want := math.Ldexp(float64(below), -n); math.Abs(d.CDF(k)-want) > 1e-15 {
				t.Errorf("n = %d: F(%d) = %v, of %d ways it is %v", n, k, d.CDF(k), 1<<n, want)
			}
		}
		if d.CDF(-1) != 0 || d.CDF(d.Max()+1) != 1 {
			t.Errorf("n = %d: F(-1) = %v, F(M+1) = %v", n, d.CDF(-1), d.CDF(d.Max()+1))
		}
	}
}

// TestSignedRankTables has the two-sided critical values of R. L. McCornack,
// Extended tables of the Wilcoxon matched pair signed rank statistic, Journal
// of the American Statistical Association 60 (1965), for an oracle.
func TestSignedRankTables(t *testing.T) {
	for _, tt := range []struct{ n, five, one int }{
		{5, -1, -1}, {6, 0, -1}, {7, 2, -1}, {8, 3, 0}, {9, 5, 1}, {10, 8, 3}, {11, 10, 5},
		{12, 13, 7}, {13, 17, 9}, {14, 21, 12}, {15, 25, 15}, {16, 29, 19}, {17, 34, 23},
		{18, 40, 27}, {19, 46, 32}, {20, 52, 37}, {25, 89, 68}, {30, 137, 109}, {40, 264, 220}, {50, 434, 373},
	} {
		d := NewSignedRank(tt.n)
		if five, one := d.Critical(0.05), d.Critical(0.01); five != tt.five || one != tt.one {
			t.Errorf("n = %d: critical values %d and %d, the tables have %d and %d", tt.n, five, one, tt.five, tt.one)
		}
	}
}

func TestSignedRankNormal(t *testing.T) {
	const n = maxExactSignedRank + 1
	exact := SignedRank{n, signedRankCDF(n)}
	approx := SignedRank{n: n}
	for _, alpha := range []float64{0.1, 0.05, 0.01, 0.002} {
		k := exact.Critical(alpha)
		if e, a := exact.CDF(k), approx.CDF(k); math.Abs(a/e-1) > 0.05 {
			t.Errorf("F(%d): %v normal, %v exact", k, a, e)
		}
	}
	if NewSignedRank(n).cdf != nil || NewSignedRank(maxExactSignedRank).cdf == nil {
		t.Error("the border between exact and normal is elsewhere")
	}
}

func FuzzSignedRankCritical(f *testing.F) {
	f.Add(10, 0.01)
	f.Add(0, 0.05)
	f.Add(100_000, 1.0)
	f.Add(-3, 0.5)
	f.Fuzz(func(t *testing.T, n int, alpha float64) {
		if n > 1_000_000 || math.IsNaN(alpha) || alpha >= 2 || alpha <= 0 {
			return
		}
		d := NewSignedRank(n)
		c := d.Critical(alpha)
		if c >= 0 && 2*d.CDF(c) > alpha || c < d.Max() && 2*d.CDF(c+1) <= alpha {
			t.Errorf("n = %d, alpha = %v: %d is not the largest c", n, alpha, c)
		}
	})
}
