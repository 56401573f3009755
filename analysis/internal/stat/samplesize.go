package stat

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Power is the probability with which a detectable change is shown. The spread
// it follows from is itself an estimate.
const Power = 0.8

// DetectableChange returns the smallest difference, as a logarithm, that n
// rounds show at alpha with the given probability:
//
//	(t(1-alpha/2, n-1) + z(power)) sd / sqrt(n)
//
// It is false for fewer than 3 rounds.
func DetectableChange(sd float64, n int, alpha, power float64) (float64, bool) {
	if n < 3 {
		return 0, false
	}
	return (tQuantile(1-alpha/2, float64(n-1)) + distuv.UnitNormal.Quantile(power)) *
		sd / math.Sqrt(float64(n)), true
}

// DetectableBeyond returns the smallest difference, as a logarithm, whose interval of
// this half-width n rounds put beside 0 with the given probability:
//
//	half + z(power) sd / sqrt(n)
//
// It is for tests whose intervals are wider than Student's, as those that hold at any
// time.
func DetectableBeyond(half, sd float64, n int, power float64) float64 {
	return half + distuv.UnitNormal.Quantile(power)*sd/math.Sqrt(float64(n))
}

// ForeseenChange returns the smallest difference, as a logarithm, that n rounds
// show at alpha with the given probability at least, if differences of rounds vary
// as they did in k rounds, by sd (see Spread):
//
//	t = t(1-alpha/2, n-1),  u^2 = 1 + t^2/2 (1/(n-1) + 1/(k-1))
//	(t (1 + 3/(4(k-1))) + z(power) u) sd sqrt(pi/3) / sqrt(n)
//
// It is DetectableChange, where sd is what those rounds had themselves, with what
// is not known beforehand: that the standard deviation of n rounds is to the one of
// k as the square root of an F, whose mean is 1 + 3/(4(k-1)) and whose variance
// (1/(n-1) + 1/(k-1))/2, both to first order (the variance of the logarithm of a
// standard deviation: M. S. Bartlett and D. G. Kendall, The statistical analysis of
// variance-heterogeneity and the logarithmic transformation, Supplement to the
// Journal of the Royal Statistical Society 8, 1946); and pi/3, what signed ranks
// lose against Student's t where differences are normal (J. L. Hodges and E. L.
// Lehmann, The efficiency of some nonparametric competitors of the t-test, Annals
// of Mathematical Statistics 27, 1956). It is false for fewer than 3 rounds,
// planned or recorded.
func ForeseenChange(sd float64, k, n int, alpha, power float64) (float64, bool) {
	if n < 3 || k < 3 {
		return 0, false
	}
	kf, nf := float64(k), float64(n)
	t := tQuantile(1-alpha/2, nf-1)
	u := math.Sqrt(1 + t*t/2*(1/(nf-1)+1/(kf-1)))
	return (t*(1+3/(4*(kf-1))) + distuv.UnitNormal.Quantile(power)*u) * sd * math.Sqrt(math.Pi/3/nf), true
}

// quickT returns the function from degrees of freedom to the p-quantile of
// Student's t. From 30 degrees on it is the expansion about the normal
// quantile by R. A. Fisher and E. A. Cornish (The percentile points of
// distributions having known cumulants, Technometrics 2, 1960), which is off
// by less than 3e-4 for p up to 0.9999.
func quickT(p float64) func(df float64) float64 {
	z := distuv.UnitNormal.Quantile(p)
	z2 := z * z
	a := z * (z2 + 1) / 4
	b := z * ((5*z2+16)*z2 + 3) / 96
	c := z * (((3*z2+19)*z2+17)*z2 - 15) / 384
	return func(df float64) float64 {
		if df < 30 {
			return tQuantile(p, df)
		}
		return z + (a+(b+c/df)/df)/df
	}
}
