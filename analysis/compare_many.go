package analysis

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/analysis/internal/parallel"
	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
)

// Many is what a comparison comes to as one of many. A family is what is
// corrected together: one candidate against one baseline, over benchmarks, for
// one phase and event (and architecture), and in it what has a verdict by a
// test, with at least three rounds. A candidate that really differs thus pulls
// no other one in with it.
//
// What was Changed alone and is not selected becomes Unsure. The other
// verdicts stay: a correction can only take back what was claimed.
//
// The p value of signed ranks is at least 2^(1-P) for P rounds. Where that is
// more than q/m, no change could ever be seen, however large: there the p
// value is that of Student's t. A gate does not rely on normal differences
// (FamilyWise): there no p is below 2^(1-P).
type Many struct {
	// Size is m, the number of comparisons that it is one of.
	Size int `json:"size"`
	// P is the p value that was corrected: Comparison.P, or the one of
	// Student's t where that of the signed ranks cannot get small enough.
	P float64 `json:"p"`
	// FalseDiscovery is P after Benjamini and Hochberg, for reports, and
	// Selected says that it is small enough. Interval is that at the level
	// 1 - Rq/m, if R were selected; nil if this one is not.
	FalseDiscovery float64   `json:"p_benjamini_hochberg"`
	Selected       bool      `json:"selected"`
	Interval       *Interval `json:"selected_interval,omitempty"`
	// FamilyWise is P, or the least that so many rounds can have if that is
	// more, after Holm: for gates. In a Result the geometric mean of the suite
	// is one of the family, so that it has one member more than Size.
	FamilyWise float64 `json:"p_holm"`

	// gate is how many FamilyWise was corrected for.
	gate int
	// needs is how many rounds it would take where FamilyWise is too large only
	// because there were too few of them for so many comparisons; else 0.
	needs int
}

// correct returns the comparisons with Many filled in. The false discovery rate
// is q, 0 for 0.05.
func correct(comparisons []Comparison, q float64) []Comparison {
	out := slices.Clone(comparisons)
	families := make(map[family][]int)
	for i := range out {
		if c := &out[i]; c.tested() {
			families[c.family()] = append(families[c.family()], i)
		}
	}
	for _, members := range families {
		correctFamily(out, members, q)
	}
	return out
}

// family is what has its members in common.
type family struct {
	arch            string
	base, candidate Config
	phase           measure.Phase
	event           string
}

func (c *Comparison) family() family {
	return family{c.Arch, c.Baseline.config(), c.Candidate.config(), c.Phase, c.Event.Name}
}

// tested says whether a test stands behind the verdict.
func (c *Comparison) tested() bool {
	return (c.loc != nil || c.raw != nil && !c.raw.none) && c.units() >= 3
}

func correctFamily(out []Comparison, members []int, q float64) {
	q = cmp.Or(q, 0.05)
	p := make([]float64, len(members))
	for k, i := range members {
		p[k] = out[i].familyP(q / float64(len(members)))
	}
	bh := stat.BenjaminiHochberg(p)
	all := make([]*Comparison, len(members))
	selected := 0
	for _, v := range bh {
		if v <= q {
			selected++
		}
	}
	parallel.Each(len(members), func(k int) {
		c := &out[members[k]]
		c.Caveats = slices.Clone(c.Caveats)
		m := &Many{Size: len(members), P: p[k], FalseDiscovery: bh[k], Selected: bh[k] <= q}
		c.Many, all[k] = m, c
		c.Verdict = c.Alone
		c.Caveats = slices.DeleteFunc(c.Caveats, func(v Caveat) bool { return v.Code == oneOfMany || v.Code == Exaggerated })
		if m.Selected {
			defer c.recall()()
			alpha := stat.SelectedAlpha(q, selected, len(members))
			m.Interval = c.intervalAt(alpha)
			c.shrink(min(alpha, c.limits.Alpha))
			return
		}
		if c.Alone == Changed {
			c.Verdict, c.Shrunken = Unsure, nil
			c.caveat(oneOfMany, "significant alone, but not after correcting for %d comparisons, of which some stand out by chance", len(members))
			if c.loc == nil {
				return
			}
			spread, _ := c.spread()
			l := c.limits
			l.Alpha = stat.SelectedAlpha(q, selected+1, len(members))
			c.advise(l, spread)
		}
	})
	familyWise(all, q)
}

