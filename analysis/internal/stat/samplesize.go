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
