package command

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
)

// A dashboardFormat holds one value for each series, where formats of rows hold all.
type dashboardFormat struct {
	name  string
	write func(io.Writer, []analysis.Summary, map[string]measure.Event) (warnings []error, err error)
}

// dashboardFormats are named as the tools that read them name them.
var dashboardFormats = []dashboardFormat{
	{"bmf", report.BMF},
	{"customSmallerIsBetter", customBenchmarks(measure.Lower)},
	{"customBiggerIsBetter", customBenchmarks(measure.Higher)},
}

func customBenchmarks(better measure.Better) func(io.Writer, []analysis.Summary, map[string]measure.Event) ([]error, error) {
	return func(w io.Writer, sums []analysis.Summary, events map[string]measure.Event) ([]error, error) {
		return report.CustomBenchmarks(w, sums, events, better)
	}
}

// convert writes what summarize reads of the recordings.
func (f *dashboardFormat) convert(cmd *cobra.Command, input *inputFlags, names []string) error {
	if err := input.allDiffer(cmd, names); err != nil {
		return err
	}
	data, readErr := input.read(cmd, names)
	if data == nil || data.Rows == 0 {
		return readErr
	}
	for i := range data.Headers {
		if slices.ContainsFunc(data.Headers[:i], func(o record.Header) bool { return o.SameRecording(&data.Headers[i]) }) {
			return fmt.Errorf("%s: a recording is in it twice, and its values would count twice", strings.Join(names, ", "))
		}
	}
	sums := analysis.Summarize(data)
	if i := slices.IndexFunc(sums, func(s analysis.Summary) bool { return filepath.IsAbs(s.Wasm) }); i >= 0 {
		fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s is a part of the series' name: recorded in another folder or on another machine, it is another series; name benchmarks by relative paths\n", quote.Name(sums[i].Wasm))
	}
	warnings, err := f.write(rowsTo(cmd), sums, data.Events)
	warn(cmd, warnings...)
	if err != nil {
		return err
	}
	return readErr
}
