package command

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

type abCommand struct {
	benchmarkCommand
	engine, worker, head string
	confirm, bisect      bool
	format               report.CompareFormat
	options              analysis.Options
}

// abLayouts is how many layouts each side of ab has. Where code lies is chance among
// so many.
const abLayouts = 4

func newAB() *cobra.Command {
	a := new(abCommand)
	cmd := &cobra.Command{
		Use:     "ab [flags] BASE [BENCHMARK.wasm|SUITE.suite...]",
		GroupID: help.Record,
		Short:   "Say whether a change made it slower: a revision against the working tree",
		Long: `Run it in a clone of an engine that is a Go module, such as wazero, or with --worker
in the repository of a program of your own that calls worker.Main. It builds the
revision BASE (a branch, a tag or a commit) and the working tree, or --head, records
both in the same rounds until every comparison is decided, or --max-time or --processes is used up, and
answers as compare does, the mean first; in tables (-v) below a sentence for each phase.
Builds and checkouts are kept in the cache (see builds), and nothing is written into the
repository but the recording, unless -o or $SIGHTGLASS_DATA_DIR puts that elsewhere.

Each is built with its functions in several random orders (--layouts), of which one is
drawn for each round: what is found is the change, and not where code came to lie. With
--confirm, what seems to be worse is recorded once more, in another recording that may
take --max-time again, and counts only if that one finds it too.

Exit codes: 0 nothing is worse, as far as was found; 1 something is, as surely as a gate
wants (--fail-on changed-worse); 2 nothing can be said: it does not build, too little
was recorded, or a regression is neither confirmed nor refuted. --fail-on unsure gives 1
for what is unsure, too, and --fail-on never judges nothing.

With --bisect they are those of git bisect run: 0 not worse, 1 worse, 125 (skip) unsure,
or the working tree does not build or run; 128 and more stop the search, such as for a
wrong flag or a BASE that does not build.

  git bisect start HEAD v1.11.0
  git bisect run sightglass ab --bisect --phase compilation v1.11.0 ~/big.wasm`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.run(cmd, args) },
	}
	a.register(cmd)
	a.registerDry(cmd)
	fs := cmd.Flags()
	fs.BoolVar(&a.confirm, "confirm", false, "record what seems worse again before it counts")
	fs.BoolVar(&a.bisect, "bisect", false, "exit codes for git bisect run")
	flags.Choose(fs, &a.format, "output-format", "f", "compact", "", flags.Names(report.CompareCompact, report.CompareTable, report.CompareMarkdown)...)
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return a.bisected(cmd.Root().FlagErrorFunc()(cmd, err)) })
	return cmd
}

// register adds the flags of whatever compares two builds, with the defaults of ab.
func (a *abCommand) register(cmd *cobra.Command) {
	a.project.register(cmd)
	a.project.registerTags(cmd)
	a.registerPlan(cmd)
	a.compare.registerGate(cmd)
	registerLimits(cmd, &a.compare.options)
	a.output.screen.Register(cmd)
	fs := cmd.Flags()
	a.engines.RegisterEngine(cmd, "the one built from this module; with --worker "+flags.DefaultEngine())
	fs.StringVar(&a.worker, "worker", "", "the folder of your main package that calls worker.Main, such as ./cmd/bench, to be compared instead\nof an engine's module")
	fs.StringVar(&a.head, "head", "", "compare this revision with BASE, and not the working tree")
	flags.Processes(fs, &a.plan.Processes, decidedRounds)
	a.output.registerFiles(cmd)
	for name, value := range map[string]string{
		"max-time": decidedTime.String(), "iterations-per-process": fmt.Sprint(decidedIterations), "layouts": fmt.Sprint(abLayouts), "fail-on": failOnWorse,
	} {
		f := fs.Lookup(name)
		if err := f.Value.Set(value); err != nil {
			panic("BUG: --" + name + ": " + err.Error())
		}
		f.DefValue = value
	}
	fs.Lookup("layouts-apart").Hidden = true // sides refuses it
}

func (a *abCommand) run(cmd *cobra.Command, args []string) error {
	return a.bisected(a.compareSides(cmd, args))
}

