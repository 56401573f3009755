package main

import (
	"math"
	"math/rand/v2"

	"github.com/sightglass-go/sightglass/analysis"
)

// A cell simulates one world and yields figures about it.
type cell struct {
	name string
	run  func(n int, seed uint64) []Figure
}

// allCells returns the cells, numbered as the figures that the package is
// held to are in its RATIONALE.md.
func allCells() []cell {
	var cells []cell
	for _, c := range []struct {
		name   string
		change func(*World)
	}{
		{"ICC .5", func(*World) {}},
		{"ICC .9", func(w *World) { w.Between = 0.03 }},
		{"tails", func(w *World) { w.Tail = 0.05 }},
		{"AR(1) .5", func(w *World) { w.AR = 0.5 }},
		{"slow first iteration", func(w *World) { w.Cold = math.Log(1.05) }},
		{"unequal variances", func(w *World) { w.Spread = 3 }},
		{"drift", func(w *World) { w.Drift = 0.1 }},
	} {
		w := noisy(10, 10)
		c.change(&w)
		cells = append(cells, falsePositives(c.name, w))
	}
	cells = append(cells, control())
	for _, rounds := range []int{3, 10} {
		cells = append(cells, coverage(rounds))
	}
	w := noisy(15, 10)
	cells = append(cells, power("ICC .5", w))
	w.Tail = 0.05
	cells = append(cells, power("tails", w))
	for _, rounds := range []int{10, 20, 40} {
		cells = append(cells, equivalence(rounds))
	}
	cells = append(cells, unchanged(), stoppingNull(), stoppingEffect(0.05, 8.5), stoppingEffect(0.02, 14), impatience())
	normal, heavy, modes := noisy(0, 1), noisy(0, 1), noisy(0, 1)
	heavy.Draw, modes.Draw = heavyTailed, twoModes
	modes.Between, modes.Within, modes.Spread = 0.001, 0, 10
	cells = append(cells, stoppingEver("normal", 0.01, normal), stoppingEver("t(2)", 0.01, heavy), stoppingEver("two modes", 0.02, modes))
	for _, rounds := range []int{5, 10} {
		for _, spread := range []float64{0.005, 0.01, 0.02} {
			cells = append(cells, advice(rounds, spread))
		}
	}
	cells = append(cells, suite(), warmup(), unsteady(), selfchecks())
	for _, k := range []int{10, 40} {
		cells = append(cells, foreseen(k, 20, nil, "normal", 0.8), foreseen(k, 60, heavy.Draw, "t(2)", 0.78))
	}
	return append(append(cells, attacks()...), machines(3), machines(8), blocks(3, 0.45), blocks(8, 0.99))
}

// heavyTailed draws from t with 2 degrees of freedom, twoModes plus or minus 1 with
// a noise of a tenth.
func heavyTailed(rng *rand.Rand) float64 { return rng.NormFloat64() / math.Sqrt(rng.ExpFloat64()) }

func twoModes(rng *rand.Rand) float64 { return float64(2*rng.IntN(2)-1) + 0.1*rng.NormFloat64() }

func compare(arms [2]*analysis.Series, alpha float64) analysis.Comparison {
	c, err := analysis.CompareSeries(arms[baseline], arms[candidate], event,
		analysis.Options{Alpha: alpha, NoDiagnostics: true})
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return c
}

// significant says whether the interval excludes no difference. It is what
// false positives are counted by: verdicts, for which a difference must also
// not be negligible, have fewer.
func significant(c analysis.Comparison) bool { return c.Interval != nil && !c.Interval.Contains(1) }

func falsePositives(name string, w World) cell {
	name = "1 false positives, " + name
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			arms := w.record(rng)
			t.count("1%", significant(compare(arms, 0.01)))
			t.count("5%", significant(compare(arms, 0.05)))
		})
		return []Figure{
			{Name: name + ", at 1%", Value: t.mean("1%"), Bound: 0.015},
			{Name: name + ", at 5%", Value: t.mean("5%"), Bound: 0.06},
		}
	}}
}

// control shows that the simulation can tell a wrong method from a right one.
func control() cell {
	const name = "1 control: pooled Welch, ICC .5"
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			arms := noisy(10, 10).record(rng)
			t.count("pooled", analysis.PooledWelchOf(arms[baseline], arms[candidate], 0.01).Significant())
		})
		return []Figure{{Name: name + ", at 1%", Value: t.mean("pooled"), Bound: 0.2, AtLeast: true}}
	}}
}

func coverage(rounds int) cell {
	name := "2 coverage of a 2% effect, " + size(rounds)
	return cell{name, func(n int, seed uint64) []Figure {
		w := noisy(rounds, 10)
		w.Effect = math.Log(1.02)
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			arms := w.record(rng)
			t.count("95%", compare(arms, 0.05).Interval.Contains(1.02))
			t.count("99%", compare(arms, 0.01).Interval.Contains(1.02))
		})
		return []Figure{
			{Name: name + ", 95%", Value: t.mean("95%"), Bound: 0.94, AtLeast: true},
			{Name: name + ", 99%", Value: t.mean("99%"), Bound: 0.985, AtLeast: true},
		}
	}}
}

func power(name string, w World) cell {
	name = "3 power for a 2% effect, 15x10, " + name
	return cell{name, func(n int, seed uint64) []Figure {
		w.Effect = math.Log(1.02)
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			t.count("seen", significant(compare(w.record(rng), 0.01)))
		})
		return []Figure{{Name: name, Value: t.mean("seen"), Bound: 0.93, AtLeast: true}}
	}}
}
