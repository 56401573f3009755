package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/calibrate"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

type benchmarkCommand struct {
	project  projectFlags
	engines  flags.Engines
	compare  compareFlags
	until    string
	looks    *analysis.Decider // of --until
	resume   resumption
	share    shareFlags
	planned  bool // the rounds are fixed, and nothing is recorded or only a share
	limits   flags.Limits
	output   outputFlags
	progress string
	bar      *live.Progress
	plan     recorder.Plan
	options  recorder.Options
	call     flags.Call
	labels   []string
	here     bool
	exec     string
	program  string
	command  []string // of exec
	overhead bool
	checked  string // the file of a self-check
	dry      bool   // nothing is recorded
	// other, if set, records in place of worker processes, and again is the command
	// that resumes such a recording.
	other func(recorder.Options) recorder.Recorder
	again string
}

func newBenchmark() *cobra.Command { return new(benchmarkCommand).register() }

// register makes the command, whose flags fill b.
func (b *benchmarkCommand) register() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "benchmark [flags] [BENCHMARK.wasm|SUITE.suite...]",
		GroupID: help.Record,
		Short:   "Record benchmarks on one or more engines",
		Long: `Records every benchmark on every engine: in each of --processes rounds, one
process for each of them in random order, with --iterations-per-process
iterations of compilation, instantiation and execution each. Without a benchmark or
suite it records benchmarks/default.suite.
Several engines, without these two flags, are recorded until every comparison is
decided, up to 5 minutes (--max-time) or 100 rounds of 5 iterations.

Prints a table or, of several engines, their comparison (with -v in tables, with all
numbers), and keeps the recording, as it is measured, in a new file
sightglass-YYYYMMDD-HHMMSS.jsonl in this folder or in $SIGHTGLASS_DATA_DIR. Commands
that read recordings find the latest by themselves: sightglass report.

-o FILE adds an output; the first FILE.jsonl keeps the recording. --raw and -f
choose for a FILE whose ending says nothing, else for standard output.

What a benchmark prints is compared, by lines, with NAME.stdout.expected and
NAME.stderr.expected, else default.stdout.expected and default.stderr.expected,
beside the .wasm file; what --entry returns with --expect-result, else with
NAME.FUNCTION.results.expected. A library's _initialize is called in every new
instance, as a part of Instantiation.

Ctrl-C lets the running process finish, then saves and summarises what there is; a
second one, like SIGTERM, ends it now. A recording that was stopped or killed, at
whatever point, is completed with --resume; name benchmarks and engines then only to have
them compared with it.`,
		RunE: func(cmd *cobra.Command, args []string) error { return b.run(cmd, args) },
	}
	b.registerRecording(cmd)
	b.project.registerTags(cmd)
	b.engines.Register(cmd)
	b.registerPlan(cmd)
	b.resume.register(cmd, "plan", "machine", "binary", "benchmarks", "stdin", "files")
	b.share.register(cmd)
	fs := cmd.Flags()
	fs.BoolVar(&b.here, "in-process", false, "run in this process, for profilers; a guest that crashes or hangs takes sightglass down")
	fs.StringVar(&b.exec, "exec", "", `run worker processes through this command, such as "ssh -T host" or "taskset -c 1", as go test -exec does`)
	fs.StringVar(&b.program, "exec-program", "", "the program to run as worker processes, built with this version of sightglass; with --exec its path\nthere (default this program)")
	fs.BoolVar(&b.overhead, "calibrate", false, "first record what measuring costs, and keep it in the recording")
	fs.StringVar(&b.checked, "selfcheck", "", "keep what sightglass selfcheck -f json wrote to this file, for the top of reports")
	return cmd
}

// registerRecording adds the flags of whatever is recorded in rounds, Go benchmarks too.
func (b *benchmarkCommand) registerRecording(cmd *cobra.Command) {
	b.project.register(cmd)
	b.output.register(cmd)
	b.compare.register(cmd)
	b.registerUntil(cmd)
	b.registerDry(cmd)
	fs := cmd.Flags()
	flags.Processes(fs, &b.plan.Processes, recorder.DefaultProcesses)
	fs.BoolVar(&b.options.FailFast, "fail-fast", false, "stop at the first failure")
	fs.StringArrayVar(&b.labels, "label", nil, "KEY=VALUE, kept in the recording, and by -f gobench")
}

