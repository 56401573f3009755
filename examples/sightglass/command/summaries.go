package command

import (
	"errors"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure/record"
)

func newAnalyze() *cobra.Command {
	return newReader("analyze",
		"Print minimum, maximum, mean and mean deviation of recordings",
		`Reads rows and prints, for each engine, benchmark, phase and event, the columns
arch, engine, wasm, phase, event, min, max, mean and deviation, the mean absolute
deviation from the mean. CSV has no header line.`,
		report.Analyze, analysis.FlagsHidden)
}

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

// newReader makes a command that reads recordings and prints summaries, in rows
// by write and else as a table. hidden warns of what rows do not show.
func newReader(name, short, long string,
	write func(io.Writer, []analysis.Summary, record.Format, ...error) error,
	hidden func([]analysis.Summary) []error) *cobra.Command {
	var input inputFlags
	var screen flags.Screen
	var format string
	var totals, ticks bool
	cmd := &cobra.Command{
		Use:     name + " [flags] [RECORDING...]",
		GroupID: help.Read,
		Short:   short,
		Long:    long + "\n\n" + unnamedMeans,
	}
	input.register(cmd)
	screen.Register(cmd)
	flags.Unit(cmd.Flags(), &ticks)
	flags.Choose(cmd.Flags(), &format, "output-format", "o", "table", "", flags.Names("table", "csv", "json", "markdown")...)
	cmd.Flags().BoolVar(&totals, "totals", false, "add the sums over all benchmarks, made sample by sample")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		defer live.AtOnce(cmd.Context())()
		names, err := input.named(cmd, args)
		if err != nil {
			return err
		}
		rows := map[string]record.Format{"table": record.Auto, "markdown": record.Auto, "csv": record.CSV, "json": record.JSON}[format]
		data, err := input.read(cmd, names)
		if data == nil || data.Rows == 0 {
			return err
		}
		if ticks {
			data.InTicks()
		}
		summaries, warnings := analysis.Summarize(data), data.AllWarnings()
		if totals {
			sums := analysis.SuiteTotals(data, "")
			warnings = append(warnings, sums.Warnings...)
			warn(cmd, sums.Warnings...)
			summaries = append(summaries, analysis.Summarize(sums)...)
		}
		if rows == record.Auto {
			options := report.NewOptions(data)
			options.Warnings = nil // the terminal has them already
			if name == "summarize" && slices.ContainsFunc(summaries, func(s analysis.Summary) bool { return s.Median != float64(s.UpperMedian) }) {
				options.Notes = []string{"Of an even number of values, median is the mean of the two in the middle; in CSV and JSON it is the larger of them, as in the Rust original."}
			}
			options.Screen = screen.On(cmd.OutOrStdout())
			draw := report.Table
			if format == "markdown" {
				draw, options.Warnings = report.Markdown, warnings
			}
			return errors.Join(err, draw(cmd.OutOrStdout(), summaries, options))
		}
		if hidden != nil {
			alike := hidden(summaries)
			warn(cmd, alike...)
			warnings = append(warnings, alike...)
		}
		return errors.Join(err, write(rowsTo(cmd), summaries, rows, warnings...))
	}
	return cmd
}
