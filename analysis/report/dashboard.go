package report

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// ErrNoMetric is wrapped by the errors of BMF and CustomBenchmarks when no summary
// can be written.
var ErrNoMetric = errors.New("nothing that the format can hold")

// Names of a dashboard may be this long, in bytes.
const (
	maxBenchmarkName = 1024
	maxMeasureName   = 64
)

// timeMeasure is the measure of elapsed time, whichever clock it was read from.
const timeMeasure = "time"

// A metric is what a dashboard keeps of a series: one value, and where it may lie.
type metric struct {
	benchmark string // "noop.wasm, wazero, Execution"
	measure   string // timeMeasure, or the name of the event
	unit      string
	better    measure.Better
	// value is the median of the medians of processes, low to high its interval, NaN
	// where there is none. It holds the value.
	value, low, high float64
	of               *analysis.Summary
}

// metrics are those of the summaries that the names and numbers of a dashboard can
// hold. The warnings name what was left out.
func metrics(sums []analysis.Summary, events map[string]measure.Event) (list []metric, warnings []error, err error) {
	type name struct{ benchmark, measure string }
	taken := map[name]*analysis.Summary{}
	timed := map[string]bool{} // benchmarks whose time is recorded as such
	for i := range sums {
		if isTime(events[sums[i].Event]) {
			timed[benchmarkName(sums[i].Key)] = true
		}
	}
	for i := range sums {
		s := &sums[i]
		m := metric{benchmark: benchmarkName(s.Key), of: s}
		divisor := m.describe(eventOf(s.Event, events), timed[m.benchmark])
		m.value = processMedian(s) / divisor
		switch {
		case len(m.benchmark) > maxBenchmarkName || len(m.measure) > maxMeasureName:
			warnings = append(warnings, fmt.Errorf("%s of %s is left out: the name is too long (at most %d bytes for a benchmark, %d for a measure)", quote.Name(s.Event), quote.Name(s.Wasm), maxBenchmarkName, maxMeasureName))
			continue
		case s.N == 0 || math.IsNaN(m.value) || math.IsInf(m.value, 0):
			warnings = append(warnings, fmt.Errorf("%s of %s is left out: it has no median", quote.Name(s.Event), quote.Name(s.Wasm)))
			continue
		}
		n := name{m.benchmark, m.measure}
		if other := taken[n]; other != nil {
			return nil, warnings, fmt.Errorf("%v and %v would both be %s of %q: write them separately", other.Key, s.Key, m.measure, m.benchmark)
		}
		taken[n] = s
		m.low, m.high = min(m.value, sixDigits(s.MedianInterval.Low/divisor)), max(m.value, sixDigits(s.MedianInterval.High/divisor))
		list = append(list, m)
	}
	return list, warnings, nil
}

// processMedian is the median that comparisons and histories show. That of all values
// is where most iterations are, which is elsewhere when processes have more or fewer.
func processMedian(s *analysis.Summary) float64 {
	if s.Series == nil {
		return s.Median
	}
	return s.Series.ProcessMedian()
}

// noInterval warns of those that have none.
func noInterval(list []metric) []error {
	n := 0
	for i := range list {
		if !list[i].bounded() {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return []error{fmt.Errorf("%s no interval: that takes three processes, and medians above 0", words.Plural(n, "value has", "values have"))}
}

// describe sets what the event says, and returns by how much counts are divided.
// Ticks whose rate is known are time, unless time was recorded beside them.
func (m *metric) describe(e measure.Event, timed bool) float64 {
	printed, divisor := words.PrintedUnit(e.Unit)
	m.measure, m.unit, m.better = quote.Line(e.Name), quote.Line(printed), e.Better
	switch {
	case isTime(e):
		m.measure = timeMeasure
	case e.Hz > 0 && !timed:
		m.measure, m.unit = timeMeasure, "ns"
		return e.Hz / 1e9
	case e == measure.Millionths(printed): // "micro-hits/op"
		m.measure = m.unit
	}
	return divisor
}

func isTime(e measure.Event) bool {
	return e.Name == measure.Nanoseconds.Name || e.Name == measure.Femtoseconds.Name
}

func eventOf(name string, events map[string]measure.Event) measure.Event {
	if e, ok := events[name]; ok {
		return e
	}
	return measure.Event{Name: name}
}

// bounded is whether there is an interval.
func (m *metric) bounded() bool {
	return !math.IsNaN(m.low) && !math.IsNaN(m.high) && !math.IsInf(m.high, 0)
}

// benchmarkName is the same in every recording, so that values of one series are in
// one chart.
func benchmarkName(k analysis.Key) string {
	return quote.Line(strings.TrimSpace(fmt.Sprintf("%s, %v, %v", k.Wasm, k.Config(), k.Phase)))
}

// sixDigits leaves out the digits of an end of an interval that mean nothing, and that
// differ between processors.
func sixDigits(x float64) float64 {
	x, _ = strconv.ParseFloat(digits(x), 64)
	return x
}

func digits(x float64) string { return strconv.FormatFloat(x, 'g', 6, 64) }
