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
both in the same rounds until every comparison is decided or --max-time is spent, and
answers as compare does, the mean first; in tables (-v) below a sentence for each phase.
Builds and checkouts are kept in the cache (see builds), and nothing is written into the
repository.

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
	flags.Processes(fs, &a.plan.Processes, decidedRounds, "rounds at most")
	fs.StringVarP(&a.output.file, "output-file", "o", "", "keep the recording in this file (.jsonl)")
	fs.BoolVar(&a.output.force, "force", false, "if --output-file holds a recording already, move that aside")
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
		return err
	}
	if failed := errors.Join(a.answer(cmd.OutOrStdout(), found), farewell(cmd.OutOrStdout(), a.output.file, "")); failed != nil {
		err = errors.Join(err, &outputError{failed})
	}
	return errors.Join(err, a.decide(cmd.ErrOrStderr(), found))
}

// A twofold is what came of both builds, and of what seemed worse when that was
// recorded again.
type twofold struct {
	first, second *analysis.Result // nil without
	again         bool             // a second was wanted
}

// recordings records both, and again what seems worse if that is to be confirmed.
func (a *abCommand) recordings(cmd *cobra.Command, args []string) (found twofold, err error) {
	if a.bisect && a.dry {
		return found, &codedError{errors.New("--dry-run and --bisect cannot be combined: every revision would pass for a good one"), exitAbort}
	}
	if err := a.project.use(cmd, ofSides...); err != nil {
		return found, err
	}
	if args, err = a.sides(cmd, args); err != nil {
		return found, a.project.explained(err)
	}
	err = a.project.explained(a.complete(cmd, args))
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
	if a.dry {
		places := []string{"standard output"}
		if a.output.file != "" {
			f, err := a.output.create(cmd) // which is removed, as nothing is written to it
			if err != nil {
				return found, err
			}
			places = append(places, f.Name()+", rows")
			if err := f.Close(); err != nil {
				return found, &outputError{err}
			}
		}
		return found, a.tryOut(cmd, places)
	}
	if found.first, err = a.record(cmd, a.output.file); found.first == nil || err != nil || !a.confirm {
		return found, err
	}
	out, err := a.compare.gate.Judge(found.first)
	if err != nil || len(out.Worse) == 0 {
		return found, nil // the gate says so again
	}
	found.again = true
	a.plan.Benchmarks = benchmarksIn(out.Worse)
	a.plan.Settings = maps.Clone(a.plan.Settings)
	maps.DeleteFunc(a.plan.Settings, func(name string, _ recorder.Settings) bool { return !slices.Contains(a.plan.Benchmarks, name) })
	a.plan.Seed++
	fmt.Fprintf(cmd.ErrOrStderr(), "recording again what seems worse: %d of the benchmarks\n", len(a.plan.Benchmarks))
	found.second, err = a.record(cmd, besideName(a.output.file))
	return found, err
}

// record records both until that is decided. Its result is nil if there is nothing.
func (a *abCommand) record(cmd *cobra.Command, file string) (result *analysis.Result, err error) {
	rows := new(analysis.Builder)
	sink := record.Sink(rows)
	if file != "" {
		to := outputFlags{file: file, force: a.output.force}
		f, err := to.create(cmd)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		w := record.NewWriter(f, record.FormatOf(file))
		defer func() {
			if closeErr := w.Close(); closeErr != nil && !errors.Is(err, recorder.ErrSink) {
				err = errors.Join(err, fmt.Errorf("%w: %w", recorder.ErrSink, closeErr))
			}
		}()
		sink = record.MultiSink(w, rows)
	}
	screen := a.output.screen.On(cmd.ErrOrStderr())
	bar := live.Show(a.progress, cmd.ErrOrStderr(), nil, live.NewWatch(&a.plan, a.options, screen, rows))
	bar.Expected, bar.Begins = a.expected(), a.stated()
	policy, err := a.untilDecided(a.options, rows, bar.Note)
	if err != nil {
		return nil, err
	}
	o := a.benchmarkCommand.options
	o.Policy, o.Progress, o.Stop = policy, bar.Update, live.Graceful(cmd.Context())
	happened, err := worker.Recorder{Options: o}.Record(cmd.Context(), a.plan, sink)
	bar.Done()
	if rows.Len() == 0 {
		return nil, errors.Join(a.judge(&happened, err), a.compare.undecided(errors.New("no rows were recorded")))
	}
	result, compareErr := lastLook(a.looks, rows, a.options)
	if compareErr != nil {
		return nil, errors.Join(err, a.compare.undecided(compareErr))
	}
	return result, a.judge(&happened, err)
}

// answer writes what came of it: above tables, sentences.
func (a *abCommand) answer(w io.Writer, found twofold) error {
	first, second := found.first, found.second
	options, format := a.compare.shown(a.output.screen.On(w)), a.compare.in(a.format)
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
