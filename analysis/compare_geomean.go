package analysis

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/words"
)

// GeomeanName is what Suites calls the geometric mean over a suite in place
// of a benchmark's name.
const GeomeanName = "(geometric mean)"

// Suites compares geometric means over benchmarks: one comparison for each
// architecture, pair of engines, phase and event that has at least two
// benchmarks with a ratio. For a round p it takes
//
//	z(p) = mean over benchmarks of z(p) of the benchmark
//
// and estimates the middle of the z(p) as for one benchmark. The benchmarks
// are taken for what they are, all there is: the interval says how the ratio
// would vary if the same suite were run again, and nothing of another suite.
// (Taking benchmarks for the sample, as is often done, covered the truth in
// 49 of 100 cases at a nominal 95%.)
//
// Rounds that one of the benchmarks lacks are left out. If no round is
// common, or the comparisons are unpaired, the estimates of the benchmarks
// are averaged instead and their errors added up, with the degrees of freedom
// of F. E. Satterthwaite, An approximate distribution of estimates of variance
// components, Biometrics Bulletin 2 (1946), and it is Welch's method.
// Benchmarks without a ratio are left out with a caveat.
func suites(comparisons []Comparison) []Comparison {
	type group struct{ members, lacking []Comparison }
	type id struct {
		key       Key
		base, arm Arm
	}
	groups := make(map[id]*group)
	var order []id
	for _, c := range comparisons {
		k := id{key: Key{Arch: c.Arch, Phase: c.Phase, Event: c.Event.Name}}
		k.base = Arm{Engine: c.Baseline.Engine, Flags: c.Baseline.Flags, Label: c.Baseline.Label}
		k.arm = Arm{Engine: c.Candidate.Engine, Flags: c.Candidate.Flags, Label: c.Candidate.Label}
		g := groups[k]
		if g == nil {
			g = &group{}
			groups[k] = g
			order = append(order, k)
		}
		if c.loc == nil {
			g.lacking = append(g.lacking, c)
		} else {
			g.members = append(g.members, c)
		}
	}
	var out []Comparison
	for _, k := range order {
		g := groups[k]
		if len(g.members) < 2 {
			continue
		}
		c := suite(g.members)
		c.Baseline, c.Candidate = k.base, k.arm
		c.sumUp(g.members)
		if n := len(g.lacking); n > 0 {
			var names []string
			for _, l := range g.lacking {
				names = append(names, l.Wasm)
			}
			c.caveat(incompleteSuite, "%s in the mean: %s", words.Plural(n, "benchmark without a ratio is not", "benchmarks without a ratio are not"), strings.Join(names, ", "))
		}
		out = append(out, c)
	}
	return out
}

// withCaveat is how many of the comparisons have a caveat.
func withCaveat(list []Comparison, code string) int {
	n := 0
	for i := range list {
		if hasCaveat(list[i].Caveats, code) {
			n++
		}
	}
	return n
}

// passOn adds the caveats of members that are also ones of their mean.
func (c *Comparison) passOn(members []Comparison, codes ...string) {
	for _, code := range codes {
		for i := range members {
			k := slices.IndexFunc(members[i].Caveats, func(v Caveat) bool { return v.Code == code })
			if k < 0 {
				continue
			}
			text := members[i].Caveats[k].Text
			if n := withCaveat(members, code); n < len(members) {
				text = fmt.Sprintf("%s (%d of %s)", text, n, words.Count(len(members), "benchmark"))
			}
			c.Caveats = append(c.Caveats, Caveat{code, text})
			break
		}
	}
}

// suite estimates the mean of comparisons that have a ratio each.
func suite(members []Comparison) Comparison {
	first := members[0]
	c := Comparison{
		Arch: first.Arch, Wasm: GeomeanName, Phase: first.Phase, Event: first.Event,
		Verdict: Unsure, Alone: Unsure, NoiseThreshold: first.NoiseThreshold,
		SignificanceLevel: first.SignificanceLevel, limits: first.limits, anytime: first.anytime,
		suite: true, exactSuite: true,
	}
	rounds, subtracted := 0, 0
	paired, byMachine := true, false
	for i := range members {
		m := &members[i]
		c.Benchmarks = append(c.Benchmarks, m.Wasm)
		rounds = max(rounds, m.Rounds)
		paired = paired && m.Method != MethodWelch && !m.blocked
		byMachine = byMachine || m.Method == MethodMachines
		c.limits.Alpha = min(c.limits.Alpha, m.limits.Alpha)
		c.limits.Beta = min(c.limits.Beta, m.limits.Beta)
		if m.windows != nil {
			subtracted++
		}
		c.anytime = c.anytime || m.anytime
		c.tick += m.tick / float64(len(members))
		c.exactSuite = c.exactSuite && m.exact()
	}
	c.SignificanceLevel = c.limits.Alpha
	if subtracted > 0 {
		for i := range members {
			c.windows = append(c.windows, members[i].windowError()...)
		}
		c.caveat(overheadSubtracted, "overhead subtracted from %d of %s", subtracted, words.Count(len(members), "benchmark"))
		if n := withCaveat(members, countsClamped); n > 0 {
			c.caveat(countsClamped, "counts of %s fell below the window that was subtracted and became 0: the ratio is not to be trusted", words.Count(n, "benchmark"))
		}
	}
	if paired {
		c.pairs = commonRounds(members)
	}
	c.passOn(members, roundsAssumed, otherMachine, comparedDespite, workUnknown)
	if len(c.pairs) == 0 {
		if paired {
			c.caveat(unmatchedRounds, "the benchmarks have no rounds in common: their errors were added up")
		} else {
			c.caveat(Confounded, "the two were not interleaved on all benchmarks: whatever else changed meanwhile looks like a difference")
		}
		if byMachine {
			c.overMachines(members)
			return c
		}
		c.Method = MethodWelch
		var list []estimated
		for i := range members {
			list = append(list, members[i].estimated())
		}
		c.Rounds, c.loc = sumOfErrors(list)
		c.conclude(nil)
		return c
	}
	c.Rounds = len(c.pairs)
	if c.Rounds < rounds {
		c.caveat(unmatchedRounds, "%s left out: not all benchmarks have values in them", words.Count(rounds-c.Rounds, "round"))
	}
	zMean := make([]float64, len(c.pairs))
	for i, p := range c.pairs {
		zMean[i] = p.mean
	}
	c.locate(c.differences())
	c.conclude(c.meansOf(zMean))
	return c
}