// registerOrder adds the flags of the order in which processes run, and of what shows it.
func (b *benchmarkCommand) registerOrder(cmd *cobra.Command) {
	flags.Choose(cmd.Flags(), &b.progress, "progress", "", "auto",
		"auto, plain or none: plain is a line for every round; auto shows on a terminal where the recording is,\nand writes a line a minute to a log", flags.Names(live.Modes...)...)
	cmd.Flags().Uint64Var(&b.plan.Seed, "seed", 0, "seed of the order in which processes run (default drawn at random)")
}

// registerPlan adds the flags about what is recorded, and how.
func (b *benchmarkCommand) registerPlan(cmd *cobra.Command) {
	b.engines.RegisterLayouts(cmd)
	b.registerOrder(cmd)
	fs := cmd.Flags()
	flags.Iterations(fs, &b.plan.Iterations, recorder.DefaultIterations)
	flags.Measures(fs, &b.plan.Measures)
	flags.Phase(fs, &b.plan.Phase)
	b.plan.SmallWorkload = os.Getenv(job.SmallWorkloadVariable) != ""
	b.call.Register(cmd, &b.plan)
	b.limits.Register(cmd, &b.plan, &b.options)
	flags.Number(fs, &b.plan.Padding, "padding", "", recorder.DefaultPadding, "pad the environment of each process by up to this many bytes, drawn from the seed, so that where\nits stack lies is chance; 0 means none", 0, recorder.MaxPadding)
	flags.Pin(fs, &b.plan.Pin)
}

func (b *benchmarkCommand) run(cmd *cobra.Command, args []string) (err error) {
	defer func() { err = b.share.explained(err) }()
	if b.share.file == "" {
		err = b.resume.find()
	}
	if err == nil {
		err = b.findShare(cmd, args)
	}
	if err != nil {
		return errors.Join(err, b.resume.release())
	}
	defer func() { err = errors.Join(err, b.resume.release()) }()
	if err := b.useProject(cmd, args); err != nil {
		return err
	}
	if err := b.complete(cmd, args); err != nil {
		return b.project.explained(err)
	}
	b.project.say(cmd)
	return b.project.explained(b.carryOut(cmd, args))
}

// useProject takes what the project's file says; of a recording that is resumed with its
// own plan, what that leaves open.
func (b *benchmarkCommand) useProject(cmd *cobra.Command, args []string) error {
	defer b.compare.judgeNever()
	if b.share.found != nil {
		return b.project.use(cmd, "noise-threshold", "significance-level")
	}
	if b.resume.found != nil && len(args) == 0 {
		return b.project.use(cmd, ofOneRun...)
	}
	if err := b.project.use(cmd); err != nil {
		return err
	}
	return b.project.engines(&b.engines)
}

// carryOut records the plan, and says what came of it.
func (b *benchmarkCommand) carryOut(cmd *cobra.Command, args []string) (err error) {
	options := b.compare.complete()
	if err := b.output.notInput(append(args, append(b.plan.Benchmarks, b.plan.Stdin)...)); err != nil {
		return err
	}
	out, err := b.open(cmd)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.close(false, err)) }()
	if b.dry {
		return b.tryOut(cmd, out.places())
	}
	out.again, out.baseline = b.again, b.compare.options.Baseline
	b.bar = live.Show(b.progress, cmd.ErrOrStderr(), out.terminal(), live.NewWatch(&b.plan, options, b.output.screen.On(cmd.ErrOrStderr()), out.keep))
	if b.resume.found != nil {
		b.bar.Note("%s", b.resume.story(b.plan.Retries))
	}
	b.warnOfLooks(cmd.ErrOrStderr())
	if b.until != "" {
		if b.options.Policy, err = b.untilDecided(options, out.keep, b.bar); err != nil {
			return err
		}
	}
	happened, err := b.record(cmd, out)
	if happened.Header.Format == "" { // it has not begun
		return err
	}
	closed := out.close(true, err) // all that was recorded is there to be read
	if file := out.inFile(); err != nil && file != "" && b.share.found != nil {
		out.notes = append(out.notes, "to complete this share, start the same command again")
	} else if err != nil && file != "" {
		first := ""
		if errors.Is(err, job.ErrReplaced) {
			first = "put the file back that it began with, and then "
		}
		out.notes = append(out.notes, fmt.Sprintf("%sto complete it: sightglass %s --resume %s%s", first, cmd.Name(), quoted(file), b.again))
	}
	return errors.Join(closed, b.judge(&happened, err), b.conclude(out, options, &happened), out.farewell(out.kept))
}

