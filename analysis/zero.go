package analysis

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// A process whose median is 0 has no logarithm, and so no ratio. Ranks of plain
// differences need none.

// rawTest is the test of a comparison by plain differences.
type rawTest struct {
	p     float64
	exact bool // a counter gave the same in all processes of each arm
}

// estimateZero reaches the verdict by the ranks of plain differences: signed
// ranks over rounds, rank sums of arms that are not paired. The ratio is that
// of the medians, if neither is 0, and has no interval.
func (c *Comparison) estimateZero(ma, mb []middle, paired bool, q float64) {
	a, b := mediansOf(ma), mediansOf(mb)
	slack := q + c.windows.absolute(c.limits.Alpha)
	// What the step of the clock, and the windows that were subtracted, may
	// make of it is taken from the difference.
	sign := 1.0
	if c.Candidate.Median < c.Baseline.Median || c.Candidate.Median == c.Baseline.Median && c.Candidate.Mean < c.Baseline.Mean {
		sign = -1
	}
	for i := range b {
		b[i] -= sign * slack
	}
	c.raw = &rawTest{p: 1}
	var above bool // the sign is still that of the difference
	if paired {
		c.Method = MethodSignedRank
		z := make([]float64, len(a))
		for i := range a {
			z[i] = b[i] - a[i]
		}
		h := NewHodgesLehmann(z)
		above = h.Value()*sign > 0
		c.raw.p, _ = h.P()
	} else {
		c.Method = MethodRankSum
		c.raw.p = rankSumP(a, b)
		ma, _ := medianOf(a, nil)
		mb, _ := medianOf(b, nil)
		above = (mb-ma)*sign > 0 || mb == ma && (meanOf(b)-meanOf(a))*sign > 0
	}
	if !above {
		c.raw.p = 1
	}
	c.raw.exact = !c.Event.Time && slack == 0 && c.Rounds > 1 && above && same64(a) && same64(b)
	if c.Baseline.Median > 0 && c.Candidate.Median > 0 && !hasCaveat(c.Caveats, CountsClamped) {
		c.Ratio = ratio(math.Log(c.Candidate.Median / c.Baseline.Median))
	}
	log := sign
	if !above {
		log = 0
	}
	c.Direction, c.Effect = direction(log, c.Event)
	if c.raw.exact {
		c.caveat(NoVariance, "no variance: the counts were the same in all processes, and are exact")
	} else if c.Rounds > 1 {
		p := c.raw.p
		c.P = &p
	}
	if c.fewProcesses() {
		return
	}
	if c.raw.exact || c.raw.p <= c.limits.Alpha {
		c.Verdict, c.Alone = Changed, Changed
	} else if need := 1 + int(math.Ceil(-math.Log2(c.limits.Alpha))); paired && above && c.Rounds < need && c.raw.p <= math.Ldexp(1, 1-c.Rounds) {
		more := need - c.Rounds // if all differences go on having one sign
		c.MoreRounds = &more
	}
}

// stopped says whether a clock counted 0 in most processes of both arms, and so
// measured nothing.
func (c *Comparison) stopped() bool {
	if !c.Event.Time || c.windows != nil || c.Baseline.Median != 0 || c.Candidate.Median != 0 {
		return false
	}
	most := "every count"
	if c.Baseline.Mean != 0 || c.Candidate.Mean != 0 {
		most = "the median of both"
	}
	c.caveat(NoRatio, "no verdict: %s is 0: the clock did not tick, and measured nothing: give the benchmark more work", most)
	return true
}

func mediansOf(m []middle) []float64 {
	x := make([]float64, len(m))
	for i := range m {
		x[i] = m[i].median
	}
	return x
}

func same64(x []float64) bool {
	return len(x) > 0 && slices.Min(x) == slices.Max(x)
}

// absolute is how far a difference may be off at a level because of the
// windows that were subtracted, in counts.
func (w windowError) absolute(alpha float64) float64 {
	most := 0.0
	for _, a := range w {
		sum := 0.0
		for _, e := range []armError{a.base, a.cand} {
			if e.subtracted == nil {
				continue
			}
			i := e.subtracted.Window.Interval(alpha)
			times, used := float64(e.subtracted.Times), float64(e.subtracted.Count)
			sum += max(0, used-i.Low*times, i.High*times-used)
			if e.subtracted.Clamped > 0 {
				sum = max(sum, used) // what was cut off is anything up to the window
			}
		}
		most = max(most, sum)
	}
	return most
}

// mostRankSum is up to how many values the distribution of rank sums is
// enumerated.
const mostRankSum = 80

// rankSumP is the two-sided p value of Wilcoxon's rank-sum test, that a and b
// are from one distribution, given the ranks as they are: equal values share
// the mean of their ranks. Up to 80 values it counts, among all choices of as
// many ranks, those whose sum is as far from the mean; beyond it takes the
// normal distribution with the variance of those ranks. Sources: F. Wilcoxon
// (1945), as for SignedRank; E. L. Lehmann, Nonparametrics (1975), 1.4. It is
// 1 if either is empty.
func rankSumP(a, b []float64) float64 {
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
