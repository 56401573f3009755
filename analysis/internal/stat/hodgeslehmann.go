package stat

import (
	"math"
	"slices"
)

// HodgesLehmann estimates the middle of a symmetric distribution by the
// median of the Walsh averages, the M = n(n+1)/2 means of two of its values,
// each also with itself:
//
//	W = (z(i) + z(j)) / 2,  i <= j
//	interval [W(c+1), W(M-c)], counted from 1,  c = max{i : 2F(i) <= alpha}
//	p = min(1, 2F(min(#{W >= 0}, #{W <= 0})))
//
// where F is the distribution of the signed-rank statistic: interval and p
// value are those of Wilcoxon's test, turned round, and agree with each
// other. Source: J. L. Hodges and E. L. Lehmann, Estimates of location based
// on rank tests, Annals of Mathematical Statistics 34 (1963).
//
// It assumes that the z are independent and symmetric about their middle,
// which differences of two arms in random order are when nothing changed,
// and nothing else: no tail is too long. Ties and zeros make it
// conservative. For n = 0 the value is 0 and there is no interval and no p;
// n = 1 has a p of 1; no interval at a level below 2^(1-n) can be had.
// Without variance all ends are that one value.
type HodgesLehmann struct {
	z    []float64 // ascending
	dist SignedRank
}

// NewHodgesLehmann makes the estimator of z, which stays as it is.
func NewHodgesLehmann(z []float64) HodgesLehmann {
	sorted := slices.Clone(z)
	slices.Sort(sorted)
	return HodgesLehmann{sorted, NewSignedRank(len(z))}
}

// Value is the median of the Walsh averages.
func (h HodgesLehmann) Value() float64 {
	m := h.dist.Max()
	if m == 0 {
		return 0
	}
	low := h.walsh((m + 1) / 2)
	if m%2 == 1 || h.countBelow(low, true) > m/2 {
		return low
	}
	return (low + h.walsh(m/2+1)) / 2
}

// Interval is the interval of the signed-rank test.
func (h HodgesLehmann) Interval(alpha float64) (Interval, bool) {
	c := h.dist.Critical(alpha)
	if c < 0 || len(h.z) == 0 {
		return Interval{}, false
	}
	m := h.dist.Max()
	if m-c < c+1 { // alpha is so large that the ends would cross
		v := h.Value()
		return Interval{1 - alpha, v, v}, true
	}
	return Interval{1 - alpha, h.walsh(c + 1), h.walsh(m - c)}, true
}

// P is the p value of the signed-rank test.
func (h HodgesLehmann) P() (float64, bool) {
	if len(h.z) == 0 {
		return 0, false
	}
	notBelow := h.dist.Max() - h.countBelow(0, false)
	notAbove := h.countBelow(0, true)
	return min(1, 2*h.dist.CDF(min(notBelow, notAbove))), true
}

// LeastP is the smallest p value that so many values can have, 2^(1-n); of
// none it is 2.
func (h HodgesLehmann) LeastP() float64 { return 2 * h.dist.CDF(0) }

// countBelow returns the number of Walsh averages below x, or not above it.
// It walks along the border between small and large in the triangle of
// sorted pairs: n steps for all n(n+1)/2 of them.
func (h HodgesLehmann) countBelow(x float64, orEqual bool) int {
	n, j := 0, len(h.z)-1
	for i, v := range h.z {
		v /= 2
		for ; j >= i; j-- {
			if w := v + h.z[j]/2; w < x || orEqual && w == x {
				break
			}
		}
		if j < i {
			break
		}
		n += j - i + 1
	}
	return n
}

// walsh returns the k-th smallest Walsh average, counted from 1. It closes in
// on it by counting how many are below a guess, until so few are left between
// two guesses that they can be sorted: neither memory nor time grows with
// n^2.
func (h HodgesLehmann) walsh(k int) float64 {
	below := math.Nextafter(h.z[0], math.Inf(-1)) // has fewer than k below it
	above := h.z[len(h.z)-1]                      // has k or more
	nBelow, nAbove := 0, h.dist.Max()
	for step := 0; nAbove-nBelow > max(64, len(h.z)); step++ {
		x := h.guess(below, above, float64(k-nBelow)/float64(nAbove-nBelow), step)
		if n := h.countBelow(x, true); n >= k {
			above, nAbove = x, n
		} else {
			below, nBelow = x, n
		}
		if math.Nextafter(below, above) == above {
			return above // all that are left are the same
		}
	}
	return h.between(below, above)[k-nBelow-1]
}

// guess returns a number in [below, above) at which to count. Most are where
// a share of the averages between would lie if they lay evenly; every third
// is the middle, and from the fiftieth on, which only ties make necessary,
// the range of floating-point numbers is halved, so that it ends.
func (h HodgesLehmann) guess(below, above, share float64, step int) float64 {
	if step >= 50 {
		low, high := orderedBits(below), orderedBits(above)
		return fromOrderedBits(low + int64(uint64(high-low)/2))
	}
	if step%3 == 2 {
		share = 0.5
	}
	x := below*(1-share) + above*share
	if x <= below || x >= above {
		return math.Nextafter(below, above)
	}
	return x
}

// between returns the Walsh averages above low and not above high, sorted.
func (h HodgesLehmann) between(low, high float64) []float64 {
	var out []float64
	last := len(h.z) - 1
	for i := range h.z {
		for last >= i && h.z[i]/2+h.z[last]/2 > high {
			last--
		}
		if last < i {
			break
		}
		for j := last; j >= i; j-- {
			w := h.z[i]/2 + h.z[j]/2
			if w <= low {
				break
			}
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}

// orderedBits maps finite numbers to integers in the same order, neighbours to
// neighbours; -0 and 0 fall together.
func orderedBits(x float64) int64 {
	b := int64(math.Float64bits(x))
	if b < 0 {
		b = math.MinInt64 - b
	}
	return b
}

func fromOrderedBits(b int64) float64 {
	if b < 0 {
		b = math.MinInt64 - b
	}
	return math.Float64frombits(uint64(b))
}

var _ Location = HodgesLehmann{}