func (b *benchmarkCommand) open(cmd *cobra.Command) (*output, error) {
	if b.resume.found != nil {
		return b.output.resume(cmd, &b.resume)
	}
	return b.output.open(cmd, "")
}

// sink is where the rows go: to be written, and to those who look at them.
func (b *benchmarkCommand) sink(out *output) record.Sink {
	switch {
	case out.stdout.rows() != record.Auto && len(out.whole) == 0 && b.looks == nil && b.compare.failOn == "" && b.bar.Watch == nil:
		return out.sink(nil) // nobody looks
	case b.resume.found != nil:
		return out.sink(&replay{out.keep, &b.resume})
	}
	return out.sink(out.keep)
}

func (b *benchmarkCommand) record(cmd *cobra.Command, out *output) (recorder.Report, error) {
	bar := b.bar
	defer bar.Done()
	b.options.Progress = bar.Update
	if b.overhead {
		if err := b.calibrate(cmd.Context()); err != nil {
			return recorder.Report{}, err
		}
	}
	bar.Expected, bar.Begins = b.expected(), b.stated() // calibrating is not that
	b.options.Stop = live.Graceful(cmd.Context())
	return b.recorder(b.options).Record(cmd.Context(), b.plan, b.sink(out))
}

// recorder is what records, controlled by options.
func (b *benchmarkCommand) recorder(options recorder.Options) recorder.Recorder {
	if b.other != nil {
		return b.other(options)
	}
	if b.here {
		return recorder.InProcess{Options: options}
	}
	return worker.Recorder{Options: options, Exec: b.command, Program: b.program}
}

func (b *benchmarkCommand) calibrate(ctx context.Context) error {
	processes := b.plan.Processes
	if b.until != "" { // those are a bound
		processes = recorder.DefaultProcesses
	}
	components := countComponents(b.plan.Benchmarks)
	overhead, err := calibrate.Run(ctx, calibrate.Options{
		Engines: b.plan.Engines, Measures: b.plan.Measures, Phase: b.plan.Phase,
		Component: components == len(b.plan.Benchmarks), Mixed: components > 0,
		Processes: processes, Pin: b.plan.Pin, Recorder: b.recorder(recorder.Options{Progress: b.options.Progress}),
	})
	if err != nil {
		return err
	}
	b.options.Overhead = &overhead
	return nil
}

// countComponents is how many of the files are components. One that cannot be read is
// reported by those who run it.
func countComponents(paths []string) (n int) {
	for _, path := range paths {
		f, err := record.OpenFile(path)
		if err != nil {
			continue
		}
		var head [8]byte
		_, _ = io.ReadFull(f, head[:])
		_ = f.Close()
		if inspect.IsComponent(head[:]) {
			n++
		}
	}
	return n
}

func (b *benchmarkCommand) judge(happened *recorder.Report, err error) error {
	switch {
	case err != nil && b.options.FailFast && len(happened.Failures) > 0:
		return &failedError{errors.New("stopped at the first failure")}
	case err != nil && (happened.Rows > 0 || happened.Processes > 0 || len(happened.Failures) > 0):
		return &failedError{err}
	case err != nil:
		return err
	case len(happened.Failures) > 0:
		kept := "; the rows of all others were kept"
		if b.dry {
			kept = ""
		}
		return &failedError{errors.New(failedOf(happened, &b.plan, kept))}
	case happened.Rows+b.resume.had() == 0 && len(happened.Header.Events) > 0:
		return &failedError{fmt.Errorf("nothing was recorded: %s completed, and there is no row", words.Count(happened.Processes, "process"))}
	}
	return nil
}

// failedOf is how many benchmarks failed, on so many engines, and what became of those
// that did not.
func failedOf(happened *recorder.Report, plan *recorder.Plan, others string) string {
	failed := map[[2]string]bool{} // one may fail in several ways
	for _, f := range happened.Failures {
		failed[[2]string{f.Benchmark, f.Engine.String()}] = true
	}
	of, what := len(plan.Benchmarks)*len(plan.Engines), "benchmarks"
	if len(plan.Engines) > 1 {
		what = "combinations of benchmark and engine"
	}
	switch {
	case of == 1:
		what = "the benchmark failed"
	case len(failed) == of:
		what = fmt.Sprintf("all %d %s failed", of, what)
	default:
		what = fmt.Sprintf("%d of %d %s failed%s", len(failed), of, what, others)
	}
	return what + remediesOf(happened.Failures)
}