func (a *abCommand) compareSides(cmd *cobra.Command, args []string) error {
	found, err := a.recordings(cmd, args)
	if found.first == nil {
		return errors.Join(err, found.farewell(false))
	}
	if failed := a.conclude(cmd, found); failed != nil {
		err = errors.Join(err, &outputError{failed})
	}
	decided := a.decide(cmd.ErrOrStderr(), found)
	return errors.Join(a.unlessWorse(err, decided), decided)
}

// unlessWorse gives what ended early, or failed, a code that does not say that something
// is worse, where the gate has found nothing that is.
func (a *abCommand) unlessWorse(err, decided error) error {
	var failed *failedError
	var output *outputError
	if a.bisect || a.compare.failOn == "" || !errors.As(err, &failed) || errors.As(err, &output) || errors.Is(err, recorder.ErrSink) || errors.Is(decided, errClosed) {
		return err
	}
	return &codedError{err, exitRefuse}
}

// A twofold is what came of both builds, and of what seemed worse when that was
// recorded again.
type twofold struct {
	first, second *analysis.Result // nil without
	again         bool             // a second was wanted
	outputs       []*output        // of each recording that was begun
}

// farewell says where the recordings are: on standard output if that has their text.
func (f *twofold) farewell(text bool) error {
	if len(f.outputs) == 0 {
		return nil
	}
	var kept []string
	first := f.outputs[0]
	for i, o := range f.outputs {
		kept = append(kept, o.kept)
		if i > 0 {
			first.notes = append(first.notes, o.notes...)
		}
	}
	first.text = text
	return first.farewell(kept...)
}

// recordings records both, and again what seems worse if that is to be confirmed.
func (a *abCommand) recordings(cmd *cobra.Command, args []string) (found twofold, err error) {
	if a.bisect && a.dry {
		return found, &codedError{errors.New("--dry-run and --bisect cannot be combined: every revision would pass for a good one"), exitAbort}
	}
	if err := a.project.use(cmd, ofSides...); err != nil {
		return found, err
	}
	if n := a.plan.Processes; n < analysis.FirstLook && (a.bisect || a.compare.failOn == failOnNever) { // else the gate says how many it needs, before anything is built
		err = fmt.Errorf("--processes %d: both are recorded until decided, and nothing is decided before %d rounds: name more, or leave it out", n, analysis.FirstLook)
		if a.bisect { // so for all revisions
			err = &codedError{err, exitAbort}
		}
		return found, a.project.explained(err)
	}
	if args, err = a.sides(cmd, args); err != nil {
		return found, a.project.explained(err)
	}
	err = a.project.explained(a.complete(cmd, args))
	var unbuilt *flags.UnbuiltError
	if errors.As(err, &unbuilt) && unbuilt.Index == 0 {
		err = fmt.Errorf("BASE: %w", err)
	}
	switch {
	case a.bisect && errors.Is(err, analysis.ErrGate): // too few rounds, for all revisions
		return found, &codedError{err, exitAbort}
	case err != nil:
		return found, err
	case a.bisect:
		if err := a.tryBase(cmd); err != nil {
			return found, err
		}
	}
	a.project.say(cmd)
	a.until = decided
	a.settle(cmd)
	switch {
	case a.bisect:
		a.compare.failOn = failOnUnsure
	case a.compare.failOn == failOnNever:
		a.compare.failOn = ""
	}
	a.options = a.compare.complete()
	if err := a.output.notInput(a.plan.Benchmarks); err != nil {
		return found, err
	}
	if a.dry {
		out, err := a.output.open(cmd, "") // what it makes is removed, as nothing is written to it
		if err != nil {
			return found, err
		}
		return found, errors.Join(a.tryOut(cmd, out.places()), out.close(false, nil))
	}
	a.warnOfLooks(cmd.ErrOrStderr())
	if found.first, err = a.record(cmd, &found); found.first == nil || err != nil || !a.confirm {
		return found, err
	}
	out, err := a.compare.gate.Judge(found.first)
	if err != nil || len(out.Worse) == 0 {
		return found, nil // the gate says so again
	}
	found.again = true
	a.plan = again(a.plan, benchmarksIn(out.Worse))
	fmt.Fprintf(cmd.ErrOrStderr(), "recording again what seems worse: %d of the benchmarks\n", len(a.plan.Benchmarks))
	found.second, err = a.record(cmd, &found)
	return found, err
}

