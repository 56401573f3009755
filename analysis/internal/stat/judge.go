package analysis

import "math"

// Verdict is what a comparison comes to.
type Verdict string

// The verdicts.
const (
	// NotChanged: any difference is smaller than what matters.
	NotChanged Verdict = "not changed"
	// Changed: there is a difference.
	Changed Verdict = "changed"
	// Unsure: the values fit no change as well as one that matters.
	Unsure Verdict = "unsure"
)

// Limits is what a verdict is held to.
type Limits struct {
	// Delta is the smallest difference that matters, as a logarithm.
	Delta float64
	// Alpha bounds the probability of calling changed what is the same, Beta
	// that of calling not changed what differs by Delta.
	Alpha, Beta float64
}

// Judgement is a verdict and what it follows from.
type Judgement struct {
	Verdict Verdict
	// Interval is the interval at the level 1-alpha, of the logarithm; nil
	// where the sample is too small for one.
	Interval *Interval
	// Equivalence is the interval at the level 1-2beta.
	Equivalence *Interval
	// Clear is set when all of Interval lies beyond delta.
	Clear bool
	// Small is set for what is called not changed although Interval excludes
	// no difference: it is there, and does not matter.
	Small bool
}

// Judge reaches a verdict about a logarithm of a ratio. In this order:
//
//  1. the (1-2beta) interval lies inside (-delta, delta): not changed
//  2. the (1-alpha) interval excludes 0: changed
//  3. otherwise: unsure
//
// The first is the two one-sided tests of D. J. Schuirmann, A comparison of
// the two one-sided tests procedure and the power approach for assessing the
// equivalence of average bioavailability, Journal of Pharmacokinetics and
// Biopharmaceutics 15 (1987): absence of evidence is not taken for evidence
// of absence. With a delta of 0 nothing is ever not changed. Where there is
// no interval at a level, what rests on it is not concluded.
//
// It does not ask how many processes there were: CompareSeries does.
func (l Limits) Judge(loc Location) Judgement {
	j := Judgement{Verdict: Unsure}
	if i, ok := loc.Interval(l.Alpha); ok {
		j.Interval = &i
	}
	if i, ok := loc.Interval(2 * l.Beta); ok {
		j.Equivalence = &i
	}
	excludes := j.Interval != nil && excludesZero(*j.Interval)
	switch {
	case j.Equivalence != nil && j.Equivalence.Inside(-l.Delta, l.Delta):
		j.Verdict = NotChanged
		j.Small = excludes
	case excludes:
		j.Verdict = Changed
		j.Clear = j.Interval.Low > l.Delta || j.Interval.High < -l.Delta
	}
	return j
}

// excludesZero says whether 0 lies outside of the interval, by more than
// rounding if it has no width.
func excludesZero(i Interval) bool {
	if i.High-i.Low <= noVariance {
		return math.Abs(i.Low) > noVariance
	}
	return i.Low > 0 || i.High < 0
}
