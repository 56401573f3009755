package analysis

import (
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
)

// Window is what one event counts of the measuring itself, beside the work
// that is measured, as calibration found it: with a guest that does nothing.
// The first window of each process, which is cold, is not in it.
type Window struct {
	// Median is that of all windows, Min and Max the smallest and largest.
	Median float64 `json:"median"`
	Min    uint64  `json:"min"`
	Max    uint64  `json:"max"`
	// Processes are the medians of the processes that calibrated. Windows of
	// one process are not independent of each other, processes are: how well
	// the window is known follows from these. It is empty if there was but
	// one window a process.
	Processes []float64 `json:"process_medians,omitempty"`
}

// Interval returns the interval in which the window lies, at the level
// 1-alpha: Student's of the medians of processes, with m their mean and s
// their standard deviation,
//
//	m +- t(1-alpha/2, n-1) s / sqrt(n)
//
// widened so that it holds Median +- 1 - no count is known better than by
// one, whatever the processes agree on -, and cut off at 0. See Paired for the
// source and the assumption.
//
// Fewer than three processes say too little about others. The interval is
// then from Min to Max, widened likewise: no more than a guess.
func (w Window) Interval(alpha float64) Interval {
	i := Interval{1 - alpha, float64(w.Min), float64(w.Max)}
	if !w.guessed() {
		known, _ := stat.Paired(w.Processes).Interval(alpha)
		i = Interval(known)
	}
	i.Low = max(0, min(i.Low, w.Median-1))
	i.High = max(i.High, w.Median+1)
	return i
}

// guessed says whether there are too few processes for an interval.
func (w Window) guessed() bool { return len(w.Processes) < 3 }

// usable says whether it could be a window at all; files may hold anything.
func (w Window) usable() bool {
	fine := func(x float64) bool { return x >= 0 && x < 1<<63 }
	return fine(w.Median) && w.Min <= w.Max &&
		!slices.ContainsFunc(w.Processes, func(x float64) bool { return !fine(x) })
}

// joined is the window of several calibrations: the median of their medians,
// and the processes of all.
func joined(windows []Window) Window {
	if len(windows) == 1 {
		return windows[0]
	}
	out := Window{Min: math.MaxUint64}
	medians := make([]float64, 0, len(windows))
	for _, w := range windows {
		medians = append(medians, w.Median)
		out.Min, out.Max = min(out.Min, w.Min), max(out.Max, w.Max)
		out.Processes = append(out.Processes, w.Processes...)
	}
	out.Median, _ = stat.Median(medians, nil)
	return out
}
