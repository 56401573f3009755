package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// A machine is what an engine is recorded on under two names, of which the second
// is the candidate.
type machine struct {
	rounds, benchmarks int
	bias               float64 // by which the second name is slower
	biased             int     // on how many of the benchmarks
	second             float64 // by which what runs second in a round is slower
	carry              float64 // correlation of a difference with the one before
	bursts             bool    // some times are five times as noisy
}

// record makes a recording: each benchmark in three phases, whose counts depend on
// each other, as they come from the same processes.
func (m machine) record(rng *rand.Rand) *analysis.Data {
	d := &analysis.Data{Events: map[string]measure.Event{event.Name: event}}
	names := []string{"engine", "engine again"}
	d.Headers = []record.Header{{Engines: []record.Engine{{Name: names[0], Engine: "engine"}, {Name: names[1], Engine: "engine"}}}}
	for b := range m.benchmarks {
		arms := make([][2]*analysis.Series, 3)
		for phase := range arms {
			for arm, name := range names {
				k := analysis.Key{Arch: "x86_64", Engine: name, Wasm: fmt.Sprintf("%03d", b), Phase: measure.Phase(phase + 1), Event: event.Name}
				arms[phase][arm] = analysis.NewSeries(k, make([]analysis.Process, m.rounds)...)
			}
		}
		carried, noise := [3]float64{}, 1.0
		for r := range m.rounds {
			if m.bursts && r%8 == 0 {
				noise = 1 + 4*float64(rng.IntN(2))
			}
			first := rng.IntN(2)
			shared := [2]float64{rng.NormFloat64(), rng.NormFloat64()}
			for phase := range arms {
				carried[phase] = m.carry*carried[phase] + math.Sqrt(1-m.carry*m.carry)*rng.NormFloat64()
				for arm := range names {
					y := 0.01 * noise * (shared[arm] + rng.NormFloat64())
					if m.carry > 0 {
						y = 0.02 * float64(arm) * carried[phase]
					}
					if arm == candidate && b < m.biased {
						y += m.bias
					}
					if arm != first {
						y += m.second
					}
					arms[phase][arm].Processes()[r] = analysis.Process{ID: uint64(r), Order: 1 + 2*r + (arm^first)&1, Counts: []uint64{uint64(level * math.Exp(y))}}
				}
			}
		}
		for _, a := range arms {
			analysis.InRounds(a[0], a[1])
			d.Series = append(d.Series, *a[0], *a[1])
			if len(d.Configs) == 0 {
				d.Configs = []analysis.Config{a[0].Config(), a[1].Config()}
			}
		}
	}
	slices.SortFunc(d.Series, func(a, b analysis.Series) int { return a.Key.Compare(b.Key) }) // as Data has them
	return d
}

// fails is whether the self-check finds fault with a recording of the machine.
func (m machine) fails(rng *rand.Rand) bool {
	c, err := analysis.CheckSelf(m.record(rng), analysis.Options{}, time.Minute, rng.Uint64())
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return c.Verdict != record.SelfcheckPassed
}

// selfchecks simulates how often a self-check fails on machines that are sound and
// on others.
func selfchecks() cell {
	const name = "self-check"
	return cell{name, func(n int, seed uint64) []Figure {
		sound := machine{rounds: 20, benchmarks: 5}
		noisy, eight, one := sound, sound, sound
		noisy.bursts, eight.rounds, one.benchmarks = true, 8, 1
		bias, single, second, carry := sound, sound, sound, sound
		bias.bias, bias.biased = 0.02, 5
		single.bias, single.biased = 0.04, 1
		second.second, carry.carry = 0.03, 0.6
		var figures []Figure
		for i, f := range []struct {
			name    string
			machine machine
			bound   float64
			atLeast bool
		}{
			{"fails on a sound machine", sound, 0.05, false},
			{"fails on a sound one, bursts of noise", noisy, 0.05, false},
			{"fails on a sound one, 8 rounds", eight, 0.05, false},
			{"fails on a sound one, 1 benchmark", one, 0.05, false},
			{"finds 2% of bias", bias, 0.95, true},
			{"finds 4% of bias on 1 of 5", single, 0.9, true},
			{"finds that the second is 3% slower", second, 0.95, true},
			{"finds rounds that correlate by .6", carry, 0.95, true},
		} {
			k := max(20, n/20) // each tries names in hundreds of ways
			t := replicate(k, seed+uint64(i)<<20, func(rng *rand.Rand, t tally) { t.count("fails", f.machine.fails(rng)) })
			figures = append(figures, Figure{Name: name + " " + f.name, Value: t.mean("fails"), Bound: f.bound, AtLeast: f.atLeast, Replications: k})
		}
		return figures
	}}
}

// foreseen simulates whether a change is seen of the size that a self-check says
// can be.
func foreseen(rounds, planned int, draw func(*rand.Rand) float64, what string, bound float64) cell {
	name := fmt.Sprintf("self-check: change seen, %d rounds for %d, %s", rounds, planned, what)
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			w := noisy(rounds, 1)
			w.Between, w.Draw = 0.02, draw
			arms := w.record(rng)
			z := make([]float64, rounds)
			for i := range z {
				z[i] = math.Log(float64(arms[candidate].Processes()[i].Counts[0]) / float64(arms[baseline].Processes()[i].Counts[0]))
			}
			w.Rounds = planned
			w.Effect, _ = stat.ForeseenChange(stat.Spread(z), rounds, planned, 0.01, stat.Power)
			t.count("seen", compare(w.record(rng), 0.01).Verdict == analysis.Changed)
		})
		return []Figure{{Name: name, Value: t.mean("seen"), Bound: bound, AtLeast: true}}
	}}
}
