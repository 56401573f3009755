package calibrate

import (
	"math"
	"slices"
)

// Summary describes counts. There is no Summary of no count: where nothing
// was counted a *Summary is nil.
type Summary struct {
	// N is the number of counts, at least 1.
	N int `json:"n"`
	// Min and Max are counts.
	Min uint64 `json:"min"`
	Max uint64 `json:"max"`
	// Median is the middle one of the sorted counts, or the mean of the two
	// middle ones. Of one count it is that count, and so is the mean.
	Median float64 `json:"median"`
	Mean   float64 `json:"mean"`
	// MeanDeviation is the mean absolute deviation from the mean,
	// (1/n) sum |x - mean|. It needs 2 counts and is nil without: one count
	// says nothing of how counts differ.
	MeanDeviation *float64 `json:"mean_deviation,omitempty"`
	// P99 is the 99th percentile by nearest rank: the smallest count such that
	// at least 99 of 100 are not greater, which is type 1 of Hyndman and Fan,
	// "Sample Quantiles in Statistical Packages" (The American Statistician
	// 50, 1996). It needs 100 counts and is nil without: it would be Max.
	P99 *uint64 `json:"p99,omitempty"`
	// ProcessMedians are the medians of each process by itself, in the order
	// in which they ran. Windows of one process are not independent of one
	// another, processes are: an interval for the overhead is made of these.
	// Where each process has one count only it is nil.
	ProcessMedians []float64 `json:"process_medians,omitempty"`
}

// Summarize describes counts of processes, each a slice in any order. It
// returns nil if there are none. Its argument is left as it is.
func Summarize(processes [][]uint64) *Summary {
	var all []uint64
	several := false
	for _, counts := range processes {
		all = append(all, counts...)
		several = several || len(counts) > 1
	}
	if len(all) == 0 {
		return nil
	}
	slices.Sort(all)
	n := len(all)
	s := &Summary{N: n, Min: all[0], Max: all[n-1], Median: medianOfSorted(all)}
	var sum, away float64
	for _, c := range all {
		sum += float64(c)
	}
	s.Mean = sum / float64(n)
	for _, c := range all {
		away += math.Abs(float64(c) - s.Mean)
	}
	if n >= 2 {
		away /= float64(n)
		s.MeanDeviation = &away
	}
	if n >= 100 {
		p99 := all[(99*n+99)/100-1]
		s.P99 = &p99
	}
	for _, counts := range processes {
		if several && len(counts) > 0 {
			s.ProcessMedians = append(s.ProcessMedians, median(counts))
		}
	}
	return s
}

func median(counts []uint64) float64 {
	sorted := slices.Clone(counts)
	slices.Sort(sorted)
	return medianOfSorted(sorted)
}

// medianOfSorted needs one count at least.
func medianOfSorted(sorted []uint64) float64 {
	n := len(sorted)
	if n%2 == 1 {
		return float64(sorted[n/2])
	}
	return float64(sorted[n/2-1])/2 + float64(sorted[n/2])/2
}
