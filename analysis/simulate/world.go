package main

import (
	"math"
	"math/rand/v2"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
)

// World is how the numbers come about. Standard deviations are those of
// logarithms: 0.01 is about 1%.
type World struct {
	Rounds, Iterations int
	// Between is the standard deviation between processes, Within that
	// between the iterations of one.
	Between, Within float64
	// Effect is the logarithm of the true ratio.
	Effect float64
	// Tail is the share of values that take half as long again.
	Tail float64
	// AR is the correlation of an iteration with the one before it.
	AR float64
	// Cold is the logarithm by which the first iteration is slower.
	Cold float64
	// Rise is the logarithm by which a process slows down from its first to its last
	// iteration.
	Rise float64
	// Draw draws what is between processes, in units of Between; nil is normal.
	Draw func(*rand.Rand) float64
	// Slow is the share of the candidate's processes that take 30% longer.
	Slow float64
	// Spread multiplies both standard deviations of the candidate.
	Spread float64
	// Drift is the logarithm by which the machine slows down from the first
	// to the last process.
	Drift float64
}

// noisy returns a world whose intraclass correlation is a half: 1% between
// processes and 1% within.
func noisy(rounds, iterations int) World {
	return World{Rounds: rounds, Iterations: iterations, Between: 0.01, Within: 0.01, Spread: 1}
}

// level is the typical count: large, so that rounding it to whole numbers
// does not matter.
const level = 1e8

// arms of a recording.
const (
	baseline = iota
	candidate
)

// record makes a recording in random blocks: in each round one process of
// each arm, in random order, one after the other.
func (w World) record(rng *rand.Rand) [2]*analysis.Series {
	out := [2]*analysis.Series{}
	for arm, name := range []string{"baseline", "candidate"} {
		k := analysis.Key{Arch: "x86_64", Engine: name, Wasm: "simulated.wasm", Phase: measure.Execution, Event: event.Name}
		out[arm] = analysis.NewSeries(k, make([]analysis.Process, w.Rounds)...)
	}
	for p := range w.Rounds {
		first := rng.IntN(2)
		for slot := range 2 {
			arm := (first + slot) % 2
			time := (float64(2*p+slot) + 0.5) / float64(2*w.Rounds)
			out[arm].Processes()[p] = analysis.Process{ID: uint64(p), Counts: w.process(arm, time, rng)}
		}
	}
	analysis.InRounds(out[0], out[1])
	return out
}

// process makes the iterations of one process, at a time between 0 and 1.
func (w World) process(arm int, time float64, rng *rand.Rand) []uint64 {
	between, within, base := w.Between, w.Within, w.Drift*time
	if arm == candidate {
		between, within, base = between*w.Spread, within*w.Spread, base+w.Effect
	}
	if w.Draw != nil {
		base += between * w.Draw(rng)
	} else {
		base += between * rng.NormFloat64()
	}
	if arm == candidate && w.Slow > 0 && rng.Float64() < w.Slow {
		base += math.Log(1.3)
	}
	counts := make([]uint64, w.Iterations)
	noise := rng.NormFloat64()
	for i := range counts {
		if i > 0 {
			noise = w.AR*noise + math.Sqrt(1-w.AR*w.AR)*rng.NormFloat64()
		}
		y := base + within*noise + w.Rise*float64(i)/float64(max(1, w.Iterations-1))
		if i == 0 {
			y += w.Cold
		}
		if w.Tail > 0 && rng.Float64() < w.Tail {
			y += math.Log(1.5)
		}
		counts[i] = uint64(level * math.Exp(y))
	}
	return counts
}

var event = measure.Cycles

func data(arms [2]*analysis.Series, rounds int) *analysis.Data {
	d := &analysis.Data{Events: map[string]measure.Event{event.Name: event}}
	for _, s := range arms {
		part := *s
		part.SetProcesses(s.Processes()[:rounds:rounds])
		d.Series = append(d.Series, part)
		d.Configs = append(d.Configs, s.Config())
	}
	return d
}
