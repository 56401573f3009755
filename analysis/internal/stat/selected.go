package stat

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Selected is what is known of an effect that is shown because it stood out. What
// has to be c standard errors from 0 to be shown is, on average, shown too large:
// a true 0.5% as 1.3%, where 1.2% is about the least that stands out.
//
// It takes the selection into account, and nothing else: with t > c the estimate and
// the critical value in standard errors, T of Student's distribution, and all
// effects g equally likely before, their density afterwards is
//
//	f(t - g) / P(|g + T| > c)
//
// Value is its median, and Interval lies between its alpha/2 and 1 - alpha/2
// quantiles. Sources: H. Zhong and R. L. Prentice, Bias-reduced estimators and
// confidence intervals for odds ratios in genome-wide association studies,
// Biostatistics 9 (2008); A. Gelman and J. Carlin, Beyond power calculations:
// assessing type S (sign) and type M (magnitude) errors, Perspectives on
// Psychological Science 9 (2014).
//
// It is false without a standard error or degrees of freedom, and for t <= c, which
// stood out by no rule of this kind.
func Selected(t, c, df, alpha float64) (value float64, interval Interval, ok bool) {
	if !(t > c && c > 0 && df > 0) || math.IsInf(t, 1) {
		return 0, Interval{}, false
	}
	student := distuv.StudentsT{Sigma: 1, Nu: df}
	if tTail(t-c, df) < 1e-4*tTail(c, df) { // so far beyond that nothing was selected
		q := tQuantile(1-alpha/2, df)
		return t, Interval{1 - alpha, t - q, t + q}, true
	}
	// The grid is fine about t and goes far to either side, as tails do.
	const most = 400
	steps := most
	if df >= 5 {
		steps = most / 2
	}
	below, above := math.Asinh(c+tQuantile(1-1e-6, max(df, 2))), math.Asinh(tQuantile(1-1e-6, max(df, 2)))
	width := (below + above) / float64(steps)
	var at, sums [most + 1]float64
	last := 0.0
	for i := range steps + 1 {
		x := float64(i)*width - below
		g := t + math.Sinh(x)
		density := math.Pow(1+(g-t)*(g-t)/df, -(df+1)/2) * math.Cosh(x) / (student.CDF(g-c) + student.CDF(-c-g))
		at[i] = g
		if i > 0 {
			sums[i] = sums[i-1] + (density+last)/2
		}
		last = density
	}
	quantile := func(p float64) float64 {
		p *= sums[steps]
		i := 1
		for i < steps && sums[i] < p {
			i++
		}
		return at[i-1] + (at[i]-at[i-1])*(p-sums[i-1])/(sums[i]-sums[i-1])
	}
	return min(t, quantile(0.5)), Interval{1 - alpha, quantile(alpha / 2), quantile(1 - alpha/2)}, true
}
