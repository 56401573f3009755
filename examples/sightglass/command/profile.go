package command

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/profile"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/callgrind"
	"github.com/sightglass-go/sightglass/measure/perfcounters"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// profileCommand shows which functions the work, or a difference, lies in.
type profileCommand struct {
	engines flags.Engines
	call    flags.Call
	plan    recorder.Plan
	by      profileMeasure
	samples int // of each arm, if it is by samples
	files   []string
	write   profileWriter
	screen  flags.Screen
}

func newProfile() *cobra.Command {
	p := new(profileCommand)
	cmd := &cobra.Command{
		Use:     "profile [flags] BENCHMARK.wasm [OTHER.wasm]",
		GroupID: help.Record,
		Short:   "Show which functions take the time, or make the difference",
		Long: `Runs a benchmark on one engine, or on two, and says how much of Execution each
of its functions takes; of two engines or builds, and of two files on one engine, by how
much each function differs, and its share of the whole difference.

With -m callgrind, instructions are counted by Callgrind, on Linux where Valgrind is
installed; a run takes some 50 times as long. Those of the benchmark's functions are
exact; what the engine and its runtime do besides varies from run to run. With -m
perf-samples, the Linux kernel looks twice in a millisecond where the program is: that
is time and no count, and a sample only, so shares have intervals, and a function's
difference is changed, not changed or unsure. It needs no Valgrind, and knows callers.

What is not the benchmark's own is in parentheses:
the code that the engine adds to enter a guest and to call the host; the engine, its
runtime and libraries; and what could be attributed to nothing. The lines add up to the
total. Functions are matched by their index if the file is the same, else by name. Names
come from the file's name section: build without stripping it.

-o FILE writes the profile by its ending: .pb.gz for go tool pprof (of two engines with
the difference as the value that is shown), .html for a page with a flame graph, .folded
for other programs that draw one, .csv, .json. A file that holds something is not replaced.

Exit codes: 0 all is well; 1 the benchmark failed; 2 nothing was done; 3 an output could
not be written.`,
		Args: takes(1, 2, "one benchmark or two"),
		RunE: func(cmd *cobra.Command, args []string) error { return p.run(cmd, args) },
	}
	p.engines.Register(cmd)
	p.call.Register(cmd, &p.plan)
	p.screen.Register(cmd)
	fs := cmd.Flags()
	flags.Number(fs, &p.plan.Timeout, "timeout", "", time.Hour, "how long one process may take", time.Nanosecond, recorder.MaxTime)
	flags.Choose(fs, &p.by, "measure", "m", "callgrind", "how it is found where the work is: callgrind or perf-samples", profileMeasureCases()...)
	flags.Number(fs, &p.samples, "samples", "", 2000, "take about so many of each profile, with -m perf-samples: the benchmark is repeated for it", 100, 1_000_000)
	fs.StringArrayVarP(&p.files, "output-file", "o", nil, "write this, too, by its ending: "+profileEndings()+"; may be repeated")
	flags.Choose(fs, &p.write, "output-format", "f", "table", "", profileFormats()...)
	return cmd
}

