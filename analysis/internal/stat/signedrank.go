package stat

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/stat/distuv"
)

// maxExactSignedRank is the largest n for which the distribution of the
// signed-rank statistic is enumerated. Its table has n(n+1)/4 entries and
// costs n^3/4 additions, once; beyond it the normal approximation is off by
// less than 5% of a tail of 0.1%.
const maxExactSignedRank = 256

// SignedRank is the distribution of Wilcoxon's signed-rank statistic: the sum
// of the ranks of the positive ones among n values from a continuous
// distribution that is symmetric about 0. It is a sum of the numbers 1 to n,
// each taken or left with probability 1/2:
//
//	f(n, k) = (f(n-1, k) + f(n-1, k-n)) / 2
//
// Source: F. Wilcoxon, Individual comparisons by ranking methods, Biometrics
// Bulletin 1 (1945); the recurrence as in R's csignrank.
//
// Up to n = 256 it is exact; beyond, normal with mean n(n+1)/4, variance
// n(n+1)(2n+1)/24 and continuity correction. For n = 0 all of it lies on 0.
type SignedRank struct {
	n   int
	cdf []float64 // F(0) to F(M/2), exact; nil beyond maxExactSignedRank
}

var signedRankTables sync.Map // int to []float64

// NewSignedRank returns the distribution for n values. A negative n counts as
// 0. Tables are kept, so that asking again costs nothing.
func NewSignedRank(n int) SignedRank {
	n = max(n, 0)
	if n > maxExactSignedRank {
		return SignedRank{n: n}
	}
	if t, ok := signedRankTables.Load(n); ok {
		return SignedRank{n, t.([]float64)}
	}
	t, _ := signedRankTables.LoadOrStore(n, signedRankCDF(n))
	return SignedRank{n, t.([]float64)}
}

// signedRankCDF returns F(0) to F(floor(M/2)): the rest is its mirror image.
func signedRankCDF(n int) []float64 {
	top := n * (n + 1) / 4
	f := make([]float64, top+1)
	f[0] = 1
	for m := 1; m <= n; m++ {
		for k := min(m*(m+1)/2, top); k >= 0; k-- {
			if k >= m {
				f[k] += f[k-m]
			}
			f[k] /= 2
		}
	}
	for k := 1; k <= top; k++ {
		f[k] += f[k-1]
	}
	return f
}

// Max returns M = n(n+1)/2, the largest value of the statistic and the number
// of Walsh averages.
func (d SignedRank) Max() int { return d.n * (d.n + 1) / 2 }

// CDF returns F(k), the probability of a statistic of k or less.
func (d SignedRank) CDF(k int) float64 {
	m := d.Max()
	switch {
	case k < 0:
		return 0
	case k >= m:
		return 1
	case d.cdf == nil:
		n := float64(d.n)
		sd := math.Sqrt(n * (n + 1) * (2*n + 1) / 24)
		return distuv.UnitNormal.CDF((float64(k) + 0.5 - n*(n+1)/4) / sd)
	case k < len(d.cdf):
		return d.cdf[k]
	}
	return 1 - d.cdf[m-k-1]
}

// Critical returns the largest c with 2F(c) <= alpha, the two-sided critical
// value as tables print it, or -1 when there is none: with n values no
// probability below 2^(1-n) can be had.
func (d SignedRank) Critical(alpha float64) int {
	lo, hi := -1, d.Max() // 2F(lo) <= alpha < 2F(hi), if alpha < 2
	for hi-lo > 1 {
		if mid := lo + (hi-lo)/2; 2*d.CDF(mid) <= alpha {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}
