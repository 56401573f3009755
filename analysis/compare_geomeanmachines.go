package analysis

import (
	"slices"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure/record"
)

// overMachines estimates the mean over benchmarks on each machine that has all of them,
// by sumOfErrors, and from these the mean over machines.
func (c *Comparison) overMachines(members []Comparison) {
	of := make([][]group, len(members))
	for i := range members {
		if of[i] = members[i].groups; members[i].Method == MethodWelch {
			of[i] = groupedArms(members[i].arms)
		}
	}
	at := func(list []group, m *record.Machine) int {
		return slices.IndexFunc(list, func(g group) bool { return g.machine == m })
	}
	var all []*record.Machine
	for _, list := range of {
		for _, g := range list {
			if !slices.Contains(all, g.machine) {
				all = append(all, g.machine)
			}
		}
	}
	var lacking []*record.Machine
	for _, m := range all {
		if slices.ContainsFunc(of, func(list []group) bool { return at(list, m) < 0 }) {
			lacking = append(lacking, m)
			continue
		}
		g := group{machine: m}
		var medians, means []Comparison
		for _, list := range of {
			b := &list[at(list, m)]
			medians = append(medians, Comparison{Rounds: b.rounds, pairs: b.pairs, loc: b.median.loc})
			means = append(means, Comparison{Rounds: b.rounds, pairs: meansAsMedians(b.pairs), loc: b.mean.loc})
		}
		var median, mean stat.TLocation
		g.rounds, median = sumOfErrors(medians)
		_, mean = sumOfErrors(means)
		g.median, g.mean = ofT(median), ofT(mean)
		c.groups = append(c.groups, g)
		c.Rounds += g.rounds
	}
	switch {
	case len(c.groups) == 0:
		c.caveat(noCommonMachine, "no mean: no machine has all benchmarks (%s)", namedMachines(all))
		return
	case len(lacking) > 0:
		c.caveat(machinesLeftOut, "machines were left out of the mean, because not all benchmarks have values there: %s", namedMachines(lacking))
	}
	c.loc, c.Method = overMachines(c.groups, (*group).ofMedians), MethodMachines
	c.conclude(overMachines(c.groups, (*group).ofMeans))
}

func meansAsMedians(pairs []pair) []pair {
	out := slices.Clone(pairs)
	for i := range out {
		out[i].z = out[i].mean
	}
	return out
}
