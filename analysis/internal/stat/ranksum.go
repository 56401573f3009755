package stat

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// mostRankSum is up to how many values the distribution of rank sums is
// enumerated.
const mostRankSum = 80

// RankSumP is the two-sided p value of Wilcoxon's rank-sum test, that a and b
// are from one distribution, given the ranks as they are: equal values share
// the mean of their ranks. Up to 80 values it counts, among all choices of as
// many ranks, those whose sum is as far from the mean; beyond it takes the
// normal distribution with the variance of those ranks. Sources: F. Wilcoxon
// (1945), as for SignedRank; E. L. Lehmann, Nonparametrics (1975), 1.4. It is
// 1 if either is empty.
func RankSumP(a, b []float64) float64 {
	n, m := len(a), len(b)
	if n == 0 || m == 0 {
		return 1
	}
	all := slices.Concat(a, b)
	sorted := slices.Clone(all)
	slices.Sort(sorted)
	twice := make([]int, len(all)) // twice the rank, so that it is whole
	total, sum := 0, 0
	for i, v := range all {
		first, _ := slices.BinarySearch(sorted, v)
		last := first
		for last+1 < len(sorted) && sorted[last+1] == v {
			last++
		}
		twice[i] = first + last + 2
		total += twice[i]
		if i < n {
			sum += twice[i]
		}
	}
	mean := float64(total) * float64(n) / float64(n+m)
	off := math.Abs(float64(sum) - mean)
	if n+m > mostRankSum {
		square := 0.0
		for _, r := range twice {
			d := float64(r) - float64(total)/float64(n+m)
			square += d * d
		}
		sd := math.Sqrt(float64(n) * float64(m) * square / float64((n+m)*(n+m-1)))
		if sd == 0 {
			return 1
		}
		return min(1, 2*distuv.UnitNormal.CDF(-max(0, off-1)/sd))
	}
	ways := make([][]float64, n+1) // of choosing k ranks with a sum
	for k := range ways {
		ways[k] = make([]float64, total+1)
	}
	ways[0][0] = 1
	for i, r := range twice {
		for k := min(i+1, n); k >= 1; k-- {
			for s := total; s >= r; s-- {
				ways[k][s] += ways[k-1][s-r]
			}
		}
	}
	far, every := 0.0, 0.0
	for s, w := range ways[n] {
		every += w
		if math.Abs(float64(s)-mean) >= off-1e-9 {
			far += w
		}
	}
	return min(1, far/every)
}
