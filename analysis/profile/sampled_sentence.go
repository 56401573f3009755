package profile

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/measure/words"
)

// sampledSentence is Sentence of what was sampled: nothing is claimed that the samples
// do not say for sure.
func (r *Result) sampledSentence() string {
	e := r.EventOf()
	if len(r.Arms) < 2 {
		text := fmt.Sprintf("%s: %s in Execution, by %s", r.Arms[0], words.Quantity(r.Totals[0], e), words.Count(r.Samples(0), "sample"))
		l := r.most(func(l *Line) float64 { return l.Counts[0] })
		if l == nil || r.Totals[0] == 0 {
			return text
		}
		i := r.Share(l, 0)
		return text + fmt.Sprintf(": %s of it in %s (%s)", words.Share(l.Counts[0], r.Totals[0]), l.Name, ShareText(i))
	}
	text := fmt.Sprintf("%s, compared with %s: ", r.Arms[1], r.Arms[0])
	i, whole := r.Whole()
	switch {
	case math.IsNaN(i.Low):
		return text + fmt.Sprintf("unsure, by %s and %s", words.Count(r.Samples(1), "sample"), words.Count(r.Samples(0), "sample"))
	case whole == Changed:
		text += fmt.Sprintf("%s in Execution (%s)", words.Change(r.Ratio, e), words.Between(i.Low, i.High, r.Ratio, e))
	default:
		text += fmt.Sprintf("%s in Execution (%s)", whole, words.Between(i.Low, i.High, r.Ratio, e))
	}
	changed := r.changed(r.Folded(0))
	switch {
	case len(changed) == 0:
		return text + "; no function is sure to have changed"
	case whole == Changed:
		if l := r.most(r.Of); slices.ContainsFunc(changed, func(c Line) bool { return c.Name == l.Name && c.Index == l.Index }) {
			return text + fmt.Sprintf(": %s of the difference in %s", words.Share(r.Of(l), 1), l.Name)
		}
		return text + "; which function most of the difference is in is unsure"
	}
	l := &changed[0]
	return text + fmt.Sprintf(", but %s %s in %s", words.Quantity(math.Abs(l.Difference()), e), moreOrFewer(l.Difference(), e), l.Name)
}

// ShareText is the interval of a share for people, "-" if there is none.
func ShareText(i Interval) string {
	if math.IsNaN(i.Low) {
		return "-"
	}
	return words.Share(i.Low, 1) + " .. " + words.Share(i.High, 1)
}

// compareSizes compares by size, whatever the sign.
func compareSizes(a, b float64) int { return cmp.Compare(math.Abs(a), math.Abs(b)) }
