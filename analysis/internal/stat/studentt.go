package stat

import (
	"math"
	"sync/atomic"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// TLocation is an estimate whose error follows Student's t distribution.
type TLocation struct {
	// Mean is the estimate, SE its standard error.
	Mean, SE float64
	// DF is the degrees of freedom, 0 when there is no SE.
	DF float64
}

// Paired estimates the mean of differences z, one per round:
//
//	mean +- t(1-alpha/2, n-1) s / sqrt(n)
//
// Source: Student, The probable error of a mean, Biometrika 6 (1908). It
// assumes that the z are independent and about normal; with few of them
// nothing else is powerful enough to be of use, and for differences of
// medians, which are symmetric when nothing changed, it holds its level.
//
// Of one value there is an estimate alone, of none it is 0. Without variance
// the interval has no width and P is 1 for a mean of 0 and 0 for another.
func Paired(z []float64) TLocation {
	if len(z) == 0 {
		return TLocation{}
	}
	if len(z) == 1 {
		return TLocation{Mean: z[0]}
	}
	mean, sd := stat.MeanStdDev(z, nil)
	if Constant(z) {
		sd = 0
	}
	return TLocation{mean, sd / math.Sqrt(float64(len(z))), float64(len(z) - 1)}
}

// Welch estimates the difference of the means of b and a, whose variances may
// differ:
//
//	mean(b) - mean(a) +- t(1-alpha/2, df) sqrt(va + vb),   va = s(a)^2 / n(a)
//	df = (va + vb)^2 / (va^2/(n(a)-1) + vb^2/(n(b)-1))
//
// Source: B. L. Welch, The generalization of 'Student's' problem when several
// different population variances are involved, Biometrika 34 (1947). It
// assumes independent values, about normal.
//
// If one of them has fewer than two values there is an estimate alone; if one
// has none it is 0. If neither has any variance the interval has no width.
func Welch(a, b []float64) TLocation {
	if len(a) == 0 || len(b) == 0 {
		return TLocation{}
	}
	if len(a) == 1 || len(b) == 1 {
		return TLocation{Mean: stat.Mean(b, nil) - stat.Mean(a, nil)}
	}
	am, av := stat.MeanVariance(a, nil)
	bm, bv := stat.MeanVariance(b, nil)
	if Constant(a) {
		av = 0
	}
	if Constant(b) {
		bv = 0
	}
	return welch(am, av, len(a), bm, bv, len(b))
}

func welch(am, av float64, an int, bm, bv float64, bn int) TLocation {
	va, vb := av/float64(an), bv/float64(bn)
	t := TLocation{bm - am, math.Sqrt(va + vb), float64(an + bn - 2)}
	if s := va + vb; s > 0 {
		// Scaled by s, so that the squares neither vanish nor overflow.
		t.DF = 1 / ((va/s)*(va/s)/float64(an-1) + (vb/s)*(vb/s)/float64(bn-1))
	}
	return t
}

// Value returns Mean.
func (t TLocation) Value() float64 { return t.Mean }

// Interval is Mean +- t(1-alpha/2, DF) SE, false without degrees of freedom.
func (t TLocation) Interval(alpha float64) (Interval, bool) {
	if t.DF <= 0 {
		return Interval{}, false
	}
	half := 0.0
	if t.SE > 0 {
		half = tQuantile(1-alpha/2, t.DF) * t.SE
	}
	return Interval{1 - alpha, t.Mean - half, t.Mean + half}, true
}

// P is the probability of a |t| as large as Mean/SE; false without degrees of
// freedom.
func (t TLocation) P() (float64, bool) {
	switch {
	case t.DF <= 0:
		return 0, false
	case t.SE > 0:
		return tTail(t.Mean/t.SE, t.DF), true
	case math.Abs(t.Mean) <= NoVariance:
		return 1, true
	}
	return 0, true
}

// tQuantile returns the p-quantile of Student's t with df degrees of freedom.
// Inverting the incomplete beta function is most of what a comparison of few
// rounds costs, and the same few quantiles are asked for again and again: the
// latest are kept.
func tQuantile(p, df float64) float64 {
	at := &tQuantiles[(math.Float64bits(p)*3+math.Float64bits(df))*0x9e3779b97f4a7c15>>(64-tBits)]
	if q := at.Load(); q != nil && q.p == p && q.df == df {
		return q.x
	}
	x := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Quantile(p)
	at.Store(&quantileOfT{p, df, x})
	return x
}

const tBits = 10 // of the index of tQuantiles

type quantileOfT struct{ p, df, x float64 }

var tQuantiles [1 << tBits]atomic.Pointer[quantileOfT]

// tTail returns the probability of a t beyond |x| on either side.
func tTail(x, df float64) float64 {
	return min(1, 2*distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.CDF(-math.Abs(x)))
}

var _ Location = TLocation{}
