package stat

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/combin"
)

// leastSegment is how many values stand on either side of a change point: of
// one value alone there is no telling an outlier from a new level.
const leastSegment = 2

// fewestValues is how many values it takes at any level: with fewer nobody can
// tell how values differ when nothing changes.
const fewestValues = 8

// LeastValues returns how many values a search at alpha takes: 8, or as many as
// have so many orders that a step in their middle, up or down, is rare enough
// by luck: 2 / C(n, n/2) <= alpha. At 1% it is 10.
func LeastValues(alpha float64) int {
	n := fewestValues
	for 2/float64(combin.Binomial(n, n/2)) > alpha && n < 60 {
		n++
	}
	return n
}

// ChangePoint is where a series of values begins to be distributed otherwise.
type ChangePoint struct {
	// At is the index of the first value behind the change.
	At int
	// P is the p value of the permutation test that found it: of the order of
	// the values of its segment, not of the whole series.
	P float64
}

// ChangePoints finds where the distribution of x, values in the order of time,
// changes, by recursive splitting: a segment is split where the energy
// distance between what lies before and what lies behind (up to some later
// value) is largest,
//
//	q = mn/(m+n) (2 mean|x-y| - mean|x-x'| - mean|y-y'|)
//
// if fewer than alpha of the random orders of its values have a q as large;
// then the two parts are searched in the same way. Source: D. S. Matteson and
// N. A. James, A nonparametric approach for multiple change point analysis of
// multivariate data, Journal of the American Statistical Association 109
// (2014), "E-divisive", with each segment tested by itself.
//
// It assumes that without a change all orders of the values are equally
// likely, and nothing of their distribution; there need be no step: a creep is
// found as several points. The points are in ascending order. The p value that
// is returned beside them is that of the series: of its first split, 1 if none
// was tried, as with fewer than LeastValues or without variance.
// The random orders are drawn from a fixed seed, so that the same values have
// the same points; a p value below 1/(1+permutations) cannot be had.
func ChangePoints(x []float64, alpha float64, permutations int) (points []ChangePoint, p float64) {
	if len(x) < LeastValues(alpha) {
		return nil, 1
	}
	s := splitter{rng: rand.New(rand.NewPCG(20140301, uint64(len(x)))), alpha: alpha, permutations: permutations}
	p = s.split(x, 0, &points)
	slices.SortFunc(points, func(a, b ChangePoint) int { return a.At - b.At })
	return points, p
}

type splitter struct {
	rng          *rand.Rand
	alpha        float64
	permutations int

	within, each, between []float64 // sums of distances, see best; each is within[k]/(k-1)
	inverse               []float64 // 1/k
}

// split adds the change points of x, and returns the p value of its own.
func (s *splitter) split(x []float64, offset int, points *[]ChangePoint) float64 {
	if len(x) < 2*leastSegment || Constant(x) {
		return 1
	}
	at, q := s.best(x)
	p := s.p(x, q)
	if p <= s.alpha {
		*points = append(*points, ChangePoint{offset + at, p})
		s.split(x[:at], offset, points)
		s.split(x[at:], offset+at, points)
	}
	return p
}

// p is the share of random orders whose largest distance is at least q, q's own
// among them. Once it is above alpha it is not looked at more closely.
func (s *splitter) p(x []float64, q float64) float64 {
	x = slices.Clone(x)
	as := 1 // as large
	for n := range s.permutations {
		s.rng.Shuffle(len(x), func(i, j int) { x[i], x[j] = x[j], x[i] })
		if _, other := s.best(x); other >= q*(1-1e-12) {
			as++
			if float64(as) > s.alpha*float64(1+s.permutations) {
				return float64(as) / float64(n+2)
			}
		}
	}
	return float64(as) / float64(1+s.permutations)
}

// best returns the split with the largest distance: x[:at] is before it, and
// what lies behind ends somewhere after. With W(n) the sum of the distances
// within x[:n] and B(a, n) that between x[:a] and x[a:n], the distances within
// x[a:n] are W(n) - W(a) - B(a, n).
func (s *splitter) best(x []float64) (at int, q float64) {
	n := len(x)
	s.grow(n)
	within, each, between := s.within[:n+1], s.each[:n+1], s.between[:n+1]
	clear(between)
	q = math.Inf(-1)
	for end := 1; end <= n; end++ {
		v, sum := x[end-1], 0.0
		row := between[1:end]
		for i, u := range x[:len(row)] {
			sum += math.Abs(v - u)
			row[i] += sum
		}
		w := within[end-1] + sum
		within[end], each[end] = w, w*s.inverse[end-1]
		if end < 2*leastSegment {
			continue
		}
		least := q * float64(end) / 2
		m, l := float64(leastSegment), float64(end-leastSegment)
		row = between[leastSegment : end-leastSegment+1]
		inside, perValue, inverse := within[leastSegment:][:len(row)], each[leastSegment:][:len(row)], s.inverse[leastSegment-1:][:len(row)]
		for i, b := range row {
			// times 2/(m+l) it is the formula
			if d := b - l*perValue[i] - m*inverse[len(inverse)-1-i]*(w-inside[i]-b); d > least {
				at, q, least = leastSegment+i, d*2*s.inverse[end], d
			}
			m++
			l--
		}
	}
	return at, q
}

// grow makes room for n values.
func (s *splitter) grow(n int) {
	for k := len(s.inverse); k <= n; k++ {
		s.inverse = append(s.inverse, 1/float64(max(1, k)))
		s.within, s.each, s.between = append(s.within, 0), append(s.each, 0), append(s.between, 0)
	}
}
