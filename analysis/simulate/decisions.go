package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/sightglass-go/sightglass/analysis"
)

func size(rounds int) string { return fmt.Sprintf("%dx10", rounds) }

// equivalence simulates how often a change of just the noise threshold is
// called none.
func equivalence(rounds int) cell {
	name := "4 not changed though 1%, " + size(rounds)
	return cell{name, func(n int, seed uint64) []Figure {
		w := noisy(rounds, 10)
		w.Effect = math.Log(1.01)
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			t.count("not", compare(w.record(rng), 0.01).Verdict == analysis.NotChanged)
		})
		return []Figure{{Name: name, Value: t.mean("not"), Bound: 0.06}}
	}}
}

// unchanged simulates how often no change is called none.
func unchanged() cell {
	const name = "4 not changed when nothing is, 40x10"
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			t.count("not", compare(noisy(40, 10).record(rng), 0.01).Verdict == analysis.NotChanged)
		})
		return []Figure{{Name: name, Value: t.mean("not"), Bound: 0.96, AtLeast: true}}
	}}
}

// stop records until it is decided, and returns the comparison and the number
// of rounds it took.
func stop(w World, rng *rand.Rand) (analysis.Comparison, int) {
	looks := analysis.DefaultLooks()
	s, err := analysis.NewSequence(looks, analysis.Options{NoDiagnostics: true})
	if err != nil {
		panic("BUG: " + err.Error())
	}
	w.Rounds = looks[len(looks)-1].Rounds
	arms := w.record(rng)
	for {
		rounds := s.Rounds()
		state, err := s.Look(data(arms, rounds))
		if err != nil {
			panic("BUG: " + err.Error())
		}
		if len(state.Undecided) == 0 || state.NextRounds == 0 {
			return s.Result().Comparisons[0], rounds
		}
	}
}

// stoppingNull simulates stopping when nothing changed.
func stoppingNull() cell {
	const name = "5 stopping, nothing changed, ICC .5"
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			c, rounds := stop(noisy(0, 10), rng)
			t.count("false", significant(c))
			t.count("covered", c.Interval.Contains(1))
			t.add("rounds", float64(rounds))
		})
		return []Figure{
			{Name: name + ": false positives", Value: t.mean("false"), Bound: 0.013},
			{Name: name + ": coverage", Value: t.mean("covered"), Bound: 0.987, AtLeast: true},
		}
	}}
}

// stoppingEffect simulates stopping when there is something to see.
func stoppingEffect() cell {
	const name = "5 stopping, 5% effect, ICC .5"
	return cell{name, func(n int, seed uint64) []Figure {
		w := noisy(0, 10)
		w.Effect = math.Log(1.05)
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			c, rounds := stop(w, rng)
			t.count("covered", c.Interval.Contains(1.05))
			t.add("rounds", float64(rounds))
		})
		return []Figure{
			{Name: name + ": coverage", Value: t.mean("covered"), Bound: 0.987, AtLeast: true},
			{Name: name + ": rounds", Value: t.mean("rounds"), Bound: 10.5, SD: t.sd("rounds"), Plain: true},
		}
	}}
}
