package stat

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// Groups are a sample of groups, such as machines, of each of which there is an
// estimate x(i) with the variance v(i): what differs between groups and what is not
// known of each are both part of the spread of the x.
//
//	x(i) = mean + b(i) + e(i),  b ~ (0, tau^2),  e(i) ~ (0, v(i))
//	mean +- t(1-alpha/2, k-1) s / sqrt(k),       s the standard deviation of the x
//
// Groups count alike. That is the interval of J. Hartung and G. Knapp, A refined
// method for the meta-analysis of controlled clinical trials with binary outcome,
// Statistics in Medicine 20 (2001), with equal weights, for which it needs no estimate
// of tau. Student's t of k independent normal values with one mean errs at most as
// often as it says for alpha up to 0.083, however their variances differ: N. K. Bakirov
// and G. J. Szekely, Student's t-test for Gaussian scale mixtures, Journal of
// Mathematical Sciences 139 (2006); R. Ibragimov and U. K. Muller, t-Statistic based
// correlation and heterogeneity robust inference, Journal of Business & Economic
// Statistics 28 (2010), who estimate in groups for that reason. It assumes that the
// b are about normal, and independent.
//
// Of one group there is an estimate alone, of none it is 0; see Paired.
type Groups struct {
	TLocation
	n       int
	between float64
}

// NewGroups estimates from the estimates of groups and their variances. Neither is
// changed. A variance that is not known is NaN.
func NewGroups(x, v []float64) Groups {
	g := Groups{TLocation: Paired(x), n: len(x), between: math.NaN()}
	if len(x) > 1 {
		g.between = math.Sqrt(max(0, stat.Variance(x, nil)-stat.Mean(v, nil)))
	}
	return g
}

// Between estimates tau, by which groups differ beyond what is not known of each:
//
//	tau^2 = s^2 - mean(v), 0 if that is less
//
// Source: L. V. Hedges, A random effects model for effect sizes, Psychological
// Bulletin 93 (1983). It is NaN for fewer than two groups, and if a variance is not
// known.
func (g Groups) Between() float64 { return g.between }

// Next is an interval for another group of the kind, one that is not in the sample:
//
//	mean +- t(1-alpha/2, k-1) s sqrt(1 + 1/k)
//
// It is exact for what a group like these would be estimated to have, and holds more
// often for what it truly has, which varies less. It is false for fewer than three
// groups: of two, t is so wide that it says nothing.
func (g Groups) Next(alpha float64) (Interval, bool) {
	if g.n < 3 {
		return Interval{}, false
	}
	half := 0.0
	if g.SE > 0 {
		half = tQuantile(1-alpha/2, g.DF) * g.SE * math.Sqrt(float64(g.n)+1)
	}
	return Interval{1 - alpha, g.Mean - half, g.Mean + half}, true
}

var _ Location = Groups{}
