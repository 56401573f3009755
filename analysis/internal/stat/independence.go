package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat"
)

// Clustering says how much alike the iterations of one process are.
type Clustering struct {
	// ICC is the intraclass correlation: the share of the variance that lies
	// between processes. Around 0, iterations are as good as independent; it
	// may be a little below.
	ICC float64 `json:"icc"`
	// F is that of the analysis of variance of the ranks, with DF1 and DF2
	// degrees of freedom, and P its p value.
	F   float64 `json:"f"`
	DF1 int     `json:"df1"`
	DF2 int     `json:"df2"`
	P   float64 `json:"p"`
}

// MeasureClustering returns the intraclass correlation of the values of
// processes, by the one-way analysis of variance with random effects,
//
//	ICC = (MSB - MSW) / (MSB + (k-1) MSW)
//	k = (N - sum n(p)^2 / N) / (P - 1),  the number of values per process
//
// and tests it by the F of the same analysis of the values' ranks, which one
// outlier cannot spoil. Sources: R. A. Fisher, Statistical Methods for
// Research Workers (1925); W. J. Conover and R. L. Iman, Rank transformations
// as a bridge between parametric and nonparametric statistics, The American
// Statistician 35 (1981). F assumes that values of one process are
// independent given the process.
//
// Ties share the mean of their ranks. It is false with fewer than two
// processes that have values, no process with two, or no variance at all. If
// processes differ and no values within one do, ICC is 1, F is
// math.MaxFloat64 and P 0.
func MeasureClustering(processes [][]float64) (Clustering, bool) {
	msb, msw, k, df1, df2 := anova(processes)
	if df1 < 1 || df2 < 1 || msb+msw == 0 {
		return Clustering{}, false
	}
	c := Clustering{ICC: (msb - msw) / (msb + (k-1)*msw), DF1: df1, DF2: df2}
	rb, rw, _, _, _ := anova(rankProcesses(processes))
	if rw == 0 {
		c.F = math.MaxFloat64
		return c, true
	}
	c.F = rb / rw
	// distuv's F has 1 - CDF for the upper tail, which loses all digits of a
	// small one.
	d1, d2 := float64(df1), float64(df2)
	c.P = mathext.RegIncBeta(d2/2, d1/2, d2/(d2+d1*c.F))
	return c, true
}

// anova returns the mean squares between and within groups, the typical size
// of a group and the degrees of freedom. Empty groups do not count.
func anova(groups [][]float64) (msb, msw, k float64, df1, df2 int) {
	var n, p int
	var sum, squares float64
	for _, g := range groups {
		if len(g) > 0 {
			p++
			n += len(g)
			squares += float64(len(g)) * float64(len(g))
			for _, v := range g {
				sum += v
			}
		}
	}
	df1, df2 = p-1, n-p
	if df1 < 1 || df2 < 1 {
		return 0, 0, 0, df1, df2
	}
	mean := sum / float64(n)
	for _, g := range groups {
		if len(g) == 0 {
			continue
		}
		m := stat.Mean(g, nil)
		msb += float64(len(g)) * (m - mean) * (m - mean)
		if !Constant(g) {
			for _, v := range g {
				msw += (v - m) * (v - m)
			}
		}
	}
	if msw == 0 && msb <= NoVariance {
		msb = 0
	}
	return msb / float64(df1), msw / float64(df2), (float64(n) - squares/float64(n)) / float64(df1), df1, df2
}

// rankProcesses replaces values by their ranks among all.
func rankProcesses(processes [][]float64) [][]float64 {
	var all []float64
	for _, p := range processes {
		all = append(all, p...)
	}
	r := ranks(all)
	out := make([][]float64, 0, len(processes))
	for _, p := range processes {
		out = append(out, r[:len(p):len(p)])
		r = r[len(p):]
	}
	return out
}

// SerialCorrelation says how much an iteration is like the one before it.
type SerialCorrelation struct {
	// Lag1 is the mean over processes of their lag-1 autocorrelation,
	// corrected for its bias.
	Lag1 float64 `json:"lag1"`
	// T is that of Lag1 over Processes, which have a variance, P its p value.
	T         float64 `json:"t"`
	P         float64 `json:"p"`
	Processes int     `json:"processes"`
}

// MeasureSerialCorrelation returns the lag-1 autocorrelation of the
// iterations within processes,
//
//	r(p) = sum (x(i)-m)(x(i+1)-m) / sum (x(i)-m)^2 + 1/I
//
// averaged over processes and tested by Student's t of the r(p) with P-1
// degrees of freedom. The 1/I makes up for m being estimated from the same
// few values. Source: F. H. C. Marriott and J. A. Pope, Bias in the
// estimation of autocorrelations, Biometrika 41 (1954).
//
// Processes with fewer than three values or no variance don't count; it is
// false if fewer than two are left. If all r(p) are the same, T is 0 and P 1
// where they are 0, and math.MaxFloat64 with P 0 elsewhere.
func MeasureSerialCorrelation(processes [][]float64) (SerialCorrelation, bool) {
	var rs []float64
	for _, p := range processes {
		if r, ok := lag1(p); ok {
			rs = append(rs, r)
		}
	}
	if len(rs) < 2 {
		return SerialCorrelation{}, false
	}
	s := SerialCorrelation{Processes: len(rs)}
	s.Lag1, s.T, s.P = testMean(rs)
	return s, true
}

// testMean tests that the mean of two or more values is 0, by Student's t. If all
// are the same, t is 0 and p 1 where they are 0, and math.MaxFloat64 with p 0
// elsewhere.
func testMean(x []float64) (mean, t, p float64) {
	l := Paired(x)
	p, _ = l.P()
	switch {
	case l.SE > 0:
		t = l.Mean / l.SE
	case p == 0:
		t = math.Copysign(math.MaxFloat64, l.Mean)
	}
	return l.Mean, t, p
}
