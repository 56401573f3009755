package stat

// Limits is what a verdict is held to.
type Limits struct {
	// Delta is the smallest difference that matters, as a logarithm.
	Delta float64
	// Alpha bounds the probability of reporting a change where there is none,
	// Beta that of calling not changed what differs by Delta.
	Alpha, Beta float64
}

// Judgement is a verdict and what it follows from. Where neither Changed nor
// NotChanged is set, the values fit no change as well as one that matters.
type Judgement struct {
	Changed, NotChanged bool
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
// It does not ask how many values there were: callers do.
func (l Limits) Judge(loc Location) Judgement {
	j := Judgement{}
	if i, ok := loc.Interval(l.Alpha); ok {
		j.Interval = &i
	}
	if i, ok := loc.Interval(2 * l.Beta); ok {
		j.Equivalence = &i
	}
	excludes := j.Interval != nil && j.Interval.ExcludesZero()
	switch {
	case j.Equivalence != nil && j.Equivalence.Inside(-l.Delta, l.Delta):
		j.NotChanged = true
		j.Small = excludes
	case excludes:
		j.Changed = true
		j.Clear = j.Interval.Low > l.Delta || j.Interval.High < -l.Delta
	}
	return j
}