func familyWise(members []*Comparison, q float64) {
	p, gate := make([]float64, len(members)), make([]float64, len(members))
	for k, c := range members {
		p[k] = c.familyP(q / float64(len(members)))
		gate[k] = max(p[k], c.leastP())
	}
	holm, lenient := stat.Holm(gate), stat.Holm(p)
	for k, c := range members {
		m := c.Many
		m.FamilyWise, m.gate, m.needs = holm[k], len(members), 0
		if lenient[k] <= q && holm[k] > q {
			m.needs = roundsForGate(len(members), q)
		}
	}
}

// withSuites corrects for a gate what correct did apart: a family and the
// mean of its suite, of which a gate may close on either.
func withSuites(r *Result, q float64) {
	if len(r.Suites) == 0 {
		return
	}
	families := make(map[family][]*Comparison)
	for _, list := range [][]Comparison{r.Comparisons, r.Suites} {
		for i := range list {
			if c := &list[i]; c.Many != nil {
				families[c.family()] = append(families[c.family()], c)
			}
		}
	}
	for _, members := range families {
		familyWise(members, q)
	}
}

// leastP is the smallest p value that so many rounds can have without any
// assumption but symmetry: all differences have one sign. What was counted
// exactly is not a matter of chance.
func (c *Comparison) leastP() float64 {
	if c.Method == MethodWelch || c.Method == MethodRankSum || c.Method == MethodMachines || c.exact() {
		return 0
	}
	return min(1, math.Ldexp(1, 1-c.Rounds))
}

// RoundsForGate returns how many rounds a Gate needs to close on one of m
// benchmarks that changed, at its default level: at least GateRounds. The mean
// of two or more is one comparison more.
func RoundsForGate(m int) int {
	if m > 1 {
		m++
	}
	return max(GateRounds, roundsForGate(max(m, 1), 0.05))
}

// roundsForGate is how many rounds it takes until one of m comparisons can
// have a p value of q/m without any assumption but symmetry.
func roundsForGate(m int, q float64) int {
	return 1 + int(math.Ceil(math.Log2(float64(m)/q)))
}

// familyP returns the p value to correct, if the smallest of them is held to
// least.
func (c *Comparison) familyP(least float64) float64 {
	if c.raw != nil {
		if c.exact() {
			return 0
		}
		return min(1, c.raw.p)
	}
	if c.exact() {
		if math.Abs(c.loc.Value()) <= stat.NoVariance {
			return 1
		}
		return 0
	}
	p, _ := c.p()
	if smallest, otherwise := c.normal(); smallest > least {
		p, _ = c.located(otherwise).P()
	}
	return min(1, p)
}

// intervalAt returns the interval of the ratio at another level, by Student's
// t where the signed ranks have none.
func (c *Comparison) intervalAt(alpha float64) *Interval {
	if c.loc == nil {
		return nil
	}
	i, ok := c.located(c.loc).Interval(alpha)
	if !ok {
		i, ok = c.located(c.student()).Interval(alpha)
	}
	if !ok {
		return nil
	}
	return ratios(&i)
}

// NoCounterpart is the warning that a series could not be compared because
// the other engine, or the other recording, has none for the same benchmark,
// phase and event.
type NoCounterpart struct {
	Key
	// Other is the engine or recording that lacks it, empty for all others.
	Other string
}

func (w *NoCounterpart) Error() string {
	if w.Other == "" {
		return fmt.Sprintf("%v was not compared: nothing else has values for it", w.Key)
	}
	return fmt.Sprintf("%v was not compared: %s has no values for it", w.Key, w.Other)
}
