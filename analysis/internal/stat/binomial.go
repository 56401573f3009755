package stat

import (
	"gonum.org/v1/gonum/stat/distuv"
)

// Binomial returns the interval of a probability of which x of n trials came out:
//
//	low  = Beta(x, n-x+1) at alpha/2,  high = Beta(x+1, n-x) at 1-alpha/2
//
// Source: C. J. Clopper and E. S. Pearson, The use of confidence or fiducial limits
// illustrated in the case of the binomial, Biometrika 26 (1934). It assumes independent
// trials, and holds its level for every n. Low is 0 for none of them, high is 1 for all.
// It is false without trials, or if x is more than n.
func Binomial(x, n uint64, alpha float64) (Interval, bool) {
	if n == 0 || x > n {
		return Interval{}, false
	}
	i := Interval{Level: 1 - alpha, High: 1}
	if x > 0 {
		i.Low = distuv.Beta{Alpha: float64(x), Beta: float64(n-x) + 1}.Quantile(alpha / 2)
	}
	if x < n {
		i.High = distuv.Beta{Alpha: float64(x) + 1, Beta: float64(n - x)}.Quantile(1 - alpha/2)
	}
	return i, true
}

// NormalQuantile is the quantile of the standard normal distribution.
func NormalQuantile(p float64) float64 { return distuv.UnitNormal.Quantile(p) }
