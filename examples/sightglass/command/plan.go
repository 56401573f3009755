package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
)

type planCommand struct {
	benchmarkCommand
	file  string
	force bool
	trial bool
	like  string
	fleet bool // it is part of more: about the plan goes to standard error
}

func newPlan() *cobra.Command {
	p := new(planCommand)
	cmd := &cobra.Command{
		Use:     "plan [flags] [BENCHMARK.wasm|SUITE.suite...]",
		GroupID: help.Record,
		Short:   "Write what several machines record together, each a share",
		Long: `Writes a plan: all that benchmark would record with these flags, the hashes of its
files, the versions of engines and of this program, and a seed. Every machine then
records a share of its rounds, such as the third of eight,

    sightglass benchmark --plan plan.json --share 3/8 -o share-3.jsonl

which the same command line resumes where it was stopped, on another machine, too.
Nothing is recorded where files, engines or the program are not those of the plan.
Shares need not know of each other: their numbers of processes never meet, and each
round's order follows from the seed. compare, report and the like read all of them
(sightglass compare share-*.jsonl), and report which are missing.

Prints what the plan takes. How long that is, --trial or --like find out.`,
		RunE: func(cmd *cobra.Command, args []string) error { return p.run(cmd, args) },
	}
	p.registerWork(cmd)
	fs := cmd.Flags()
	fs.StringVarP(&p.file, "output-file", "o", "plan.json", "where to write the plan; - is standard output")
	fs.BoolVar(&p.force, "force", false, "replace a plan; shares of the old one can no longer be resumed")
	fs.BoolVar(&p.trial, "trial", false, "run each engine on each benchmark once, to estimate how long the plan takes")
	fs.StringVar(&p.like, "like", "", "estimate that from this recording of the same benchmarks and engines")
	return cmd
}

// registerWork adds the flags about what is recorded, and how.
func (p *planCommand) registerWork(cmd *cobra.Command) {
	p.planned = true
	p.project.register(cmd)
	p.project.registerTags(cmd)
	p.engines.Register(cmd)
	p.registerPlan(cmd)
	fs := cmd.Flags()
	flags.Processes(fs, &p.benchmarkCommand.plan.Processes, recorder.DefaultProcesses)
	fs.StringArrayVar(&p.labels, "label", nil, "KEY=VALUE, kept in the recording, and by -f gobench")
}

// errBegun ends a recording that only had to begin.
var errBegun = errors.New("it has begun")

// beginning is a sink that takes a header and nothing else.
type beginning struct{ header record.Header }

func (b *beginning) Begin(h record.Header) error { b.header = h; return errBegun }
func (b *beginning) Write(record.Row) error      { return errBegun }
func (b *beginning) Flush() error                { return nil }

func (p *planCommand) run(cmd *cobra.Command, args []string) error {
	if err := p.project.use(cmd); err != nil {
		return err
	}
	if err := p.project.engines(&p.engines); err != nil {
		return err
	}
	if cmd.Flags().Changed("max-time") {
		return errors.New("--max-time would have no effect: it ends a recording, and belongs to sightglass benchmark --plan")
	}
	if p.file != "-" && !p.force {
		if _, err := os.Lstat(p.file); err == nil {
			return fmt.Errorf("%s exists already, and shares may have been recorded by it: choose another name (--output-file), or replace it (--force)", quote.Name(p.file))
		}
	}
	if err := p.complete(cmd, args); err != nil {
		return p.project.explained(err)
	}
	p.project.say(cmd)
	return p.project.explained(p.write(cmd))
}

// write writes the plan, and says what it takes.
func (p *planCommand) write(cmd *cobra.Command) error {
	bar := live.Show(p.progress, cmd.ErrOrStderr(), nil, nil)
	begin := new(beginning)
	o := recorder.Options{Progress: bar.Update, Stop: live.Graceful(cmd.Context())}
	_, err := p.recorder(o).Record(cmd.Context(), p.plan, begin)
	bar.Done()
	if !errors.Is(err, errBegun) {
		return err
	}
	planned, err := recorder.NewPlanned(p.plan, &begin.header)
	if err != nil {
		return err
	}
	p.plan.Seed, p.plan.FirstProcess = planned.Plan.Seed, planned.Plan.FirstProcess
	about, name := cmd.OutOrStdout(), p.file
	if p.fleet {
		about = cmd.ErrOrStderr()
	}
	if p.file == "-" {
		about, name = cmd.ErrOrStderr(), "standard output"
		err = planned.Write(cmd.OutOrStdout())
	} else {
		err = record.Replace(p.file, planned.Write)
	}
	if err != nil {
		return &outputError{fmt.Errorf("--output-file: %w", err)}
	}
	if err := p.printPlan(about, &begin.header, []string{fmt.Sprintf("the plan is in %s, hash %s", quote.Name(name), record.ShortHash(planned.Hash()))}); err != nil {
		return err
	}
	if p.fleet {
		return nil
	}
	return p.estimate(cmd, about, planned)
}

// estimate says how long the plan takes, as far as that is known.
func (p *planCommand) estimate(cmd *cobra.Command, to io.Writer, planned *recorder.Planned) error {
	text, failed := "how long it takes is unknown; to estimate it: --trial, or --like RECORDING", error(nil)
	switch {
	case p.like != "":
		round, err := roundOf(cmd, p.like, &planned.Plan)
		if err != nil {
			text, failed = "how long it takes is unknown", &failedError{fmt.Errorf("--like %s: %w", p.like, err)}
			break
		}
		text, _, _ = p.expected().Estimate(round, "as in "+p.like)
	case p.trial:
		bar := live.Show(p.progress, cmd.ErrOrStderr(), nil, nil)
		t := &trial{clock: time.Now, plan: &p.plan, begin: func(record.Header) error { return nil }}
		happened, err := p.recorder(recorder.Options{Stop: live.Graceful(cmd.Context()), Progress: func(now recorder.Progress) {
			t.progress(now)
			bar.Update(now)
		}}).Record(cmd.Context(), t.once(), t)
		bar.Done()
		p.dry = true
		failed = p.judge(&happened, err)
		if err != nil || t.took == 0 {
			return failed
		}
		text, _, _ = p.expected().Estimate(t.took, "each process tried once")
	}
	_, err := fmt.Fprintf(to, "%s\n", quote.Line(text))
	return errors.Join(failed, err)
}

// roundOf is how long a round of a recording took, of a plan that does the same.
func roundOf(cmd *cobra.Command, name string, plan *recorder.Plan) (time.Duration, error) {
	name, err := recordingNamed(name)
	if err != nil {
		return 0, err
	}
	f, err := openRecording(cmd.Context(), name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	rec, err := record.Recover(f, name)
	if err != nil {
		return 0, err
	}
	was, err := recorder.PlanOf(&rec.Header)
	if err != nil {
		return 0, err
	}
	rounds := map[int]bool{}
	for _, e := range rec.Ended {
		rounds[e.Round] = true
	}
	switch other := was.OtherWork(plan); {
	case len(other) > 0:
		return 0, fmt.Errorf("its plan has other %s", other)
	case rec.Resumptions > 0 || !rec.Finished || len(rounds) == 0:
		return 0, errors.New("it was not recorded in one go, so that it does not say how long it took")
	}
	return rec.FinishedAt.Sub(rec.Header.Started) / time.Duration(len(rounds)), nil
}
