package command

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

type selfcheckCommand struct {
	engines flags.Engines
	input   inputFlags
	screen  flags.Screen
	plan    recorder.Plan
	options analysis.Options
	splits  int
	write   selfcheckWriter
}

type selfcheckWriter = func(io.Writer, report.Screen, []analysis.Selfcheck) error

func newSelfcheck() *cobra.Command {
	s := new(selfcheckCommand)
	cmd := &cobra.Command{
		Use:   "selfcheck [flags] BENCHMARK.wasm|SUITE.suite...",
		Short: "Compare an engine with itself, to see what this machine can tell",
		Long: `Records an engine, splits its processes at random into two that are the same, and
compares these: what comes out as a change is a false one. Says how often that
happens on this machine, which should be no more often than the significance level,
and the smallest change that as many rounds would probably show. Beside it stands
what other ways of comparing make of the same numbers.

With --file it looks at recordings instead of making one.`,
		RunE: func(cmd *cobra.Command, args []string) error { return s.run(cmd, args) },
	}
	s.engines.Register(cmd)
	s.engines.RegisterLayouts(cmd)
	s.input.registerSubtract(cmd)
	s.input.registerDespite(cmd)
	s.input.registerFormat(cmd, "")
	s.screen.Register(cmd)
	fs := cmd.Flags()
	fs.StringArrayVar(&s.input.files, "file", nil, "a recording to read; may be repeated")
	flags.Processes(fs, &s.plan.Processes, 40, "processes for each benchmark; half of them are one side")
	flags.Iterations(fs, &s.plan.Iterations, recorder.DefaultIterations, "iterations in each process")
	flags.Measures(fs, &s.plan.Measures, "")
	flags.Number(fs, &s.plan.Timeout, "timeout", "", recorder.DefaultTimeout, "how long one process may take", time.Nanosecond, recorder.MaxTime)
	fs.BoolVar(&s.plan.SmallWorkload, "small-workloads", false, "set "+job.SmallWorkloadVariable+" for the benchmarks")
	flags.Alpha(fs, &s.options.Alpha)
	flags.Number(fs, &s.splits, "splits", "", 200, "how often each series is split", 1, analysis.MaxSplits)
	fs.Uint64Var(&s.plan.Seed, "seed", 1, "seed of the order of processes and of the splits")
	flags.Choose(fs, &s.write, "output-format", "f", "table", "",
		flags.Case[selfcheckWriter]{Name: "table", Is: selfcheckTable}, flags.Case[selfcheckWriter]{Name: "json", Is: asJSON[[]analysis.Selfcheck]})
	return cmd
}

func (s *selfcheckCommand) run(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) == 0 && len(s.input.files) == 0:
		return errors.New("name benchmarks to record, or recordings with --file")
	case len(args) > 0 && len(s.input.files) > 0:
		return fmt.Errorf("%s and --file cannot be combined: it either records a benchmark or reads recordings", quote.Name(args[0]))
	}
	data, readErr := s.data(cmd, args)
	if data == nil || data.Rows == 0 {
		return readErr
	}
	checks, err := analysis.CheckSelf(data, s.options, s.splits, s.plan.Seed)
	if err != nil {
		return err // what was refused is on standard error
	}
	return errors.Join(readErr, s.write(cmd.OutOrStdout(), s.screen.On(cmd.OutOrStdout()), checks))
}

func (s *selfcheckCommand) data(cmd *cobra.Command, args []string) (_ *analysis.Data, err error) {
	if len(s.input.files) > 0 {
		return s.input.read(cmd, s.input.files)
	}
	if s.plan.Benchmarks, err = expand(args, false); err != nil {
		return nil, err
	}
	if err = flags.CheckMeasures(s.plan.Measures); err != nil {
		return nil, err
	}
	if s.plan.Engines, err = s.engines.Plan(cmd); err != nil {
		return nil, err
	}
	rows := new(analysis.Builder)
	bar := live.NewProgress(cmd.ErrOrStderr())
	happened, err := worker.Recorder{Options: recorder.Options{Progress: bar.Update}}.Record(cmd.Context(), s.plan, rows)
	bar.Done()
	if err == nil && len(happened.Failures) > 0 {
		err = &failedError{errors.New(failedOf(&happened, &s.plan))}
	}
	return rows.Data(), err
}

func selfcheckTable(w io.Writer, screen report.Screen, checks []analysis.Selfcheck) error {
	var notes []string
	for i := range checks {
		notes = append(notes, selfVerdict(&checks[i]))
	}
	rate := func(of func(analysis.Selfcheck) analysis.Rate) func(analysis.Selfcheck) string {
		return func(c analysis.Selfcheck) string { return words.Share(of(c).Share(), 1) }
	}
	columns := []report.Column[analysis.Selfcheck]{
		{Heading: "phase", Text: func(c analysis.Selfcheck) string { return c.Phase.String() }},
		{Heading: "event", Text: func(c analysis.Selfcheck) string { return c.Event }},
		{Heading: "series", Text: func(c analysis.Selfcheck) string { return fmt.Sprint(c.Series) }},
		{Heading: "rounds", Text: func(c analysis.Selfcheck) string {
			if c.Rounds[0] != c.Rounds[1] {
				return fmt.Sprintf("%d-%d", c.Rounds[0], c.Rounds[1])
			}
			return fmt.Sprint(c.Rounds[0])
		}},
		{Heading: "in rounds", Text: rate(func(c analysis.Selfcheck) analysis.Rate { return c.Blocks })},
		{Heading: "random halves", Text: rate(func(c analysis.Selfcheck) analysis.Rate { return c.Halves })},
		{Heading: "one after the other", Text: rate(func(c analysis.Selfcheck) analysis.Rate { return c.Sequential })},
		{Heading: "pooled", Text: rate(func(c analysis.Selfcheck) analysis.Rate { return c.Pooled })},
		{Heading: "smallest change", Text: func(c analysis.Selfcheck) string {
			return fmt.Sprintf("%s (worst %s)", words.Share(c.Detectable-1, 1), words.Share(c.DetectableWorst-1, 1))
		}},
	}
	_, err := fmt.Fprintf(w, "%sFalse positives when comparing an engine with itself; the significance level allows %s.\n"+
		"\"in rounds\" is how compare does it; \"pooled\" is the method of the Rust original.\n%s\n", report.Grid(screen, 2, columns, checks), words.Level(checks[0].Alpha), strings.Join(notes, "\n"))
	return err
}

// selfVerdict is what a line of the table means.
func selfVerdict(c *analysis.Selfcheck) string {
	text := fmt.Sprintf("%v, %s: ", c.Phase, quote.Name(c.Event))
	switch c.Verdict {
	case analysis.TooFewRounds:
		text += fmt.Sprintf("no verdict: %s in each half, and it takes %d: record at least %d processes", words.Count(c.Rounds[0], "round"), analysis.GateRounds, 2*analysis.GateRounds)
	case analysis.TooMany:
		text += "too many false positives in rounds: do not trust changes on this machine that are barely significant"
	default:
		text += "as expected: in rounds, no more false positives than the significance level allows"
	}
	if left := c.LeftOut.String(); left != "" {
		text += "; series left out: " + left
	}
	return text
}
