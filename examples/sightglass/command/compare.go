package command

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
)

type compareCommand struct {
	project projectFlags
	ticks   bool
	input   sidesFlags
	flags   compareFlags
	screen  flags.Screen
	format  report.CompareFormat
	method  string
}

func newCompare() *cobra.Command {
	c := new(compareCommand)
	cmd := &cobra.Command{
		Use:     "compare [flags] [RECORDING...]",
		Aliases: []string{"effect-size"},
		GroupID: help.Read,
		Short:   "Say what changed, what did not, and what is unsure",
		Long: `Compares the engines in recordings, benchmark by benchmark, phase by phase and
event by event, with one of them, and says of each: changed, by how much; not
changed by more than the noise threshold; or unsure, and how many more rounds
would probably settle it. Processes of one round are compared with each other,
because processes differ by more than their iterations do. What matters is first; the
tables with all numbers and notes are under -v.

The baseline is the first engine of the first recording's plan or, without a header,
the only engine in it. Rows of several engines without a header, as in CSV, do not say
which one that is: name it with --baseline.

Two recordings that share an engine are before and after: each engine of the first
is compared with itself in the second, named by label, commit or file. What changed
on the machine in the time between is then part of the difference.

` + unnamedMeans + `

With --fail-on changed-worse, the exit code is 1 if something changed for the worse,
the geometric mean included, so surely that a false alarm has a probability of 5% at
most; a line on stderr says so, and how much is unsure. --fail-on unsure fails on
that, too. It is 2 if nothing can be said: nothing or only a part was compared, the
baseline is not known, there were fewer than 8 rounds, the two are copies, a clock
counted 0, or they did not run in the same rounds, as those of two recordings.

What a verdict rests on, and what it does not claim, on one page:
https://github.com/sightglass-go/sightglass/blob/main/analysis/VERDICTS.md`,
		RunE: func(cmd *cobra.Command, args []string) error { return c.run(cmd, args) },
	}
	c.project.register(cmd)
	c.input.register(cmd)
	c.flags.register(cmd)
	c.screen.Register(cmd)
	flags.Unit(cmd.Flags(), &c.ticks)
	fs := cmd.Flags()
	flags.Phase(fs, &c.flags.options.Phase)
	fs.StringSliceVar(&c.flags.options.Events, "event", nil, "only this event; may be repeated")
	flags.Choose(fs, &c.format, "output-format", "o", "compact", "",
		flags.Names(report.CompareCompact, report.CompareTable, report.CompareCSV, report.CompareJSON, report.CompareMarkdown)...)
	flags.Choose(fs, &c.method, "method", "", "rounds", `"rounds", or "pooled-welch": the effect size of the Rust original, which takes
iterations of one process for independent and finds too much; to reproduce old numbers`, flags.Names("rounds", "pooled-welch")...)
	return cmd
}

func (c *compareCommand) run(cmd *cobra.Command, args []string) error {
	defer live.AtOnce(cmd.Context())()
	names, err := c.input.named(cmd, args)
	if err != nil {
		return err
	}
	if err := c.project.use(cmd, ofJudging...); err != nil {
		return err
	}
	c.flags.judgeNever()
	options := c.flags.complete()
	if c.method == "pooled-welch" {
		if err := c.pooledCannot(cmd); err != nil {
			return err
		}
	}
	options.Despite = c.input.despite
	compared, readErr := c.input.read(cmd, names, options.Baseline)
	if compared == nil {
		return c.project.explained(c.flags.undecided(readErr))
	}
	options.Baseline = cmp.Or(options.Baseline, c.project.baselineOf(compared))
	c.project.say(cmd)
	out := cmd.OutOrStdout()
	if c.method == "pooled-welch" {
		if err := c.pooled(out, compared, options); err != nil {
			return err
		}
		return readErr
	}
	result, err := compared.compare(options)
	if err != nil {
		return err
	}
	if c.ticks {
		result.InTicks()
	}
	if c.format == report.CompareCSV { // which has no room for them
		for _, warning := range result.Warnings {
			fmt.Fprintf(cmd.ErrOrStderr(), "warning: %v\n", warning)
		}
	}
	err = c.flags.print(out, cmd.ErrOrStderr(), result, c.format, c.screen.On(out))
	if err == nil && len(result.Comparisons) == 0 {
		return errNothing
	}
	return errors.Join(readErr, c.project.explained(err))
}

// errNothing is the error beside an answer that says nothing.
var errNothing = errors.New("nothing was compared")
