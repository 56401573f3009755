package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/sightglass-go/sightglass/analysis"
)

// shrinking simulates how large a change is shown among those that are called one,
// and how large Shrunken says it is, as multiples of the truth. Benchmarks is how many
// have the effect, in one report.
func shrinking(effect float64, rounds, benchmarks int, shown, least, most float64) cell {
	name := fmt.Sprintf("15 truly %v%%, %d rounds, one of %d", 100*effect, rounds, benchmarks)
	return cell{name, func(n int, seed uint64) []Figure {
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			for _, c := range many(benchmarks, rounds, []float64{math.Log1p(effect)}, rng).Comparisons {
				if c.Verdict != analysis.Changed {
					continue
				}
				times := func(ratio float64) float64 { return math.Round(1000 * math.Log(ratio) / math.Log1p(effect)) }
				t.add("shown", times(*c.Ratio))
				t.add("shrunken", times(c.Shrunken.Ratio))
				t.count("covers", c.Shrunken.Interval.Contains(1+effect))
			}
		})
		figure := func(what, key string, bound float64, atLeast bool) Figure {
			return Figure{Name: name + ": " + what, Value: t.mean(key) / 1000, SD: t.sd(key) / 1000, Plain: true, Bound: bound, AtLeast: atLeast, Replications: t.n(key)}
		}
		return []Figure{
			figure("shown / truth", "shown", shown, true),
			figure("shrunken / truth", "shrunken", most, false),
			figure("and not less", "shrunken", least, true),
			{Name: name + ": covers", Value: t.mean("covers"), Bound: 0.985, AtLeast: true, Replications: t.n("covers")},
		}
	}}
}
