package stat

import "math"

// HodgesLehmannFrom is the number of rounds from which the signed-rank
// interval takes over from Student's t.
const HodgesLehmannFrom = 10

// Locate chooses the estimator for the middle of the differences of rounds:
// HodgesLehmann for ten or more, unless so few have no p value as small as
// alpha, and Paired otherwise, of none and of few. What each assumes and
// returns for n = 0, 1, 2 and without variance stands with it.
func Locate(z []float64, alpha float64) Location {
	if len(z) >= HodgesLehmannFrom {
		if h := NewHodgesLehmann(z); h.LeastP() <= alpha {
			return h
		}
	}
	return Paired(z)
}

// Spread is the standard deviation that differences z of rounds seem to have,
// worked out backwards from the width of the interval that Locate gives,
//
//	sd = half width sqrt(n) / t(1-alpha/2, n-1)
//
// so that one outlier does not blow it up where the method is robust. Where
// that interval has no width, as nearly all z are the same, and for few z it is
// the standard deviation of the sample. It is 0 for fewer than two and without
// variance.
func Spread(z []float64) float64 {
	const alpha = 0.1
	root := math.Sqrt(float64(len(z)))
	loc := Locate(z, alpha)
	_, robust := loc.(HodgesLehmann)
	if i, ok := loc.Interval(alpha); ok && robust && i.High > i.Low {
		return (i.High - i.Low) / 2 * root / tQuantile(1-alpha/2, float64(len(z)-1))
	}
	return Paired(z).SE * root // few, or nearly all are the same
}
