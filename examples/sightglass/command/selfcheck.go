package command

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// selfcheckCommand is the command that compares an engine with itself.
type selfcheckCommand struct {
	engines flags.Engines
	input   inputFlags
	screen  flags.Screen
	plan    recorder.Plan
	options analysis.Options
	planned time.Duration
	write   selfcheckWriter
}

type selfcheckWriter = func(io.Writer, report.Screen, *analysis.Selfcheck) error

func newSelfcheck() *cobra.Command {
	s := new(selfcheckCommand)
	cmd := &cobra.Command{
		Use:     "selfcheck [flags] BENCHMARK.wasm|SUITE.suite...",
		GroupID: help.Check,
		Short:   "Compare an engine with itself, to see what this machine can tell",
		Long: `Records an engine under two names, in rounds, and compares the two. Nothing differs
but the name, so that whatever is found is the machine's fault: p values that are too
small, rounds that depend on those before them, a process that is slower because it
ran second. If any of these is found the check fails, with exit code 1; with too
little data to say it exits with 2. A sound machine passes in 97% of cases.

It also prints the smallest change that can be seen here in --planned-time. To have
that at the top of reports, keep the result and name it when you record:

  sightglass selfcheck -f json BENCHMARK.wasm > selfcheck.json
  sightglass benchmark --selfcheck selfcheck.json ...

With --file it looks at recordings (.jsonl) in which an engine has two names (benchmark
-e wazero -n a -e wazero -n b) instead of making one. CSV does not say that two names
are one engine.`,
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
	flags.Processes(fs, &s.plan.Processes, 20)
	flags.Iterations(fs, &s.plan.Iterations, recorder.DefaultIterations)
	flags.Measures(fs, &s.plan.Measures)
	flags.Number(fs, &s.plan.Timeout, "timeout", "", recorder.DefaultTimeout, "how long one process may take", time.Nanosecond, recorder.MaxTime)
	flags.SmallWorkloads(fs, &s.plan)
	flags.Alpha(fs, &s.options.Alpha)
	flags.Number(fs, &s.planned, "planned-time", "", 5*time.Minute, "how long recordings of these benchmarks on two engines may take, for the smallest change that can be seen", time.Nanosecond, recorder.MaxTime)
	fs.Uint64Var(&s.plan.Seed, "seed", 1, "seed of the order of processes and of the tests")
	flags.Choose(fs, &s.write, "output-format", "f", "table", "",
		flags.Case[selfcheckWriter]{Name: "table", Is: report.Selfcheck},
		flags.Case[selfcheckWriter]{Name: "json", Is: asJSON[*analysis.Selfcheck]})
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
		if failed := new(failedError); errors.As(readErr, &failed) {
			return errors.Join(readErr, fmt.Errorf("%w: %w: nothing could be compared", analysis.ErrSelfcheck, analysis.ErrGate))
		}
		if readErr == nil {
			readErr = fmt.Errorf("%w: %w: no event is counted by %s", analysis.ErrSelfcheck, analysis.ErrGate, strings.Join(s.plan.Measures, ", "))
		}
		return readErr
	}
	check, err := analysis.CheckSelf(data, s.options, s.planned, s.plan.Seed)
	if err != nil {
		return err // what was refused is on standard error
	}
	err = check.Err()
	if err != nil && !errors.Is(err, analysis.ErrGate) {
		err = &failedError{err}
	}
	return errors.Join(readErr, s.write(cmd.OutOrStdout(), s.screen.On(cmd.OutOrStdout()), check), err)
}

// data records, or reads what is recorded.
func (s *selfcheckCommand) data(cmd *cobra.Command, args []string) (_ *analysis.Data, err error) {
	if len(s.input.files) > 0 {
		return s.input.read(cmd, s.input.files)
	}
	s.plan.Benchmarks, err = benchmarksOf(cmd, args, s.plan.Call, false)
	s.engines.Time(cmd, &s.plan.Measures)
	if err = errors.Join(err, flags.CheckMeasures(s.plan.Measures, s.engines.Built()), s.engines.Check(cmd)); err != nil {
		return nil, err
	}
	engines, err := s.engines.Plan(cmd)
	if err != nil {
		return nil, err
	}
	s.plan.Engines = nil
	for _, e := range engines {
		again := e
		again.Name = cmp.Or(e.Name, e.Engine) + "-again"
		s.plan.Engines = append(s.plan.Engines, e, again)
	}
	rows := new(analysis.Builder)
	bar := live.NewProgress(cmd.ErrOrStderr())
	happened, err := worker.Recorder{Options: recorder.Options{Progress: bar.Update}}.Record(cmd.Context(), s.plan, rows)
	bar.Done()
	if err == nil && len(happened.Failures) > 0 {
		err = &failedError{errors.New(failedOf(&happened, &s.plan, "; the rows of all others were kept"))}
	}
	return rows.Data(), err
}

// readSelfcheck reads what selfcheck -f json wrote.
func readSelfcheck(name string) (*record.Selfcheck, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("--selfcheck: %w", err)
	}
	c := new(record.Selfcheck)
	if err := json.Unmarshal(text, c); err != nil {
		return nil, fmt.Errorf("--selfcheck %s: %w; it takes what sightglass selfcheck -f json prints", quote.Name(name), err)
	}
	if err := c.Check(); err != nil {
		return nil, fmt.Errorf("--selfcheck %s: %w; it takes what sightglass selfcheck -f json prints", quote.Name(name), err)
	}
	return c, nil
}
