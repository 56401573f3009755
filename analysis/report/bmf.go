package report

import (
	"fmt"
	"io"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
)

// bmfMetric is a metric as Bencher's schema has it
// (https://bencher.dev/docs/reference/bencher-metric-format).
type bmfMetric struct {
	Value float64  `json:"value"`
	Low   *float64 `json:"lower_value,omitempty"`
	High  *float64 `json:"upper_value,omitempty"`
}

// BMF writes summaries in Bencher Metric Format, an object of benchmarks of measures:
//
//	{"noop.wasm, wazero, Execution": {"latency": {"value": 88, "lower_value": 87.4, "upper_value": 88.9}}}
//
// The value is the median of the medians of processes, and lower and upper value are the
// MedianInterval, which is left out where there is none. Nanoseconds, and ticks whose rate is known, are
// "latency", which Bencher has in nanoseconds; any other event is a measure of its own
// name. The format has no directions: thresholds of Bencher do.
//
// The warnings name what was left out. Two series of one name are an error, and so is
// nothing to write (ErrNoMetric).
func BMF(w io.Writer, sums []analysis.Summary, events map[string]measure.Event) (warnings []error, err error) {
	list, warnings, err := metrics(sums, events)
	switch {
	case err != nil:
		return warnings, err
	case len(list) == 0:
		return warnings, fmt.Errorf("write Bencher Metric Format: %w", ErrNoMetric)
	}
	out := map[string]map[string]bmfMetric{}
	for _, m := range list {
		if out[m.benchmark] == nil {
			out[m.benchmark] = map[string]bmfMetric{}
		}
		to := bmfMetric{Value: m.value}
		if m.bounded() {
			to.Low, to.High = &m.low, &m.high
		}
		measure := m.measure
		if measure == timeMeasure {
			measure = "latency"
		}
		out[m.benchmark][measure] = to
	}
	return append(warnings, noInterval(list)...), writeIndented(w, out)
}
