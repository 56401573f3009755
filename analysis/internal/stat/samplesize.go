package stat

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// maxRounds is where advice ends: who would record more?
const maxRounds = 1_000_000

// mostMoreRounds is how many more rounds a comparison may be said to need.
const mostMoreRounds = 100

// Power is the probability with which advice is meant to come true. The
// spread it starts from is itself an estimate, so that "probably" is all that
// can be said.
const Power = 0.8

// RoundsToDetect returns how many rounds it takes to call a difference of
// effect (a logarithm) changed at alpha with the given probability, when the
// differences of rounds have the standard deviation sd: the smallest n >= 3
// with
//
//	|effect| sqrt(n) / sd >= t(1-alpha/2, n-1) + z(power)
//
// after Student; normal differences are assumed, and the non-central t is
// replaced by a shifted one. It is 0 where no number up to a million will
// do, as for an effect of 0; without variance 3.
func RoundsToDetect(sd, effect, alpha, power float64) int {
	t := quickT(1 - alpha/2)
	z := distuv.UnitNormal.Quantile(power)
	return leastRounds(func(n float64) bool {
		return math.Abs(effect)*math.Sqrt(n)/sd >= t(n-1)+z
	}, sd)
}

// RoundsToRule returns how many rounds it takes to call a difference not
// changed, if it is effect and the limit delta, both logarithms, with the
// given probability: the smallest n >= 3 for which both one-sided tests at
// beta succeed,
//
//	Phi((delta-|effect|)/se - t) + Phi((delta+|effect|)/se - t) - 1 >= power
//	t = t(1-beta, n-1),  se = sd / sqrt(n)
//
// Source: Schuirmann (1987), as for Judge. It is 0 where no number up to a
// million will do, as for an effect of delta or more.
func RoundsToRule(sd, effect, delta, beta, power float64) int {
	if math.Abs(effect) >= delta {
		return 0
	}
	quantile := quickT(1 - beta)
	return leastRounds(func(n float64) bool {
		se := sd / math.Sqrt(n)
		t := quantile(n - 1)
		phi := distuv.UnitNormal.CDF
		return phi((delta-math.Abs(effect))/se-t)+phi((delta+math.Abs(effect))/se-t)-1 >= power
	}, sd)
}

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

// leastRounds returns the smallest n from 3 to maxRounds that is enough, 0 if
// there is none. More is never less enough.
func leastRounds(enough func(n float64) bool, sd float64) int {
	if sd <= 0 || enough(3) {
		return 3
	}
	lo, hi := 3, 6
	for !enough(float64(hi)) {
		if hi >= maxRounds {
			return 0
		}
		lo, hi = hi, min(2*hi, maxRounds)
	}
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; enough(float64(mid)) {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi
}

// MoreRounds returns how many rounds beyond n would probably settle a
// comparison which is unsure, 0 if that takes more than a hundred, which is
// too far to be foreseen. Only one of the two verdicts is near: that which
// needs fewer.
func (l Limits) MoreRounds(sd, estimate float64, n int) int {
	least := RoundsToDetect(sd, estimate, l.Alpha, Power)
	if rule := RoundsToRule(sd, estimate, l.Delta, l.Beta, Power); rule > 0 && (least == 0 || rule < least) {
		least = rule
	}
	if least == 0 || least-n > mostMoreRounds {
		return 0
	}
	return max(1, least-n)
}
