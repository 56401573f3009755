package command

import (
	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
)

func newAnalyze() *cobra.Command {
	return newReader("analyze",
		"Print minimum, maximum, mean and mean deviation of recordings",
		`Reads rows and prints, for each engine, benchmark, phase and event, the columns
arch, engine, wasm, phase, event, min, max, mean and deviation, the mean absolute
deviation from the mean. CSV has no header line.`,
		report.Analyze, analysis.FlagsHidden)
}
