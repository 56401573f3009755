package analysis

import (
	"fmt"
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure/record"
)

// A group is what one machine says: the middle of the differences of its rounds or,
// where the two were not interleaved, Welch's difference of its processes.
type group struct {
	machine      *record.Machine // nil if it is not known
	pairs        []pair          // where they were
	rounds       int
	median, mean ofGroup // of the medians, and of the means, of processes
	exact        bool    // its processes do not vary
}

// ofGroup is an estimate with its variance, NaN if that is not known.
type ofGroup struct {
	loc stat.Location
	v   float64
}

// grouped are the pairs by machine, in the order in which these came.
func grouped(pairs []pair, alpha float64) (list []group) {
	for _, p := range pairs {
		g := groupAt(&list, p.machine)
		g.pairs = append(g.pairs, p)
	}
	for i := range list {
		g := &list[i]
		g.rounds = len(g.pairs)
		z, zMean := make([]float64, g.rounds), make([]float64, g.rounds)
		for k, p := range g.pairs {
			z[k], zMean[k] = p.z, p.mean
		}
		g.median, g.mean = ofRounds(z, alpha), ofRounds(zMean, alpha)
		g.exact = stat.Constant(z)
	}
	return list
}

// groupedArms are the processes of two arms by machine, in the order in which these came
// in the first. What ran on a machine that one of them lacks is in none.
func groupedArms(arms [2]logArm) (list []group) {
	for _, m := range arms[0].machines {
		groupAt(&list, m)
	}
	kept := list[:0]
	for _, g := range list {
		a, b := arms[0].on(g.machine), arms[1].on(g.machine)
		if len(b.medians) == 0 {
			continue
		}
		g.rounds = min(len(a.medians), len(b.medians))
		g.median, g.mean = ofProcesses(a.medians, b.medians), ofProcesses(a.means, b.means)
		g.exact = stat.Constant(a.medians) && stat.Constant(b.medians)
		kept = append(kept, g)
	}
	return kept
}

func groupAt(list *[]group, m *record.Machine) *group {
	i := slices.IndexFunc(*list, func(g group) bool { return g.machine == m })
	if i < 0 {
		i = len(*list)
		*list = append(*list, group{machine: m})
	}
	return &(*list)[i]
}

// on is the part of an arm that ran on a machine.
func (l *logArm) on(m *record.Machine) (out logArm) {
	for i := range l.machines {
		if l.machines[i] != m {
			continue
		}
		out.medians = append(out.medians, l.medians[i])
		if l.means != nil {
			out.means = append(out.means, l.means[i])
		}
	}
	return out
}

func ofRounds(z []float64, alpha float64) ofGroup {
	e := ofGroup{stat.Locate(z, alpha), math.NaN()}
	if n := float64(len(z)); n > 1 {
		sd := stat.Spread(z)
		e.v = sd * sd / n
	}
	return e
}

func ofProcesses(a, b []float64) ofGroup { return ofT(stat.Welch(a, b)) }

func ofT(t stat.TLocation) ofGroup {
	if t.DF == 0 {
		return ofGroup{t, math.NaN()}
	}
	return ofGroup{t, t.SE * t.SE}
}

// overMachines estimates the mean over machines of what value says of each.
func overMachines(groups []group, value func(*group) ofGroup) stat.Groups {
	var x, v []float64
	for i := range groups {
		e := value(&groups[i])
		x, v = append(x, e.loc.Value()), append(v, e.v)
	}
	return stat.NewGroups(x, v)
}

func (g *group) ofMedians() ofGroup { return g.median }
func (g *group) ofMeans() ofGroup   { return g.mean }

// units is how many there are of what is the sample: machines, if there are several,
// else rounds.
func (c *Comparison) units() int {
	if c.gone != nil {
		return c.gone.units
	}
	if c.Method == MethodMachines {
		return len(c.groups)
	}
	return c.Rounds
}

// centred are the differences of rounds, less what sets their machine apart.
func (c *Comparison) centred() []float64 {
	if c.Method != MethodMachines {
		return c.differences()
	}
	middle := map[*record.Machine]float64{}
	for _, g := range c.groups {
		of := Comparison{pairs: g.pairs}
		middle[g.machine], _ = stat.Median(of.differences(), nil)
	}
	z := make([]float64, len(c.pairs))
	for i, p := range c.pairs {
		z[i] = p.z - middle[p.machine]
	}
	return z
}

func machinesOfGroups(groups []group) (list []*record.Machine) {
	for _, g := range groups {
		list = append(list, g.machine)
	}
	return list
}

// machineLabels are what machines are called, each another name.
func machineLabels(machines []*record.Machine) []string {
	var names []string
	for _, m := range machines {
		name := "not known"
		if m != nil {
			name = m.Called()
		}
		base := name
		for n := 2; slices.Contains(names, name); n++ {
			name = fmt.Sprintf("%s-%d", base, n)
		}
		names = append(names, name)
	}
	return names
}
