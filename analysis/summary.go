package analysis

import (
	"slices"
	"sync"

	"github.com/sightglass-go/sightglass/analysis/internal/parallel"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
)

// Summary describes the values of a series. Everything but N, Processes and
// CV is in the unit of the event.
//
// It says what the values were. How far they can be trusted follows from
// MedianInterval alone: values of one process are not independent, so that
// there is no interval from N and StdDev.
type Summary struct {
	Key
	// N is the number of values, Processes the number of processes that they
	// come from. A process has MinIterations to MaxIterations of them.
	N, Processes                 int
	MinIterations, MaxIterations int

	Min, Max uint64
	// Median is for even N the mean of the two values in the middle. It is exact
	// below 2^53. UpperMedian is then the larger of the two, which is always a
	// value that was counted: what the Rust sightglass calls the median.
	Median      float64
	UpperMedian uint64
	// Mean and MeanDeviation are as stat.Mean and stat.MeanDeviation compute
	// them; MeanDeviation is the mean absolute deviation from the mean.
	Mean, MeanDeviation float64
	// StdDev is the standard deviation of the values, CV it over Mean. Both
	// are NaN for one value, CV also when Mean is 0.
	StdDev, CV float64
	// Q1 and Q3 are the quartiles: see stat.Quantile.
	Q1, Q3 float64
	// Histogram says how the values are spread from Min to Max.
	Histogram stat.Histogram

	// Scaled, Collections and Warned are those of the Series.
	Scaled      int
	Collections uint64
	Warned      int
	// MedianInterval is where the median of processes lies, at the level 0.99:
	// what another recording of as many would probably find. Its ends are NaN
	// for fewer than three processes, and where a process has a median of 0.
	// Series.MedianInterval has the method.
	MedianInterval Interval
	// Subtracted is what SubtractOverhead took from each value, nil if nothing
	// was.
	Subtracted *Subtraction
	// Series is what was summarised: statistics that are not here are methods
	// that compute themselves from its values. It is nil in a Summary that
	// Series.Summary did not make.
	Series *Series `json:"-"`
}

// Summary computes the summary. The series stays as it is.
func (s *Series) Summary() Summary { return new(summarizer).summary(s) }

// A summarizer holds what a summary needs room for, for the next one.
type summarizer struct {
	counts  []uint64
	floats  []float64
	medians []float64
}

func (z *summarizer) summary(s *Series) Summary {
	of := s
	s = s.held()
	processes := s.processes
	z.counts = s.Counts(z.counts[:0])
	counts := z.counts
	sum := Summary{
		Key: s.Key, N: len(counts), Processes: len(processes),
		Mean: stat.Mean(counts), MeanDeviation: stat.MeanDeviation(counts),
		Scaled: s.Scaled, Collections: s.Collections, Warned: s.Warned, Subtracted: s.Subtracted, Series: of,
	}
	sum.StdDev, z.floats = stat.StdDev(counts, z.floats)
	sum.CV = sum.StdDev / sum.Mean
	for i := range processes {
		n := len(processes[i].Counts)
		if i == 0 || n < sum.MinIterations {
			sum.MinIterations = n
		}
		sum.MaxIterations = max(sum.MaxIterations, n)
	}
	if len(counts) > 0 {
		sum.Min, sum.Max = slices.Min(counts), slices.Max(counts)
		sum.Histogram = stat.NewHistogram(counts, sum.Min, sum.Max)
		sum.UpperMedian = stat.SelectNth(counts, len(counts)/2)
	}
	sum.Q1, sum.Median, sum.Q3 = stat.Quartiles(counts)
	sum.MedianInterval = z.medianInterval(s)
	return sum
}

// Summarize summarises every series of the data, in their order: sorted by
// architecture, engine, flags, benchmark, phase and event.
//
// Both tables of package report, the one of analyze and the one of
// summarize, are columns of these summaries.
func Summarize(d *Data) []Summary {
	sums := make([]Summary, len(d.Series))
	scratch := sync.Pool{New: func() any { return new(summarizer) }}
	parallel.Each(len(sums), func(i int) {
		z := scratch.Get().(*summarizer)
		sums[i] = z.summary(&d.Series[i])
		scratch.Put(z)
	})
	return sums
}

// FlagsHidden returns a *hiddenFlags for every engine of which there are
// summaries with different flags: a table without a column for them, like
// that of analyze, has lines that look alike.
func FlagsHidden(sums []Summary) []error {
	flags := make(map[string][]string)
	for _, s := range sums {
		if !slices.Contains(flags[s.Engine], s.EngineFlags) {
			flags[s.Engine] = append(flags[s.Engine], s.EngineFlags)
		}
	}
	var engines []string
	for e, f := range flags {
		if len(f) > 1 {
			slices.Sort(f)
			engines = append(engines, e)
		}
	}
	slices.Sort(engines)
	var warnings []error
	for _, e := range engines {
		warnings = append(warnings, &hiddenFlags{Engine: e, Flags: flags[e]})
	}
	return warnings
}
