package stat

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// Predict returns the p value of the next values being as far from the mean of
// those before as they are on average, if nothing changed:
//
//	t = (mean(next) - mean(before)) / (s sqrt(1/m + 1/k)),  df = m - 1
//
// with m values before and k next. It is Student's prediction interval turned
// round; source: G. J. Hahn and W. Q. Meeker, Statistical Intervals (1991). It
// assumes independent values, about normal. It is false for fewer than two values
// before or none next, and without variance: what is beyond all that was ever seen
// has no scale then.
func Predict(before, next []float64) (p float64, ok bool) {
	if len(before) < 2 || len(next) == 0 || Constant(before) {
		return 0, false
	}
	mean, sd := stat.MeanStdDev(before, nil)
	m, k := float64(len(before)), float64(len(next))
	return tTail((stat.Mean(next, nil)-mean)/(sd*math.Sqrt(1/m+1/k)), m-1), true
}

// Foreseen returns how far beyond the mean of the values before the next one lies if
// Predict gives it a p value of alpha: t(1-alpha/2, m-1) s sqrt(1 + 1/m). It is
// false for fewer than two values.
func Foreseen(before []float64, alpha float64) (float64, bool) {
	m := float64(len(before))
	if m < 2 {
		return 0, false
	}
	return tQuantile(1-alpha/2, m-1) * stat.StdDev(before, nil) * math.Sqrt(1+1/m), true
}
