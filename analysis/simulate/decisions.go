package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/internal/stat"
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

func unchanged() cell {
	const name = "4 not changed when nothing is, 40x10"
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			t.count("not", compare(noisy(40, 10).record(rng), 0.01).Verdict == analysis.NotChanged)
		})
		return []Figure{{Name: name, Value: t.mean("not"), Bound: 0.96, AtLeast: true}}
	}}
}

// stop records until it is decided, in at most so many rounds, and returns the
// comparison and the number of rounds it took.
func stop(w World, most int, rng *rand.Rand) (analysis.Comparison, int) {
	s, err := analysis.NewSequence(analysis.Options{NoDiagnostics: true}, most)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	w.Rounds = most
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

func stoppingNull() cell {
	const name = "5 stopping, nothing changed, ICC .5"
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			c, rounds := stop(noisy(0, 10), 40, rng)
			t.count("false", significant(c))
			t.count("covered", c.Interval.Contains(1))
			t.add("rounds", float64(rounds))
		})
		return []Figure{
			{Name: name + ": false positives", Value: t.mean("false"), Bound: 0.01},
			{Name: name + ": coverage", Value: t.mean("covered"), Bound: 0.987, AtLeast: true},
		}
	}}
}

// everyDifference are options under which no equivalence ends a sequence.
var everyDifference = analysis.Options{NoDiagnostics: true, NoiseThreshold: -1, Anytime: true}

// everChanged says whether looking after each round from analysis.FirstLook to the
// last ever sees a change in a recording of one iteration a process. It looks only
// where the t test by itself would see one, which is found by running sums: the
// others see nothing, as signed ranks have to agree with it.
func everChanged(arms [2]*analysis.Series) bool {
	var mean, squares float64
	for i := range arms[candidate].Processes() {
		z := math.Log(float64(arms[candidate].Processes()[i].Counts[0])) - math.Log(float64(arms[baseline].Processes()[i].Counts[0]))
		n := i + 1
		off := z - mean
		mean += off / float64(n)
		squares += off * (z - mean)
		t := stat.Anytime{N: n, Mean: mean, SD: math.Sqrt(squares / float64(i))}
		if n < analysis.FirstLook || t.LogE(0) < -math.Log(0.01)-1e-6 {
			continue
		}
		r, err := analysis.Compare(data(arms, n), everyDifference)
		if err != nil {
			panic("BUG: " + err.Error())
		}
		if r.Comparisons[0].Verdict == analysis.Changed {
			return true
		}
	}
	return false
}

// stoppingEver simulates looking after each of 400 rounds for a change that is
// not there.
func stoppingEver(name string, bound float64, w World) cell {
	name = "5 looking 400 times, " + name
	w.Rounds = 400
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) { t.count("false", everChanged(w.record(rng))) })
		return []Figure{{Name: name + ": ever changed", Value: t.mean("false"), Bound: bound}}
	}}
}

func stoppingEffect(effect, rounds float64) cell {
	name := fmt.Sprintf("5 stopping, %.0f%% effect, ICC .5", 100*effect)
	return cell{name, func(n int, seed uint64) []Figure {
		w := noisy(0, 10)
		w.Effect = math.Log1p(effect)
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			c, rounds := stop(w, 40, rng)
			t.count("covered", c.Interval.Contains(1+effect))
			t.add("rounds", float64(rounds))
		})
		return []Figure{
			{Name: name + ": coverage", Value: t.mean("covered"), Bound: 0.987, AtLeast: true},
			{Name: name + ": rounds", Value: t.mean("rounds"), Bound: rounds, SD: t.sd("rounds"), Plain: true},
		}
	}}
}
