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

// notInterleaved records on machines before a change and after it, one recording behind
// the other. Machines differ in their level by 30%, and what passes meanwhile changes each
// by tau. Every other machine has three times as many rounds before as after, the rest
// the other way round.
func (w World) notInterleaved(rng *rand.Rand, machines int, tau float64, apart, pooled bool) [2]*analysis.Series {
	all := w.onMachines(rng, machines, tau, apart, pooled)
	levels := make([]float64, machines)
	for m := range levels {
		levels[m] = math.Exp(0.3 * rng.NormFloat64())
	}
	for arm, s := range all {
		var kept []analysis.Process
		for i, p := range s.Processes() {
			m, round := i/w.Rounds, i%w.Rounds
			if m%2 == arm && 3*round >= w.Rounds {
				continue
			}
			for k := range p.Counts {
				p.Counts[k] = uint64(float64(p.Counts[k]) * levels[m])
			}
			kept = append(kept, p)
		}
		s.SetProcesses(kept)
	}
	return all
}

// blocks simulates what is said of machines that were recorded before a change and after
// it: how often one that is none on average is found, and a real one.
func blocks(count int, power float64) cell {
	name := fmt.Sprintf("18 before and after on %d machines", count)
	return cell{name, func(n int, seed uint64) []Figure {
		compare := func(arms [2]*analysis.Series, alpha float64) analysis.Comparison {
			c, err := analysis.CompareSeries(arms[baseline], arms[candidate], event, analysis.Options{Alpha: alpha, NoDiagnostics: true, Unpaired: true})
			if err != nil {
				panic("BUG: " + err.Error())
			}
			return c
		}
		changed := noisy(12, 1)
		changed.Effect = math.Log(1.05)
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			for _, of := range machineWorlds {
				arms := noisy(12, 1).notInterleaved(rng, count, of.tau, of.apart, false)
				t.count(of.name, significant(compare(arms, 0.05)))
				t.count(of.name+" at 1%", significant(compare(arms, 0.01)))
			}
			t.count("power", significant(compare(changed.notInterleaved(rng, count, 0.005, false, false), 0.01)))
			t.count("pooled", significant(compare(noisy(12, 1).notInterleaved(rng, count, 0, false, true), 0.01)))
			t.count("pooled power", significant(compare(changed.notInterleaved(rng, count, 0.005, false, true), 0.01)))
		})
		var figures []Figure
		for _, of := range machineWorlds {
			figures = append(figures,
				Figure{Name: name + ", " + of.name + ", at 1%", Value: t.mean(of.name + " at 1%"), Bound: 0.015},
				Figure{Name: name + ", " + of.name + ", at 5%", Value: t.mean(of.name), Bound: 0.06})
		}
		return append(figures,
			Figure{Name: name + ", 5% effect, at 1%", Value: t.mean("power"), Bound: power, AtLeast: true},
			Figure{Name: name + ", control: processes pooled, at 1%", Value: t.mean("pooled"), Bound: 0.15, AtLeast: true},
			Figure{Name: name + ", control: processes pooled, 5% effect, at 1%", Value: t.mean("pooled power"), Bound: 0.5})
	}}
}

// machineWorlds are those in which machines are simulated: by how much their effects
// differ, and whether their noise does.
var machineWorlds = []struct {
	name  string
	tau   float64
	apart bool
}{{"alike", 0, false}, {"2% apart", 0.02, false}, {"unequal noise", 0.02, true}}

// machines simulates what is said of machines: how often a mean over them that is 0 is
// found to differ, and how often the interval for another machine holds what it truly
// has. Their effects differ by 2% and by nothing, their noise is 1%, or 1%, 3% and 9%.
func machines(count int) cell {
	name := fmt.Sprintf("18 over %d machines", count)
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			for _, of := range machineWorlds {
				arms := noisy(6, 1).onMachines(rng, count, of.tau, of.apart, false)
				c := compare(arms, 0.05)
				t.count(of.name, significant(c))
				t.count(of.name+" at 1%", significant(compare(arms, 0.01)))
				t.count(of.name+" next", c.Machines.Next.Contains(math.Exp(of.tau*rng.NormFloat64())))
			}
			t.count("pooled", significant(compare(noisy(6, 1).onMachines(rng, count, 0.02, false, true), 0.05)))
		})
		var figures []Figure
		for _, of := range machineWorlds {
			figures = append(figures,
				Figure{Name: name + ", " + of.name + ", at 1%", Value: t.mean(of.name + " at 1%"), Bound: 0.015},
				Figure{Name: name + ", " + of.name + ", at 5%", Value: t.mean(of.name), Bound: 0.06},
				Figure{Name: name + ", " + of.name + ": another, 95%", Value: t.mean(of.name + " next"), Bound: 0.94, AtLeast: true})
		}
		return append(figures, Figure{Name: name + ", control: rounds pooled, at 5%", Value: t.mean("pooled"), Bound: 0.15, AtLeast: true})
	}}
}
