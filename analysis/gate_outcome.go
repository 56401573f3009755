package analysis

import (
	"fmt"
	"math"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// Outcome is what a Gate found among benchmarks and the geometric means of
// suites.
type Outcome struct {
	// Of is how many comparisons were judged: those of events that claim that
	// less of them is better, or more. Undirected is how many were not, because their
	// events claim neither.
	Of, Undirected int
	// Worse are those that close the gate.
	Worse []Comparison
	// Doubtful are Changed for the worse in a report, but not surely enough for a
	// gate, under which even one false alarm is rare.
	Doubtful []Comparison
	// Unsure are those of which nothing could be found out.
	Unsure []Comparison

	level float64
}

func (o *Outcome) add(c *Comparison) {
	if c.Event.Better == measure.Neither {
		o.Undirected++
		return
	}
	o.Of++
	switch {
	case c.Verdict == Unsure:
		o.Unsure = append(o.Unsure, *c)
	case !c.Worse() || c.Many == nil:
	case c.Many.FamilyWise <= o.level:
		o.Worse = append(o.Worse, *c)
	default:
		o.Doubtful = append(o.Doubtful, *c)
	}
}

// Detectable is the ratio, above 1, up to which any of Unsure may have changed
// for the worse unseen: what so many rounds would probably have shown (see
// Comparison.Detectable), or the end of the interval if that is farther off. It
// is 0 if that is not known of all.
func (o *Outcome) Detectable() float64 {
	most := 0.0
	for i := range o.Unsure {
		c := &o.Unsure[i]
		if c.Detectable == nil || c.Interval == nil {
			return 0
		}
		end := c.Interval.High
		if c.Event.Better == measure.Higher {
			end = 1 / c.Interval.Low
		}
		most = max(most, *c.Detectable, end)
	}
	return most
}

// String says it in one line, such as "none of 13 comparisons changed for the
// worse; 10 are unsure: a change for the worse of up to 8.1% may have stayed
// unseen".
func (o Outcome) String() string {
	certain := ""
	if len(o.Doubtful) > 0 {
		certain = " for certain"
	}
	s := []string{fmt.Sprintf("none of %s changed for the worse%s", words.Count(o.Of, "comparison"), certain)}
	if n := len(o.Worse); n > 0 {
		c := &o.Worse[0]
		means := 0
		for i := range o.Worse {
			if len(o.Worse[i].Benchmarks) > 0 {
				means++
			}
		}
		among := "" // as reports count benchmarks only
		if means > 0 && n > 1 {
			among = fmt.Sprintf(" (%s among them)", words.Count(means, "geometric mean"))
		}
		s[0] = fmt.Sprintf("%s changed for the worse%s; the first is %s on %v, %v, %s: %v", words.Count(n, "comparison"), among, c.Wasm, c.Candidate, c.Phase, c.Event.Name, c)
	}
	if n := len(o.Doubtful); n > 0 {
		looks, most := fmt.Sprintf("%s looks worse", words.Count(n, "comparison")), 0
		if n > 1 {
			looks = fmt.Sprintf("%d comparisons look worse", n)
		}
		if len(o.Worse) > 0 {
			looks = "besides, " + looks
		}
		for i := range o.Doubtful {
			most = max(most, o.Doubtful[i].Many.gate)
		}
		s = append(s, fmt.Sprintf("%s, but not surely enough for a gate over %d (Holm, %s)", looks, most, words.Level(o.level)))
	}
	if n := len(o.Unsure); n > 0 {
		text := "1 is unsure"
		if n > 1 {
			text = fmt.Sprintf("%d are unsure", n)
		}
		if d := o.Detectable(); d > 1 && !math.IsInf(d, 1) {
			text += fmt.Sprintf(": a change for the worse of up to %s may have stayed unseen", words.Difference(d))
		} else {
			text += ": a change for the worse, of a size that is not known, may have stayed unseen"
		}
		s = append(s, text)
	}
	if n := o.Undirected; n > 0 {
		s = append(s, words.Plural(n, "other was not judged, as its event does", "others were not judged, as their events do")+" not say whether less or more is better")
	}
	return strings.Join(s, "; ")
}
