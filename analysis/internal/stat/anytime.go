package stat

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// anytimeScale is g, the variance of the effect sizes (in standard deviations)
// over which the anytime-valid t test averages: 1 looks for effects of about a
// standard deviation, and costs little where they are otherwise.
const anytimeScale = 1

// Anytime is the anytime-valid t test: its error rates hold however often one
// looks and whatever one stops for. Its evidence against a mean of mu is
//
//	e(n) = (1 + n g)^(-1/2) [(1 + t^2/v) / (1 + t^2/(v(1 + n g)))]^((v+1)/2)
//	t = sqrt(n) (mean - mu) / s,  v = n - 1,  g = 1
//
// the ratio of the likelihoods of t when the effect size is drawn from a
// normal distribution of variance g and when it is 0. Where the mean is mu,
// the probability that e(n) ever reaches 1/alpha is at most alpha. Sources:
// T. L. Lai, On confidence sequences, Annals of Statistics 4 (1976); M. F.
// Pérez-Ortiz, T. Lardy, R. de Heide and P. Grünwald, E-statistics, group
// invariance and anytime valid testing (2022); H. Wang and A. Ramdas,
// Anytime-valid t-tests and confidence sequences for Gaussian means with
// unknown variance (2024).
//
// It assumes that the values are independent and about normal. It is conservative
// for heavy tails, and errs where values have two narrow modes, which look like
// an effect without noise until both have come: in 3.5% at 1%. So the signed
// ranks of the values have to agree, which cannot before 2^(1-n) <= alpha: the
// interval is the hull of both, the p value the larger one.
type Anytime struct {
	// N is how many values there are, Mean and SD what they say.
	N        int
	Mean, SD float64

	ranks HodgesLehmann
}

// NewAnytime returns the test for the values so far. Of none or one there is
// no evidence, whatever they are.
func NewAnytime(z []float64) Anytime {
	a := Anytime{N: len(z), ranks: NewHodgesLehmann(z)}
	if a.N > 0 {
		a.Mean, a.SD = stat.MeanStdDev(z, nil)
	}
	if a.N < 2 {
		a.SD = math.NaN()
	} else if Constant(z) {
		a.SD = 0
	}
	return a
}

// LogE returns the logarithm of the evidence against a mean of mu: 0 for fewer
// than two values. It is finite without variance, too: a few equal values are
// no more than a few.
func (a Anytime) LogE(mu float64) float64 {
	if a.N < 2 {
		return 0
	}
	n, v := float64(a.N), float64(a.N-1)
	spread := 1 + n*anytimeScale
	off := a.Mean - mu
	if a.SD == 0 {
		if math.Abs(off) <= NoVariance {
			return -math.Log(spread) / 2
		}
		return v / 2 * math.Log(spread) // the limit for an SD near 0
	}
	x := off / a.SD
	x = x * x * n / v // t^2/v
	return ((v+1)*(math.Log1p(x)-math.Log1p(x/spread)) - math.Log(spread)) / 2
}

// Value is Mean.
func (a Anytime) Value() float64 { return a.Mean }

// Alone is the t test without the signed ranks. Its interval are the means that it
// does not reject at alpha,
//
//	mean +- s sqrt(v x / n),  x = (K - 1) / (1 - K/(1 + n g)),
//	K = (sqrt(1 + n g) / alpha)^(2/(v+1))
//
// and its p value is min(1, 1/e).
func (a Anytime) Alone() Location {
	a.ranks = HodgesLehmann{}
	return alone{a}
}

type alone struct{ Anytime }

func (a alone) P() (float64, bool) { return math.Exp(-max(0, a.LogE(0))), a.N > 1 }

func (a alone) Interval(alpha float64) (Interval, bool) {
	half := a.SD / math.Sqrt(float64(a.N)) * anytimeQuantile(alpha, float64(a.N))
	if !(half < math.Inf(1)) {
		return Interval{}, false
	}
	return Interval{1 - alpha, a.Mean - half, a.Mean + half}, true
}

// LeastP is the smallest p value that the signed ranks of so many values have.
func (a Anytime) LeastP() float64 { return a.ranks.LeastP() }

// P is the larger one of Alone's and of that of the signed ranks; false for fewer
// than two values.
func (a Anytime) P() (float64, bool) {
	p, ok := a.Alone().P()
	ranks, _ := a.ranks.P()
	return max(p, ranks), ok
}

var _ Location = Anytime{}

// Interval returns the hull of Alone's interval and of that of the signed ranks.
// The probability that the mean is ever outside is at most alpha, over all
// times together. It is false while all means are possible; without variance it
// has no width.
func (a Anytime) Interval(alpha float64) (Interval, bool) {
	i, ok := a.Alone().Interval(alpha)
	ranks, has := a.ranks.Interval(alpha)
	return Interval{1 - alpha, min(i.Low, ranks.Low), max(i.High, ranks.High)}, ok && has
}

// anytimeQuantile returns how many standard errors the interval of n values goes to
// either side, +Inf where all means are possible.
func anytimeQuantile(alpha, n float64) float64 {
	v, spread := n-1, 1+n*anytimeScale
	k := math.Exp((math.Log(spread)/2 - math.Log(alpha)) * 2 / (v + 1))
	if !(k < spread) {
		return math.Inf(1)
	}
	return math.Sqrt(v * (k - 1) / (1 - k/spread))
}
