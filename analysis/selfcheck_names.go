package analysis

import (
	"cmp"
	"slices"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
)

// NamesCheck says, for one phase and event of a recording in which one engine
// ran under several names, how many of the comparisons among them came out as
// a difference. It goes through all that a real comparison does, in the
// rounds of a real recording; CheckSelf has far more splits to count.
type NamesCheck struct {
	Phase measure.Phase `json:"phase"`
	Event string        `json:"event"`
	Alpha float64       `json:"alpha"`
	// Significant counts comparisons whose interval excludes no difference,
	// Changed those with that verdict.
	Significant Rate `json:"significant"`
	Changed     Rate `json:"changed"`
	// Detectable is the ratio, above 1, that as many rounds would probably
	// show: the median over comparisons, and the worst. It is 0 if no
	// comparison has three rounds.
	Detectable      float64 `json:"detectable"`
	DetectableWorst float64 `json:"detectable_worst"`
}

// CheckNames counts differences among comparisons of an engine with itself,
// by phase and event in their order, before they are corrected for being
// many. Comparisons without an interval don't count.
func CheckNames(comparisons []Comparison) []NamesCheck {
	var out []NamesCheck
	var detectable [][]float64
	for _, c := range comparisons {
		if c.Interval == nil || c.Rounds < 3 {
			continue
		}
		i := slices.IndexFunc(out, func(n NamesCheck) bool { return n.Phase == c.Phase && n.Event == c.Event.Name })
		if i < 0 {
			i = len(out)
			out = append(out, NamesCheck{Phase: c.Phase, Event: c.Event.Name, Alpha: c.SignificanceLevel})
			detectable = append(detectable, nil)
		}
		out[i].Significant.count(significant(c.located(c.loc), c.limits.Alpha))
		out[i].Changed.count(c.Alone == Changed)
		if c.Detectable != nil {
			detectable[i] = append(detectable[i], *c.Detectable)
		}
	}
	for i, x := range detectable {
		if len(x) > 0 {
			out[i].Detectable, _ = stat.Median(x, nil)
			out[i].DetectableWorst = slices.Max(x)
		}
	}
	slices.SortFunc(out, func(a, b NamesCheck) int {
		return cmp.Or(cmp.Compare(a.Phase, b.Phase), cmp.Compare(a.Event, b.Event))
	})
	return out
}
