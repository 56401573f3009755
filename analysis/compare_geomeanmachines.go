package analysis

import (
	"slices"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure/record"
)

// overMachines estimates the mean over benchmarks on each machine that has all of them,
// by sumOfErrors, and from these the mean over machines.
func (c *Comparison) overMachines(members []Comparison) {
	type onMachine struct {
		machine      *record.Machine
		median, mean estimated
	}
	of := make([][]onMachine, len(members))
	recalled(members, func(i int) {
		groups := members[i].groups
		if members[i].Method == MethodWelch {
			groups = groupedArms(members[i].arms)
		}
		for _, g := range groups {
			median := Comparison{Rounds: g.rounds, pairs: g.pairs, loc: g.median.loc}
			mean := Comparison{Rounds: g.rounds, pairs: meansAsMedians(g.pairs), loc: g.mean.loc}
			of[i] = append(of[i], onMachine{g.machine, median.estimated(), mean.estimated()})
		}
	})
	at := func(list []onMachine, m *record.Machine) int {
		return slices.IndexFunc(list, func(g onMachine) bool { return g.machine == m })
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
		if slices.ContainsFunc(of, func(list []onMachine) bool { return at(list, m) < 0 }) {
			lacking = append(lacking, m)
			continue
		}
		g := group{machine: m}
		var medians, means []estimated
		for _, list := range of {
			b := &list[at(list, m)]
			medians, means = append(medians, b.median), append(means, b.mean)
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
