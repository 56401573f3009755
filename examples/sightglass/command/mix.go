package command

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/engines/operators"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
)

type mixCommand struct {
	engines flags.Engines
	call    flags.Call
	plan    recorder.Plan
	static  bool
	native  string
	format  report.MixFormat
	screen  flags.Screen
}

func newMix() *cobra.Command {
	m := new(mixCommand)
	cmd := &cobra.Command{
		Use:     "mix [flags] [BENCHMARK.wasm|SUITE.suite|FOLDER...]",
		GroupID: help.Check,
		Short:   "Count the operators of benchmarks, and show which are alike",
		Long: `Counts the WebAssembly operators in each benchmark's code, and those that it executes
between bench.start and bench.end, by class: the 26 classes of the Rust original. Each
benchmark runs once, rewritten so that it counts itself; what it prints is checked. Of
three benchmarks or more it says which are alike, by the principal components of these
numbers, and which classes none of them covers.

CSV has the columns of the original's pca-metrics: numbers of types, functions and so
on as 1/(n+1), and of each class its share. A number that is not known is empty, as
those of native code are without --native.`,
		RunE: func(cmd *cobra.Command, args []string) error { return m.run(cmd, args) },
	}
	m.engines.RegisterEngine(cmd, flags.DefaultEngine())
	m.call.Register(cmd, &m.plan)
	m.screen.Register(cmd)
	fs := cmd.Flags()
	fs.BoolVar(&m.static, "static", false, "count what is in the code, and run nothing")
	fs.StringVar(&m.native, "native", "", "a recording of the same benchmarks with --measure callgrind-sim on one engine, for the columns of native code")
	flags.Number(fs, &m.plan.Timeout, "timeout", "", 10*time.Minute, "how long one process may take", time.Nanosecond, recorder.MaxTime)
	flags.Choose(fs, &m.format, "output-format", "f", "table", "", flags.Names(report.MixTable, report.MixMarkdown, report.MixCSV, report.MixJSON)...)
	return cmd
}

func (m *mixCommand) run(cmd *cobra.Command, args []string) error {
	benchmarks, err := benchmarksOf(cmd, args, m.plan.Call, false)
	if err := errors.Join(err, m.engines.Check(cmd), m.call.Complete(cmd, &m.plan), flags.OneCall(m.plan.Call), m.refuse()); err != nil {
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
	options := report.MixOptions{Screen: m.screen.On(cmd.OutOrStdout())}
	if !m.static && len(mixes.Mixes) > 0 {
		without, err := m.execute(cmd, mixes)
		if err != nil {
			return err
		}
		failed += without
		e := m.plan.Engines[0]
		options.Engine = analysis.Config{Engine: cmp.Or(e.Name, e.Engine), Flags: e.Flags}.String()
	}
	if failed > 0 {
		err = &failedError{fmt.Errorf("%d of %s failed", failed, words.Count(len(benchmarks), "benchmark"))}
	}
	if len(mixes.Mixes) == 0 {
		return err
	}
	var traits analysis.Traits
	traits, options.Left = mixes.Traits()
	options.Likeness, options.Unlike = analysis.Alike(traits)
	out := cmd.OutOrStdout()
	if m.format == report.MixCSV {
		out = rowsTo(cmd)
	}
	return errors.Join(err, report.Mixes(out, mixes, m.format, options))
}

// refuse returns what is wrong with flags beside each other.
func (m *mixCommand) refuse() error {
	switch {
	case len(m.engines.Named()) > 1:
		return errors.New("--engine: mix runs each benchmark on one engine: name one")
	case m.static && len(m.engines.Named()) > 0:
		return errors.New("--engine would have no effect: --static runs nothing")
	case m.static && m.native != "":
		return errors.New("--native would have no effect: --static counts nothing that is executed")
	}
	return nil
}
