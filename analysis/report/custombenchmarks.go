package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// customBenchmark is an entry of github-action-benchmark's custom tools
// (https://github.com/benchmark-action/github-action-benchmark#readme).
type customBenchmark struct {
	Name  string  `json:"name"`
	Unit  string  `json:"unit"`
	Value float64 `json:"value"`
	Range string  `json:"range,omitempty"`
	Extra string  `json:"extra"`
}

// inCode are the characters that would end the code span or the cell of a table in
// which github-action-benchmark writes names.
var inCode = strings.NewReplacer("%", "%25", "`", "%60", "|", "%7C")

// CustomBenchmarks writes summaries for github-action-benchmark, whose tool
// customSmallerIsBetter reads those with better Lower and customBiggerIsBetter those
// with better Higher:
//
//	[{"name": "noop.wasm, wazero, Execution: time", "unit": "ns", "value": 88, "range": "± 0.9", "extra": "..."}]
//
// One file has one direction. What is better in the other direction, or in neither, is
// left out, and the warnings say so. The value is the median of the medians of processes, the range how far the
// farther end of the MedianInterval lies from it; without an interval there is none.
// "%", "`" and "|" in names are written as %25, %60 and %7C.
//
// Two series of one name are an error, and so is nothing to write (ErrNoMetric).
func CustomBenchmarks(w io.Writer, sums []analysis.Summary, events map[string]measure.Event, better measure.Better) (warnings []error, err error) {
	list, warnings, err := metrics(sums, events)
	if err != nil {
		return warnings, err
	}
	var others []string // measures with another direction
	list = slices.DeleteFunc(list, func(m metric) bool {
		if what := fmt.Sprintf("%s (better %v)", m.measure, m.better); m.better != better && !slices.Contains(others, what) {
			others = append(others, what)
		}
		return m.better != better
	})
	if len(others) > 0 {
		warnings = append(warnings, fmt.Errorf("left out, as this file is of what is better %v: %s", better, strings.Join(others, ", ")))
	}
	if len(list) == 0 {
		return warnings, fmt.Errorf("write what is better %v for github-action-benchmark: %w", better, ErrNoMetric)
	}
	var out []customBenchmark
	for _, m := range list {
		b := customBenchmark{
			Name: inCode.Replace(m.benchmark + ": " + m.measure), Unit: inCode.Replace(m.unit), Value: m.value,
			Extra: fmt.Sprintf("median of %s (%s)", words.Count(m.of.Processes, "process"), words.Count(m.of.N, "value")),
		}
		if m.bounded() {
			b.Range = "± " + digits(max(m.value-m.low, m.high-m.value))
			b.Extra += fmt.Sprintf(", %s interval %s .. %s", words.Level(m.of.MedianInterval.Level), digits(m.low), digits(m.high))
		}
		out = append(out, b)
	}
	return append(warnings, noInterval(list)...), writeIndented(w, out)
}
