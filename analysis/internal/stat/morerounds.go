package stat

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/stat/distuv"
)

const (
	// MostMoreRounds is how many more rounds a comparison may be said to need:
	// beyond that nothing can be foreseen.
	MostMoreRounds = 100
	// EvenChance and GoodChance are how likely More.Least and More.Most settle it.
	EvenChance, GoodChance = 0.5, 0.85
)

// More is how many more rounds settle a comparison: Least as likely as not, Most
// in about 85% of cases.
type More struct {
	Least int `json:"least"`
	Most  int `json:"most"`
}

// MoreRounds predicts how many rounds beyond n, 3 or more, settle a comparison
// whose differences have the given mean and standard deviation so far. It is
// false if that takes more than a hundred.
//
// The prediction averages over what effect and spread may be, given n values and
// nothing known before (Jeffreys' prior): sigma^2 is (n-1)sd^2/chi^2(n-1), and
// with it the mean of all t = n+N values is normal about today's, with variance
// sigma^2 N/(n t). It is settled if that mean is beyond the least that is called
// changed, or within the most that is called not changed, at the standard error
// expected of t values. Taking today's mean and spread for the truth, as sample
// sizes are planned, says too little: what is followed then comes true in 41% of
// some cases.
//
// Where the truth is near the noise threshold, and the spread large, it is too
// hopeful all the same: see RATIONALE.md.
//
// If it is looked at any time, the intervals are those of Anytime.
func (l Limits) MoreRounds(sd, mean float64, n int, anytime bool) (More, bool) {
	if n < 3 || !(sd > 0) {
		return More{}, false
	}
	quantile := func(alpha float64) func(n float64) float64 {
		if anytime {
			return func(n float64) float64 { return anytimeQuantile(alpha, n) }
		}
		t := quickT(1 - alpha/2)
		return func(n float64) float64 { return t(n - 1) }
	}
	changed, same := quantile(l.Alpha), quantile(2*l.Beta)
	least := l.roundsFor(EvenChance, sd, mean, n, changed, same)
	most := l.roundsFor(GoodChance, sd, mean, n, changed, same)
	return More{least, most}, most > 0
}

// roundsFor returns the least number of rounds up to MostMoreRounds that settle it
// with the given probability, 0 if there is none. Intervals of n rounds go as many
// standard errors to either side as tChanged and tSame return.
func (l Limits) roundsFor(chance, sd, mean float64, n int, tChanged, tSame func(n float64) float64) int {
	v := float64(n - 1)
	sigmas := sigmas(n - 1)
	for more := 1; more <= MostMoreRounds; more += 1 + more/8 {
		t := float64(n + more)
		a, b := tChanged(t), tSame(t)
		settled := 0.0
		for _, ratio := range sigmas {
			sigma := sd * ratio
			off := sigma * math.Sqrt(float64(more)/(float64(n)*t)) // of the mean of t values
			se := math.Sqrt((v*sd*sd + sigma*sigma*float64(more)) / ((t - 1) * t))
			beyond := func(x float64) float64 { return distuv.UnitNormal.CDF((x - mean) / off) }
			changed := beyond(-a*se) + 1 - beyond(a*se)
			same := 0.0
			if within := l.Delta - b*se; within > 0 {
				same = beyond(min(within, a*se)) - beyond(max(-within, -a*se))
			}
			settled += (changed + same) / float64(len(sigmas))
		}
		if settled >= chance {
			return more
		}
	}
	return 0
}

var sigmaTables sync.Map // int to []float64

// sigmas returns quantiles of what the standard deviation may be, in units of that
// of a sample with v degrees of freedom: sqrt(v / chi^2(v)), in the middle of 16
// equal parts.
func sigmas(v int) []float64 {
	if s, ok := sigmaTables.Load(v); ok {
		return s.([]float64)
	}
	s := make([]float64, 16)
	chi := distuv.ChiSquared{K: float64(v)}
	for i := range s {
		s[i] = math.Sqrt(float64(v) / chi.Quantile((float64(i)+0.5)/float64(len(s))))
	}
	kept, _ := sigmaTables.LoadOrStore(v, s)
	return kept.([]float64)
}
