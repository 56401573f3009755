package calibrate

import (
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/measure/record"
)

// summarize describes counts of processes, each a slice in any order. It
// returns nil if there are none. Its argument is left as it is.
func summarize(processes [][]uint64) *record.Summary {
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
	s := &record.Summary{N: n, Min: all[0], Max: all[n-1], Median: medianOfSorted(all)}
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
