package command

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/engines/operators"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
)

type mixCommand struct {
	plan   recorder.Plan
	format report.MixFormat
	screen flags.Screen
}

func newMix() *cobra.Command {
	m := new(mixCommand)
	cmd := &cobra.Command{
		Use:     "mix [flags] [BENCHMARK.wasm|SUITE.suite|FOLDER...]",
		GroupID: help.Check,
		Short:   "Show what operators benchmarks consist of, and which are alike",
		Long: `Counts the WebAssembly operators in each benchmark's code, by class: the 26 classes
of the Rust original. Of three benchmarks or more it says which are alike, by the
principal components of these numbers, and which classes none of them covers.

CSV has the columns of the original's pca-metrics: numbers of types, functions and so
on as 1/(n+1), and of each class its share. A number that is not known is empty.`,
		RunE: func(cmd *cobra.Command, args []string) error { return m.run(cmd, args) },
	}
	m.screen.Register(cmd)
	flags.Choose(cmd.Flags(), &m.format, "output-format", "f", "table", "", flags.Names(report.MixTable, report.MixMarkdown, report.MixCSV, report.MixJSON)...)
	return cmd
}

func (m *mixCommand) run(cmd *cobra.Command, args []string) error {
	defer live.AtOnce(cmd.Context())()
	benchmarks, err := benchmarksOf(cmd, args, m.plan.Call, false)
	if err != nil {
		return err
	}
	mixes := &analysis.Mixes{}
	for c := range operators.Classes {
		mixes.Classes = append(mixes.Classes, c.String())
	}
	failed := 0
	for _, b := range benchmarks {
		mix, err := staticMix(b)
		if err != nil {
			failed++
			fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s\n", quote.Name(b), quote.Error(err))
			continue
		}
		mixes.Mixes = append(mixes.Mixes, mix)
	}
	if failed > 0 {
		err = &failedError{fmt.Errorf("%d of %s failed", failed, words.Count(len(benchmarks), "benchmark"))}
	}
	if len(mixes.Mixes) == 0 {
		return err
	}
	options := report.MixOptions{Screen: m.screen.On(cmd.OutOrStdout())}
	var traits analysis.Traits
	traits, options.Left = mixes.Traits()
	options.Likeness, options.Unlike = analysis.Alike(traits)
	out := cmd.OutOrStdout()
	if m.format == report.MixCSV {
		out = rowsTo(cmd)
	}
	return errors.Join(err, report.Mixes(out, mixes, m.format, options))
}
