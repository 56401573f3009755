package analysis

import (
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
)

// commonRounds averages the rounds that all members have, in the order of the
// first.
func commonRounds(members []Comparison) []pair {
	type sum struct {
		pair
		n int
	}
	at := make(map[uint64]*sum)
	var order []*sum
	recalled(members, func(i int) {
		for _, p := range members[i].pairs {
			s := at[p.process]
			if s == nil {
				if i > 0 {
					continue
				}
				s = &sum{pair: pair{process: p.process, machine: p.machine}}
				at[p.process] = s
				order = append(order, s)
			}
			if s.n == i { // it is in all members before, and once in this
				s.n++
				s.z += p.z
				s.mean += p.mean
				s.base += p.base
				s.cand += p.cand
			}
		}
	})
	k := float64(len(members))
	var out []pair
	for _, s := range order {
		if s.n == len(members) {
			out = append(out, pair{s.process, s.machine, s.z / k, s.mean / k, s.base / k, s.cand / k})
		}
	}
	return out
}

// An estimated is what a mean over benchmarks needs of one: its value, and its error by
// Student's or Welch's t.
type estimated struct {
	rounds int
	value  float64
	t      stat.TLocation
}

// estimated is that of a comparison.
func (c *Comparison) estimated() estimated {
	l, ok := c.loc.(stat.TLocation)
	if !ok {
		l = c.student()
	}
	return estimated{c.Rounds, c.loc.Value(), l}
}

// sumOfErrors averages the estimates of members by their errors. The rounds
// are those of the member that has fewest.
func sumOfErrors(members []estimated) (rounds int, t stat.TLocation) {
	var square, df float64
	rounds = members[0].rounds
	for _, m := range members {
		rounds = min(rounds, m.rounds)
		l := m.t
		t.Mean += m.value / float64(len(members))
		square += l.SE * l.SE
		if l.DF > 0 {
			df += l.SE * l.SE * l.SE * l.SE / l.DF
		}
	}
	switch {
	case rounds < 2:
		return rounds, t
	case df > 0:
		t.DF = square * square / df
	default:
		t.DF = float64(len(members))
	}
	t.SE = math.Sqrt(square) / float64(len(members))
	return rounds, t
}

// sumUp describes the arms: Median and Mean are geometric means over the
// benchmarks, in the unit of the event.
func (c *Comparison) sumUp(members []Comparison) {
	arms := func(c *Comparison) []*Arm { return []*Arm{&c.Baseline, &c.Candidate} }
	for side, arm := range arms(c) {
		var median, mean []float64
		for i := range members {
			m := arms(&members[i])[side]
			arm.Processes = max(arm.Processes, m.Processes)
			arm.Values += m.Values
			median = append(median, math.Log(m.Median))
			mean = append(mean, math.Log(m.Mean))
		}
		arm.Median, arm.Mean = stat.BoundedExp(stat.MeanFloats(median)), stat.BoundedExp(stat.MeanFloats(mean))
	}
	slices.Sort(c.Benchmarks)
}