// again is a plan for some of its benchmarks, each with the settings that it had.
func again(plan recorder.Plan, benchmarks []string) recorder.Plan {
	plan.Benchmarks = benchmarks
	plan.Settings = maps.Clone(plan.Settings)
	maps.DeleteFunc(plan.Settings, func(name string, _ recorder.Settings) bool { return !slices.Contains(benchmarks, name) })
	plan.Seed++
	return plan
}

// record records both until that is decided; after a first recording, into files beside
// its. Its result is nil if there is nothing.
func (a *abCommand) record(cmd *cobra.Command, found *twofold) (result *analysis.Result, err error) {
	to, beside := a.output, ""
	if len(found.outputs) > 0 {
		beside = found.outputs[0].kept
		to.files = slices.DeleteFunc(slices.Clone(to.files), func(name string) bool {
			f, _ := formOf(name)
			return f == formText || f == formMarkdown || record.IsStream(name) // which hold both
		})
		for i := range to.files {
			to.files[i] = besideName(to.files[i])
		}
	}
	out, err := to.open(cmd, beside)
	if err != nil {
		return nil, err
	}
	found.outputs = append(found.outputs, out)
	begun := false
	defer func() { err = errors.Join(err, out.close(begun, err)) }()
	screen := a.output.screen.On(cmd.ErrOrStderr())
	bar := live.Show(a.progress, cmd.ErrOrStderr(), nil, live.NewWatch(&a.plan, a.options, screen, out.keep))
	bar.Expected, bar.Begins = a.expected(), a.stated()
	policy, err := a.untilDecided(a.options, out.keep, bar)
	if err != nil {
		return nil, err
	}
	o := a.benchmarkCommand.options
	o.Policy, o.Progress, o.Stop = policy, bar.Update, live.Graceful(cmd.Context())
	happened, err := worker.Recorder{Options: o}.Record(cmd.Context(), a.plan, out.sink(out.keep))
	bar.Done()
	begun = happened.Header.Format != ""
	if out.keep.Len() == 0 {
		return nil, errors.Join(a.judge(&happened, err), a.compare.undecided(errors.New("no rows were recorded")))
	}
	result, compareErr := lastLook(a.looks, out.keep, a.options)
	if compareErr != nil {
		return nil, errors.Join(err, a.compare.undecided(compareErr))
	}
	return result, a.judge(&happened, err)
}

// conclude writes what came of it into every output. What stayed unsure is resumed as any
// recording is, with the programs that were built; after a second recording, or in a search
// through revisions, more rounds of the first would say nothing.
func (a *abCommand) conclude(cmd *cobra.Command, found twofold) error {
	if first := found.outputs[0]; !found.again && !a.bisect && cmd.Name() == "ab" && unsure(found.first, true) {
		first.unsure, first.by = true, "benchmark"
		if a.compare.failOn != "" {
			first.again = " --fail-on " + a.compare.failOn
		}
	}
	err := a.answer(cmd.OutOrStdout(), a.compare.in(a.format), found)
	return errors.Join(err, a.writeFiles(cmd, found), found.farewell(err == nil && a.format != report.CompareMarkdown))
}

// writeFiles writes the files that are written at the end.
func (a *abCommand) writeFiles(cmd *cobra.Command, found twofold) error {
	var errs []error
	for i, o := range found.outputs {
		for _, t := range o.whole {
			switch {
			case t.form == formPage:
				errs = append(errs, writeReport(o, t.name, a.compare.options, false))
			case i == 0:
				errs = append(errs, writeAnswer(cmd, t, func(w io.Writer) error { return a.answer(w, report.CompareMarkdown, found) }))
			}
		}
	}
	return errors.Join(errs...)
}

// answer writes what came of it: above tables, sentences.
func (a *abCommand) answer(w io.Writer, format report.CompareFormat, found twofold) error {
	first, second, options := found.first, found.second, a.compare.shown(a.output.screen.On(w))
	if !found.again {
		options = a.compare.withGate(first, options.Screen)
	}
	if format != report.CompareCompact {
		text := report.Sentences(first, format, options)
		if second != nil {
			text += "Recorded again, to confirm that:\n" + report.Sentences(second, format, options)
		}
		if _, err := fmt.Fprintln(w, text); err != nil {
			return err
		}
	}
	if err := report.Compare(w, first, format, options); err != nil || second == nil {
		return err
	}
	if _, err := fmt.Fprint(w, "\nRecorded again:\n\n"); err != nil {
		return err
	}
	return report.Compare(w, second, format, options)
}
