package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
)

// attacks are situations in which verdicts were once wrong.
func attacks() []cell {
	return []cell{ticks(0.01), ticks(0.02), gate(), families(), uneven(), fuel(), histories(), slow(20, 0.15), slow(40, 0.05), windows(300), windows(1000),
		shrinking(0.005, 20, 1, 1.8, 1, 1.5), shrinking(0.005, 20, 12, 2, 1, 1.6), shrinking(0.02, 10, 12, 1.03, 0.8, 1.05),
		factors(10, 4, 1, 1), factors(10, 4, 1.05, 1), factors(10, 4, 1, 1.05), factors(12, 4, 1.05, 1.03),
		oddities(), rounded()}
}

// onClock rounds the counts of arms to a clock's steps, of which level is so
// many.
func onClock(arms [2]*analysis.Series, steps float64) [2]*analysis.Series {
	for _, s := range arms {
		for i := range s.Processes() {
			for k, c := range s.Processes()[i].Counts {
				s.Processes()[i].Counts[k] = uint64(math.Round(float64(c) / level * steps))
			}
		}
	}
	return arms
}

func ticks(effect float64) cell {
	name := fmt.Sprintf("8 counts of 30 steps, %+.0f%%, 10x10", 100*effect)
	return cell{name, func(n int, seed uint64) []Figure {
		w := noisy(10, 10)
		w.Effect = math.Log1p(effect)
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			c := compare(onClock(w.record(rng), 28+4*rng.Float64()), 0.01)
			t.count("covered", c.Interval.Contains(1+effect))
			t.count("not changed", c.Verdict == analysis.NotChanged)
		})
		return []Figure{
			{Name: name + ", 99%", Value: t.mean("covered"), Bound: 0.985, AtLeast: true},
			{Name: name + ", not changed", Value: t.mean("not changed"), Bound: 0.05},
		}
	}}
}

// many compares benchmarks of candidates with the baseline, all in one report.
func many(benchmarks, rounds int, effects []float64, rng *rand.Rand) *analysis.Result {
	d := &analysis.Data{Events: map[string]measure.Event{event.Name: event}}
	for b := range benchmarks {
		for i, effect := range effects {
			w := noisy(rounds, 4)
			w.Effect = effect
			arms := w.record(rng)
			for arm, s := range arms {
				s.Wasm, s.Engine = fmt.Sprint(b), "base"
				if arm == candidate {
					s.Engine = fmt.Sprint("candidate ", i)
				} else if i > 0 {
					continue // the baseline is one engine
				}
				d.Series = append(d.Series, *s)
			}
		}
	}
	all := make([]*analysis.Series, len(d.Series))
	for i := range d.Series {
		all[i] = &d.Series[i]
		if c := all[i].Config(); len(d.Configs) <= len(effects) && i <= len(effects) {
			d.Configs = append(d.Configs, c)
		}
	}
	for b := range benchmarks {
		analysis.InRounds(all[b*(1+len(effects)) : (b+1)*(1+len(effects))]...)
	}
	r, err := analysis.Compare(d, analysis.Options{Baseline: "base", NoDiagnostics: true})
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return r
}

func gate() cell {
	const name = "9 gate over 50 benchmarks, nothing changed"
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			out, err := analysis.Gate{}.Judge(many(50, 8, []float64{0}, rng))
			t.count("closed at 8", len(out.Worse) > 0 && err == nil)
			_, err = analysis.Gate{}.Judge(many(2, 4, []float64{0}, rng))
			t.count("refused at 4", err != nil)
		})
		return []Figure{
			{Name: name + ", 8 rounds: closes", Value: t.mean("closed at 8"), Bound: 0.05},
			{Name: name + ", 4 rounds: refuses", Value: t.mean("refused at 4"), Bound: 1, AtLeast: true},
		}
	}}
}

// families simulates comparisons of an engine with itself beside those of one
// that differs: no report may call one of the former changed more often than
// if they stood alone.
func families() cell {
	const name = "10 12 benchmarks unchanged beside a faster engine"
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			found := false
			for _, c := range many(12, 10, []float64{0, 0.3}, rng).Comparisons {
				found = found || c.Candidate.Engine == "candidate 0" && c.Verdict == analysis.Changed
			}
			t.count("found", found)
		})
		// 5% is what the correction promises; the rest is the error of 4,000 replications.
		return []Figure{{Name: name + ": reports", Value: t.mean("found"), Bound: 0.055}}
	}}
}

// uneven simulates an arm whose processes die after two of ten iterations, the
// first of which is slow.
func uneven() cell {
	const name = "11 2 against 10 iterations, the first slow, 10 rounds"
	return cell{name, func(n int, seed uint64) []Figure {
		w := noisy(10, 10)
		w.Cold = math.Log(1.5)
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			arms := w.record(rng)
			for i := range arms[candidate].Processes() {
				p := &arms[candidate].Processes()[i]
				p.Counts = p.Counts[:2]
			}
			t.count("claimed", significant(compare(arms, 0.01)))
		})
		return []Figure{{Name: name + ": changed", Value: t.mean("claimed"), Bound: 0.015}}
	}}
}

// slow simulates a tenth of the candidate's processes being 30% slower, which
// the median hides: "not changed" must not be said without a word of that.
func slow(rounds int, bound float64) cell {
	name := "14 a tenth of processes slow, " + size(rounds)
	return cell{name, func(n int, seed uint64) []Figure {
		w := noisy(rounds, 10)
		w.Slow = 0.1
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			c := compare(w.record(rng), 0.01)
			said := slices.ContainsFunc(c.Caveats, func(v analysis.Caveat) bool {
				return v.Code == analysis.SlowUnknown || v.Code == analysis.TailChanged
			})
			t.count("not", c.Verdict == analysis.NotChanged && !said)
		})
		return []Figure{{Name: name + ": not changed, no caveat", Value: t.mean("not"), Bound: bound}}
	}}
}

// fuel counts 0 against 800,001 in all rounds, and two against three steps of
// a clock.
func fuel() cell {
	const name = "12 without variance"
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			of := func(a, b uint64) [2]*analysis.Series {
				arms := noisy(3+rng.IntN(38), 1).record(rng)
				for i, x := range []uint64{a, b} {
					for k := range arms[i].Processes() {
						arms[i].Processes()[k].Counts = []uint64{x}
					}
				}
				return arms
			}
			zero := of(0, 800_001)
			c, err := analysis.CompareSeries(zero[baseline], zero[candidate], measure.Fuel, analysis.Options{})
			t.count("zero", err == nil && c.Worse())
			t.count("ticks", compare(of(42, 63), 0.01).Verdict != analysis.Unsure || compare(of(42, 42), 0.01).Verdict != analysis.Unsure)
		})
		return []Figure{
			{Name: name + ", fuel from 0 to 800,001: changed", Value: t.mean("zero"), Bound: 1, AtLeast: true},
			{Name: name + ", 42 to 63 on a clock of 21: sure", Value: t.mean("ticks"), Bound: 0},
		}
	}}
}
