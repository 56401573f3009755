package main

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/sightglass-go/sightglass/analysis"
)

// change replaces the counts of both arms.
func change(arms [2]*analysis.Series, to func(arm, round, iteration int, count uint64) uint64) [2]*analysis.Series {
	for arm, s := range arms {
		for p := range s.Processes() {
			for i, c := range s.Processes()[p].Counts {
				s.Processes()[p].Counts[i] = to(arm, p, i, c)
			}
		}
	}
	return arms
}

// oddities simulates recordings of nothing that changed, which look odd.
func oddities() cell {
	const name = "16 nothing changed"
	odd := map[string]func(arms [2]*analysis.Series, rng *rand.Rand) [2]*analysis.Series{
		"ties of 1000 and 1001": func(arms [2]*analysis.Series, rng *rand.Rand) [2]*analysis.Series {
			return change(arms, func(int, int, int, uint64) uint64 { return 1000 + rng.Uint64N(2) })
		},
		"counts of 1 and 2": func(arms [2]*analysis.Series, rng *rand.Rand) [2]*analysis.Series {
			return change(arms, func(int, int, int, uint64) uint64 { return 1 + rng.Uint64N(2) })
		},
		"rounds in two modes": func(arms [2]*analysis.Series, rng *rand.Rand) [2]*analysis.Series {
			mode := make([]uint64, len(arms[baseline].Processes()))
			for p := range mode {
				mode[p] = rng.Uint64N(2)
			}
			return change(arms, func(_, p, _ int, c uint64) uint64 { return c + c/10*mode[p] })
		},
		"only one arm warms up": func(arms [2]*analysis.Series, rng *rand.Rand) [2]*analysis.Series {
			return change(arms, func(arm, _, i int, c uint64) uint64 {
				if arm == candidate && i < 3 {
					return c + c/5
				}
				return c
			})
		},
		"a process of 1 cold iteration": func(arms [2]*analysis.Series, rng *rand.Rand) [2]*analysis.Series {
			change(arms, func(_, _, i int, c uint64) uint64 {
				if i == 0 {
					return c + c/2
				}
				return c
			})
			p := &arms[candidate].Processes()[rng.IntN(len(arms[candidate].Processes()))]
			p.Counts = p.Counts[:1]
			return arms
		},
		"a process 1000 times slower": func(arms [2]*analysis.Series, rng *rand.Rand) [2]*analysis.Series {
			slow := rng.IntN(len(arms[candidate].Processes()))
			return change(arms, func(arm, p, _ int, c uint64) uint64 {
				if arm == candidate && p == slow {
					return 1000 * c
				}
				return c
			})
		},
	}
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			for _, kind := range slices.Sorted(maps.Keys(odd)) {
				t.count(kind, significant(compare(odd[kind](noisy(20, 10).record(rng), rng), 0.01)))
			}
		})
		var list []Figure
		for _, kind := range slices.Sorted(maps.Keys(odd)) {
			list = append(list, Figure{Name: name + ", " + kind, Value: t.mean(kind), Bound: 0.015})
		}
		return list
	}}
}

// rounded simulates counts of 20 to 30 hundreds, rounded to hundreds, beside a benchmark
// whose counts are not: a clock's step that the counts of the whole event do not show.
func rounded() cell {
	const name = "16 rounded to hundreds beside fine counts, +1%"
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			w := World{Rounds: 12, Iterations: 5, Between: 0.002, Within: 0.002, Spread: 1, Effect: math.Log(1.01)}
			steps := 20 + 10*rng.Float64()
			coarse := change(onClock(w.record(rng), steps), func(_, _, _ int, c uint64) uint64 { return 100 * c })
			d := data(coarse, w.Rounds)
			for _, s := range data(noisy(12, 5).record(rng), w.Rounds).Series {
				s.Wasm = "fine.wasm"
				d.Series = append(d.Series, s)
			}
			r, err := analysis.Compare(d, analysis.Options{NoDiagnostics: true})
			if err != nil {
				panic("BUG: " + err.Error())
			}
			for _, c := range r.Comparisons {
				if c.Wasm != "fine.wasm" {
					t.count("covered", c.Interval.Contains(1.01))
					t.count("not changed", c.Verdict == analysis.NotChanged)
				}
			}
		})
		return []Figure{
			{Name: name + ": covered", Value: t.mean("covered"), Bound: 0.985, AtLeast: true},
			{Name: name + ": not changed", Value: t.mean("not changed"), Bound: 0.05},
		}
	}}
}
