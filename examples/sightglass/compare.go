package main

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
)

// comparison is the command that compares.
type comparison struct {
	input       inputFlags
	flags       compareFlags
	screen      screenFlags
	phase       string
	format      string
	method      string
	beforeAfter bool
}

func newCompare() *cobra.Command {
	c := new(comparison)
	cmd := &cobra.Command{
		Use:     "compare [flags] [RECORDING...]",
		Aliases: []string{"effect-size"},
		Short:   "Say what changed, what did not, and what is unsure",
		Long: `Compares the engines in recordings, benchmark by benchmark, phase by phase and
event by event, with one of them, and says of each: changed, by how much; not
changed by more than the noise threshold; or unsure, and how many more rounds
would probably settle it. Processes of one round are compared with each other,
because processes differ by more than their iterations do.

With --before-after and two recordings, each engine of the first is compared with
itself in the second. What changed on the machine in the time between is then part
of the difference.`,
		RunE: func(cmd *cobra.Command, args []string) error { return c.run(cmd, args) },
	}
	c.input.register(cmd)
	c.flags.register(cmd)
	c.screen.register(cmd)
	flags := cmd.Flags()
	flags.StringVar(&c.phase, "phase", "", "only this phase: compilation, instantiation or execution")
	flags.StringSliceVar(&c.flags.options.Events, "event", nil, "only this event; may be repeated")
	flags.StringVarP(&c.format, "output-format", "o", "table", "table, csv, json or markdown")
	flags.StringVar(&c.method, "method", "rounds", `"rounds", or "pooled-welch": the effect size of the Rust original, which takes
iterations of one process for independent and finds too much; to reproduce old numbers`)
	flags.BoolVar(&c.beforeAfter, "before-after", false, "compare the engines of the first recording with themselves in the second")
	return cmd
}

func (c *comparison) run(cmd *cobra.Command, args []string) error {
	names, err := c.input.named(cmd, args)
	if err != nil {
		return err
	}
	options, err := c.flags.complete()
	if err != nil {
		return err
	}
	if options.Phase, err = parsePhase("--phase", c.phase); err != nil {
		return err
	}
	format, err := report.ParseCompareFormat(c.format)
	if err != nil {
		return err
	}
	switch {
	case c.method != "rounds" && c.method != "pooled-welch":
		return fmt.Errorf("--method %s: use rounds or pooled-welch", c.method)
	case c.beforeAfter && (len(names) != 2 || c.method == "pooled-welch"):
		return errors.New("--before-after compares exactly two recordings, by rounds")
	case c.beforeAfter:
		return c.recordings(cmd, names, options, format)
	}
	data, readErr := c.input.read(cmd, names)
	if data == nil || data.Rows == 0 {
		return readErr
	}
	out := cmd.OutOrStdout()
	if c.method == "pooled-welch" {
		sizes, err := analysis.PooledWelch(selected(data, options), options.Alpha)
		if err != nil {
			return err
		}
		if screen := c.screen.on(out); screen.ASCII && format == report.CompareTable {
			var text strings.Builder
			_ = report.PooledWelch(&text, sizes, format) // a Builder never fails
			_, err := io.WriteString(out, screen.Text(text.String()))
			return errors.Join(readErr, err)
		}
		return errors.Join(readErr, report.PooledWelch(out, sizes, format))
	}
	result, err := analysis.Compare(data, options)
	if err != nil {
		return err
	}
	return errors.Join(readErr, c.flags.print(out, result, format, c.screen.on(out)))
}

// selected is the part of the data that the options select.
func selected(d *analysis.Data, o analysis.Options) *analysis.Data {
	part := *d
	part.Series = slices.DeleteFunc(slices.Clone(d.Series), func(s analysis.Series) bool {
		return o.Phase != 0 && s.Phase != o.Phase || len(o.Events) > 0 && !slices.Contains(o.Events, s.Event)
	})
	return &part
}

// recordings compares one recording with another.
func (c *comparison) recordings(cmd *cobra.Command, names []string, options analysis.Options, format report.CompareFormat) error {
	before, beforeErr := c.input.read(cmd, names[:1])
	if before == nil || before.Rows == 0 {
		return beforeErr
	}
	after, afterErr := c.input.read(cmd, names[1:])
	if after == nil || after.Rows == 0 {
		return afterErr
	}
	labels := [2]string{filepath.Base(names[0]), filepath.Base(names[1])}
	if labels[0] == labels[1] {
		labels = [2]string(names)
	}
	result, err := analysis.CompareRecordings(before, after, labels, options)
	if err != nil {
		return err
	}
	out := cmd.OutOrStdout()
	return errors.Join(beforeErr, afterErr, c.flags.print(out, result, format, c.screen.on(out)))
}
