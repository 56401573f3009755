package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/record"
)

// onMachines records so many rounds on each of some machines, whose effects differ by
// the standard deviation tau around that of the world. With apart, a machine has three
// times the noise of the one before it, up to the third. It forgets where rounds ran
// if pooled is set.
func (w World) onMachines(rng *rand.Rand, machines int, tau float64, apart, pooled bool) [2]*analysis.Series {
	var all [2]*analysis.Series
	for m := range machines {
		on := w
		on.Effect += tau * rng.NormFloat64()
		if apart {
			on.Between *= math.Pow(3, float64(m%3))
		}
		host := &record.Machine{Name: fmt.Sprint(m)}
		arms := on.record(rng)
		for arm, s := range arms {
			for i := range s.Processes() {
				s.Processes()[i].ID += uint64(m * w.Rounds)
				if !pooled {
					s.Processes()[i].Round.Machine = host
				}
			}
			if all[arm] == nil {
				all[arm] = s
			} else {
				all[arm].SetProcesses(append(all[arm].Processes(), s.Processes()...))
			}
		}
	}
	return all
}

// machines simulates what is said of machines: how often a mean over them that is 0 is
// found to differ, and how often the interval for another machine holds what it truly
// has. Their effects differ by 2% and by nothing, their noise is 1%, or 1%, 3% and 9%.
func machines(count int) cell {
	name := fmt.Sprintf("18 over %d machines", count)
	return cell{name, func(n int, seed uint64) []Figure {
		worlds := []struct {
			name  string
			tau   float64
			apart bool
		}{{"alike", 0, false}, {"2% apart", 0.02, false}, {"unequal noise", 0.02, true}}
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			for _, of := range worlds {
				arms := noisy(6, 1).onMachines(rng, count, of.tau, of.apart, false)
				c := compare(arms, 0.05)
				t.count(of.name, significant(c))
				t.count(of.name+" at 1%", significant(compare(arms, 0.01)))
				t.count(of.name+" next", c.Machines.Next.Contains(math.Exp(of.tau*rng.NormFloat64())))
			}
			t.count("pooled", significant(compare(noisy(6, 1).onMachines(rng, count, 0.02, false, true), 0.05)))
		})
		var figures []Figure
		for _, of := range worlds {
			figures = append(figures,
				Figure{Name: name + ", " + of.name + ", at 1%", Value: t.mean(of.name + " at 1%"), Bound: 0.015},
				Figure{Name: name + ", " + of.name + ", at 5%", Value: t.mean(of.name), Bound: 0.06},
				Figure{Name: name + ", " + of.name + ": another, 95%", Value: t.mean(of.name + " next"), Bound: 0.94, AtLeast: true})
		}
		return append(figures, Figure{Name: name + ", control: rounds pooled, at 5%", Value: t.mean("pooled"), Bound: 0.15, AtLeast: true})
	}}
}
