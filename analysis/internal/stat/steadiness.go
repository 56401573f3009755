package stat

import (
	"math"
	"slices"
)

// Steadiness is how far the last half of the iterations of processes still
// drifts.
type Steadiness struct {
	// Drift is the logarithm by which a count changes from the first to the last
	// iteration of that half, as a mean over processes; Last is how many it has.
	Drift float64 `json:"drift"`
	Last  int     `json:"last_iterations"`
	// T is that of Drift over Processes, P its p value.
	T         float64 `json:"t"`
	P         float64 `json:"p"`
	Processes int     `json:"processes"`
}

// Steady says whether it is: the drift is no more than 1%, or may be chance at
// a level of 1%.
func (s *Steadiness) Steady() bool {
	return math.Abs(s.Drift) <= math.Log(1.01) || s.P >= 0.01
}

// minSteadiness is how many processes it takes: with two, Student's t knows next
// to nothing of how they differ.
const minSteadiness = 3

// MeasureSteadiness fits a line to the last half of each process, h = floor(I/2)
// logarithms x in order, and takes the means of how far these rise
//
//	D(p) = (h-1) sum (i - (h-1)/2) x(i) / sum (i - (h-1)/2)^2,   i from 0 to h-1
//
// over the P processes for Drift, tested by Student's t with P-1 degrees of
// freedom. Processes are the sample, so that iterations may depend on each other.
// E. Barrett et al., Virtual machine warmup blows hot and cold, OOPSLA 2017, find
// that many programs never reach a steady state; their change points need
// hundreds of iterations, which few recordings have. A line sees what goes on
// rising or falling, and half of a single step; it does not see a process
// that goes up and down again.
//
// As for DetectWarmup, I is the median length, and processes that are shorter or
// have a value that is not finite don't take part. It is false for I < 4 and for
// fewer than three processes. If all D(p) are the same, T is 0 and P 1 where they
// are 0, and math.MaxFloat64 with P 0 elsewhere.
func MeasureSteadiness(processes [][]float64) (Steadiness, bool) {
	n := typicalLength(processes)
	if n < 4 {
		return Steadiness{}, false
	}
	h := n / 2
	middle := float64(h-1) / 2
	var rises []float64
	for _, p := range processes {
		if len(p) < n || !Finite(p) {
			continue
		}
		last := p[len(p)-h:]
		var xy, xx float64
		for i, y := range last {
			x := float64(i) - middle
			xy += x * (y - last[0])
			xx += x * x
		}
		rises = append(rises, float64(h-1)*xy/xx)
	}
	if len(rises) < minSteadiness {
		return Steadiness{}, false
	}
	s := Steadiness{Last: h, Processes: len(rises)}
	s.Drift, s.T, s.P = testMean(rises)
	return s, true
}

// typicalLength is the median number of iterations, the lower of two; 0 without
// processes.
func typicalLength(processes [][]float64) int {
	var lengths []int
	for _, p := range processes {
		lengths = append(lengths, len(p))
	}
	if len(lengths) == 0 {
		return 0
	}
	slices.Sort(lengths)
	return lengths[(len(lengths)-1)/2]
}
