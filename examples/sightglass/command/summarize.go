package command

import (
	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/report"
)

func newSummarize() *cobra.Command {
	return newReader("summarize",
		"Print minimum, maximum, median, mean and mean deviation of recordings",
		`Reads rows and prints, for each engine, benchmark, phase and event, the columns
arch, engine, engine_flags, wasm, phase, event, min, max, median, mean and
mean_deviation. CSV has a header line. Of an even number of values the median in
CSV and JSON is the larger of the two in the middle, as in the Rust original; in
tables it is their mean.`,
		report.Summarize, nil)
}