func (p *profileCommand) run(cmd *cobra.Command, args []string) (err error) {
	p.plan.Benchmarks, err = benchmarksOf(cmd, args, p.plan.Call, false)
	outputs, wrong := p.outputs()
	if err := errors.Join(err, wrong, p.engines.Check(cmd), p.call.Complete(cmd, &p.plan), flags.OneCall(p.plan.Call)); err != nil {
		return err
	}
	if len(args) > len(p.plan.Benchmarks) { // one file has one profile
		return fmt.Errorf("%s and %s are one file, which differs in nothing from itself: name another one, or leave one of them out", quote.Name(args[0]), quote.Name(args[1]))
	}
	if cmd.Flags().Changed("samples") && !p.by.sampled {
		return fmt.Errorf("--samples would have no effect: it is about --measure %s", perfcounters.NameSamples)
	}
	if arms := len(p.plan.Benchmarks) * max(1, len(p.engines.Named())); arms > 2 {
		return fmt.Errorf("one benchmark on one engine or two, or two benchmarks on one engine, and these would be %d profiles: a profile is compared with one other", arms)
	}
	if cmd.Flags().Changed("name") && len(p.plan.Benchmarks) > 1 {
		return errors.New("--name would have no effect: it is about engines, and two files are told apart by their names")
	}
	if p.plan.Engines, err = p.engines.Plan(cmd); err != nil {
		return err
	}
	how := p.by
	p.plan.Measures, p.plan.Phase, p.plan.Processes, p.plan.Iterations = []string{how.name}, measure.Execution, 1, 1
	if how.sampled {
		if err := p.repeat(cmd); err != nil {
			return err
		}
	}
	arms, err := p.record(cmd, false)
	if err != nil {
		return err
	}
	for _, a := range arms {
		if how.sampled && a.Profile.Total == 0 {
			return fmt.Errorf("%s: no sample in %s: Execution is too short for samples; count with --measure %s", a.Name, words.Count(a.Profile.Windows, "Execution"), callgrind.Name)
		}
	}
	result, err := profile.Compare(arms...)
	if err != nil {
		return err
	}
	for _, o := range outputs {
		write := func(w io.Writer) error { return o.write(w, p.screen.On(w), result, arms, how.how) }
		if err := replace(cmd, o.name, write); err != nil {
			return &outputError{fmt.Errorf("--output-file %s: %w", quote.Name(o.name), err)}
		}
	}
	w := cmd.OutOrStdout()
	return p.write(w, p.screen.On(w), result, arms, how.how)
}

// record makes the profiles: one for each benchmark and engine. A trial says nothing but
// why it fails.
func (p *profileCommand) record(cmd *cobra.Command, trial bool) ([]profile.Arm, error) {
	bar := live.NewProgress(cmd.ErrOrStderr())
	found := map[[2]int][]*record.Profile{}
	progress := bar.Update
	if trial { // what follows says the rest
		progress = func(now recorder.Progress) {
			if now.Failure != nil {
				bar.Update(now)
			}
		}
	}
	options := recorder.Options{Progress: progress, Stop: live.Graceful(cmd.Context()), Profile: func(benchmark, engine int, of *record.Profile) {
		at := [2]int{benchmark, engine}
		found[at] = append(found[at], of)
	}}
	happened, err := worker.Recorder{Options: options}.Record(cmd.Context(), p.plan, new(record.Collector))
	bar.Done()
	switch {
	case err != nil:
		return nil, err
	case len(happened.Failures) > 0:
		return nil, failedProfile(&happened, &p.plan)
	}
	var arms []profile.Arm
	for b, file := range p.plan.Benchmarks {
		for e, engine := range p.plan.Engines {
			merged, err := profile.Merge(found[[2]int{b, e}]...)
			if err != nil {
				return nil, fmt.Errorf("%s on %v: %w", quote.Name(file), engine, err)
			}
			arms = append(arms, profile.Arm{Name: armName(&p.plan, file, engine), Module: happened.Header.Modules[b].SHA256, Profile: merged, Processes: found[[2]int{b, e}]})
		}
	}
	return arms, nil
}

// failedProfile is the error of benchmarks that failed. One whose engine does not know
// where its code lies did nothing.
func failedProfile(happened *recorder.Report, plan *recorder.Plan) error {
	for _, f := range happened.Failures {
		if errors.Is(f, measure.ErrUnavailable) {
			return fmt.Errorf("there is no profile: %v does not say where its code lies", f.Engine) // why, has been said
		}
	}
	return &failedError{errors.New(failedOf(happened, plan, "; there is no profile"))}
}

// armName is what a file on an engine is called: by what differs.
func armName(plan *recorder.Plan, file string, engine job.Engine) string {
	if len(plan.Benchmarks) < 2 {
		engine.Name = cmp.Or(engine.Name, engine.Engine)
		return engine.String()
	}
	if a, b := filepath.Base(plan.Benchmarks[0]), filepath.Base(plan.Benchmarks[1]); a == b {
		return file
	}
	return filepath.Base(file)
}
