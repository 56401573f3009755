package analysis

import (
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
)

// medianAlpha is 1 minus the level of Summary.MedianInterval: that of
// comparisons, unless they are told otherwise.
const medianAlpha = 0.01

// MedianInterval returns the interval of the median across processes at the
// level 1-alpha. As in comparisons the process is the unit,
//
//	y(p) = ln(median of all iterations of process p)
//
// and the interval is that of the middle of the y, exponentiated: Student's
// for 3 to 9 processes (see Paired) and that of the signed ranks from 10 on,
// around their Hodges-Lehmann estimate (see HodgesLehmann). The one assumes
// that logarithms of medians are about normal, the other that they are
// symmetric; both that processes are independent, which the diagnostics of
// comparisons judge. Unlike there, no iteration is left out for warming up:
// it is about the values that the rest of the summary describes.
//
// It holds what SubtractOverhead subtracted, as comparisons do: the ends are
// moved outwards by how far the window may be off.
//
// It is false for fewer than three processes, which tell too little about
// others, and where the median of a process is 0, which has no logarithm.
// Without variance it has no width.
func (s *Series) MedianInterval(alpha float64) (Interval, bool) {
	return new(summarizer).intervalOf(s, alpha)
}

func (z *summarizer) medianInterval(s *Series) Interval {
	if i, ok := z.intervalOf(s, medianAlpha); ok {
		return i
	}
	return Interval{1 - medianAlpha, math.NaN(), math.NaN()}
}

func (z *summarizer) intervalOf(s *Series, alpha float64) (Interval, bool) {
	processes := s.Processes()
	if len(processes) < 3 {
		return Interval{}, false
	}
	z.medians = z.medians[:0]
	low := math.Inf(1)
	for i := range processes {
		z.counts = append(z.counts[:0], processes[i].Counts...)
		m := stat.MedianOfCounts(z.counts)
		if m <= 0 {
			return Interval{}, false
		}
		low = min(low, m)
		z.medians = append(z.medians, math.Log(m))
	}
	slices.Sort(z.medians) // sums of them are rounded: the same in any order of rows
	loc := stat.Locate(z.medians, alpha)
	if s.Subtracted != nil {
		loc = stat.Widened{Location: loc, By: windowError{{cand: armError{s.Subtracted, low, s.step()}}}.shift}
	}
	i, ok := loc.Interval(alpha)
	return Interval(i.Exp()), ok
}
