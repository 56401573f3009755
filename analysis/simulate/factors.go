package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
)

// factors simulates counts of instructions and cycles of which the truth is planted, as
// ratios: how often a factor of a change is named that did not change, and that did.
func factors(rounds, benchmarks int, instructions, each float64) cell {
	name := fmt.Sprintf("17 factors %.2f and %.2f, %d rounds", instructions, each, rounds)
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			for _, c := range counted(rounds, benchmarks, instructions, each, rng).Comparisons {
				if c.Event.Name != measure.CPUCycles.Name {
					continue
				}
				e := c.Explanation
				t.count("explained", e != nil && e.Main() != nil)
				if e == nil {
					continue
				}
				for _, f := range e.Factors {
					t.count(f.Event.Name, f.Verdict == analysis.Changed)
				}
			}
		})
		figures := []Figure{}
		for _, f := range []struct {
			event string
			truth float64
		}{{measure.Instructions.Name, instructions}, {measure.CPUCycles.Name, each}} {
			of := Figure{Name: name + ": " + f.event, Value: t.mean(f.event), Replications: max(1, t.n(f.event)), Bound: 0.01}
			if f.truth != 1 {
				of.Bound, of.AtLeast = 0.95, true
			}
			if instructions != 1 || each != 1 {
				figures = append(figures, of)
			}
		}
		if instructions == 1 && each == 1 {
			figures = append(figures, Figure{Name: name + ": explained", Value: t.mean("explained"), Bound: 0.01, Replications: t.n("explained")})
		}
		return figures
	}}
}

// counted records instructions, which vary by 1% from process to process, and cycles,
// which vary by another 1%.
func counted(rounds, benchmarks int, instructions, each float64, rng *rand.Rand) *analysis.Result {
	d := &analysis.Data{Events: map[string]measure.Event{measure.Instructions.Name: measure.Instructions, measure.CPUCycles.Name: measure.CPUCycles}}
	for b := range benchmarks {
		w := World{Rounds: rounds, Iterations: 1, Between: 0.01, Spread: 1, Effect: math.Log(instructions)}
		work := w.record(rng)
		w.Effect = math.Log(each)
		cycles := w.record(rng)
		for arm := range work {
			work[arm].Event, cycles[arm].Event = measure.Instructions.Name, measure.CPUCycles.Name
			for p := range cycles[arm].Processes() {
				counts := cycles[arm].Processes()[p].Counts
				counts[0] = uint64(float64(counts[0]) * float64(work[arm].Processes()[p].Counts[0]) / level)
			}
		}
		all := []*analysis.Series{work[0], work[1], cycles[0], cycles[1]}
		analysis.InRounds(all...)
		for _, s := range all {
			s.Wasm = fmt.Sprint(b)
			d.Series = append(d.Series, *s)
		}
		if b == 0 {
			d.Configs = []analysis.Config{work[0].Config(), work[1].Config()}
		}
	}
	r, err := analysis.Compare(d, analysis.Options{Baseline: "baseline", NoDiagnostics: true})
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return r
}
