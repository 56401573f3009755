package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// windows simulates equal work on two engines whose windows are 44 and 50.6 ticks,
// on a clock that steps by 21, after the overhead was subtracted: its medians are
// steps, too, and differ by more or less than the windows do.
func windows(work float64) cell {
	const step = 21
	name := fmt.Sprintf("8 windows subtracted from %.0f on a clock of %d", work, step)
	ticks := func(x float64, rng *rand.Rand) uint64 { return step * uint64((x+step*rng.Float64())/step) }
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			var b analysis.Builder
			overhead := &record.Overhead{Arch: "x86_64", Measures: []string{event.Name}}
			var engines []record.Engine
			of := map[string]float64{"baseline": 44, "candidate": 50.6}
			for _, name := range []string{"baseline", "candidate"} {
				engines = append(engines, record.Engine{Name: name, Engine: name})
				sum := &record.Summary{N: 100, Min: math.MaxUint64}
				for range 10 {
					var counts []float64
					for range 10 {
						c := ticks(of[name], rng)
						sum.Min, sum.Max = min(sum.Min, c), max(sum.Max, c)
						counts = append(counts, float64(c))
					}
					slices.Sort(counts)
					sum.ProcessMedians = append(sum.ProcessMedians, (counts[4]+counts[5])/2)
				}
				medians := slices.Sorted(slices.Values(sum.ProcessMedians))
				sum.Median = (medians[4] + medians[5]) / 2
				overhead.Windows = append(overhead.Windows, record.Window{Engine: name, Phase: measure.Execution, Event: event.Name, Warm: sum})
			}
			b.Header(record.Header{Engines: engines, Events: []measure.Event{event}, Overhead: overhead,
				Measures: []record.Measure{{Name: event.Name, Description: measure.Description{Steps: map[string]float64{event.Name: step}}}}})
			for p := range uint64(20) {
				for _, e := range engines {
					process := work * math.Exp(0.002*rng.NormFloat64())
					for i := range uint64(10) {
						b.Add(record.Row{Arch: "x86_64", Engine: e.Name, Wasm: "w.wasm", Process: p, Iteration: i, Phase: measure.Execution,
							Event: event.Name, Count: ticks(process+of[e.Name], rng)})
					}
				}
			}
			d, _, err := analysis.SubtractOverhead(b.Data())
			if err != nil {
				panic("BUG: " + err.Error())
			}
			r, err := analysis.Compare(d, analysis.Options{NoDiagnostics: true})
			if err != nil {
				panic("BUG: " + err.Error())
			}
			t.count("changed", r.Comparisons[0].Verdict == analysis.Changed)
		})
		return []Figure{{Name: name + ": changed", Value: t.mean("changed"), Bound: 0.01}}
	}}
}
