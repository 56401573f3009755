package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
)

// advice simulates how often it is enough to follow the advice of how many
// more rounds would probably settle what is unsure. The effect is any of none,
// 0.5%, 1%, 2% and 5%: advice is given without knowing it.
func advice(rounds int, spread float64) cell {
	name := fmt.Sprintf("6 advice after %d rounds, spread %.1f%%", rounds, 100*spread)
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			w := noisy(rounds+100, 1)
			w.Between, w.Within = spread, 0
			w.Effect = math.Log1p([]float64{0, 0.005, 0.01, 0.02, 0.05}[rng.IntN(5)])
			arms := w.record(rng)
			first := func(rounds int) analysis.Comparison {
				part := data(arms, rounds).Series
				return compare([2]*analysis.Series{&part[baseline], &part[candidate]}, 0.01)
			}
			if c := first(rounds); c.Verdict == analysis.Unsure && c.MoreRounds != nil {
				t.count("settled", first(rounds+c.MoreRounds.Most).Verdict != analysis.Unsure)
			}
		})
		settled := t.mean("settled")
		said := t.n("settled") // which is not always
		return []Figure{
			{Name: name + ": comes true", Value: settled, Bound: 0.7, AtLeast: true, Replications: said},
			{Name: name + ": and no more than that", Value: settled, Bound: 0.95, Replications: said},
		}
	}}
}

// impatience is the control for stopping: looking after every other round from
// the tenth on, and stopping at the first p below 1%.
func impatience() cell {
	const name = "5 control: stopping at the first p below 1%"
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			arms := noisy(40, 10).record(rng)
			found := false
			for rounds := 10; rounds <= 40 && !found; rounds += 2 {
				part := data(arms, rounds).Series
				found = significant(compare([2]*analysis.Series{&part[baseline], &part[candidate]}, 0.01))
			}
			t.count("found", found)
		})
		return []Figure{{Name: name, Value: t.mean("found"), Bound: 0.03, AtLeast: true}}
	}}
}

// suite simulates how often the interval of a geometric mean holds the truth,
// when the benchmarks of a suite have effects of very different size.
func suite() cell {
	const name = "7 geometric mean of 5 benchmarks, 10x10"
	effects := []float64{-0.1, 0, 0.02, 0.05, 0.3}
	return cell{name, func(n int, seed uint64) []Figure {
		truth := 0.0
		for _, e := range effects {
			truth += e / float64(len(effects))
		}
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			d := &analysis.Data{Events: map[string]measure.Event{event.Name: event}}
			for i, e := range effects {
				w := noisy(10, 10)
				w.Effect = e
				part := data(w.record(rng), w.Rounds)
				for k := range part.Series {
					part.Series[k].Wasm = fmt.Sprint(i)
				}
				d.Series, d.Configs = append(d.Series, part.Series...), part.Configs
			}
			r, err := analysis.Compare(d, analysis.Options{Alpha: 0.05, NoDiagnostics: true})
			if err != nil {
				panic("BUG: " + err.Error())
			}
			t.count("covered", r.Suites[0].Interval.Contains(math.Exp(truth)))
		})
		return []Figure{{Name: name + ", 95%", Value: t.mean("covered"), Bound: 0.94, AtLeast: true}}
	}}
}

// warmup simulates the detection of warm iterations.
func warmup() cell {
	const name = "warm-up"
	return cell{name, func(n int, seed uint64) []Figure {
		cold := noisy(10, 10)
		cold.Cold = math.Log(1.05)
		warm := func(w World, rng *rand.Rand) bool {
			return analysis.DiagnoseSeries(w.record(rng)[baseline], 0).Warmup.Prefix > 0
		}
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			t.count("false", warm(noisy(10, 10), rng))
			t.count("found", warm(cold, rng))
		})
		return []Figure{
			{Name: name + ": found where there is none", Value: t.mean("false"), Bound: 0.02},
			{Name: name + ": 5% slower first iteration found", Value: t.mean("found"), Bound: 0.999, AtLeast: true},
		}
	}}
}

// unsteady simulates how often the last half of the iterations is said to drift.
func unsteady() cell {
	const name = "not steady"
	return cell{name, func(n int, seed uint64) []Figure {
		worlds := []struct {
			name   string
			change func(*World)
		}{
			{"tails", func(w *World) { w.Tail = 0.05 }},
			{"AR(1) .9", func(w *World) { w.AR = 0.9 }},
			{"slow first", func(w *World) { w.Cold = math.Log(1.5) }},
			{"3 rounds", func(w *World) { w.Rounds = 3 }},
			{"found", func(w *World) { w.Rise = math.Log(1.03) * 9 / 4 }}, // of nine steps, four are in the last half
		}
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			for _, c := range worlds {
				w := noisy(10, 10)
				c.change(&w)
				s := w.record(rng)[baseline].Steadiness()
				t.count(c.name, s != nil && !s.Steady())
			}
		})
		figures := []Figure{{Name: name + ": drift of 3% in the last half found, 10x10", Value: t.mean("found"), Bound: 0.99, AtLeast: true}}
		for _, w := range worlds[:4] {
			figures = append(figures, Figure{Name: name + ": found where there is none, " + w.name, Value: t.mean(w.name), Bound: 0.013})
		}
		return figures
	}}
}
