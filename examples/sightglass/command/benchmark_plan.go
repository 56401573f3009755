package command

import (
	"cmp"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

var errNothingToCompare = errors.New("there is nothing to compare: name two engines (--engine)")

// complete makes the plan of the flags, or takes that of the recording that is
// resumed.
func (b *benchmarkCommand) complete(cmd *cobra.Command, args []string) error {
	if b.share.found != nil {
		return b.check(cmd)
	}
	if err := b.limits.Complete(&b.plan); err != nil {
		return err
	}
	if b.resume.found == nil || len(args) > 0 {
		if err := b.state(cmd, args); err != nil {
			return err
		}
	}
	if b.resume.found != nil {
		if err := b.resume.fill(cmd, &b.plan, &b.options, len(args) > 0); err != nil {
			return err
		}
	}
	return b.check(cmd)
}

// check refuses what makes no sense together, once it is known what is recorded.
func (b *benchmarkCommand) check(cmd *cobra.Command) (err error) {
	files, stdout, err := b.output.targets()
	if err != nil {
		return err
	}
	ofRows := stdout.rows() != record.Auto || slices.ContainsFunc(files, func(t target) bool { return t.form.rows() != record.Auto })
	b.settle(cmd)
	switch {
	case b.undecidable(cmd) != nil:
		return b.undecidable(cmd)
	case b.resume.found != nil && ofRows:
		return errors.New("--resume appends to the recording: leave out --raw, and --output-format and --output-file for rows; sightglass convert writes them")
	case b.resume.found != nil && b.dry:
		return errors.New("--dry-run shows a plan that begins, and --resume has one that began: leave one of them out")
	case b.exec != "" && b.here:
		return errors.New("--exec and --in-process cannot be combined")
	case b.until != "" && b.here:
		return errors.New("--until needs many processes: leave --in-process out")
	case b.until != "" && len(b.plan.Engines) < 2 && b.resume.found != nil && len(b.resume.found.Header.Engines) > 1:
		return errors.New("there is nothing to compare: where a benchmark is named, --engine names what it runs on, too; to resume the recording with its own plan name neither")
	case (b.until != "" || b.compare.failOn != "") && len(b.plan.Engines) < 2:
		return errNothingToCompare
	case b.until == "" && b.tooFew() != nil:
		return b.tooFew()
	}
	if err := flags.OneCall(b.plan.Call); err != nil {
		return err
	}
	if err := b.useless(cmd); err != nil {
		return err
	}
	if b.checked != "" {
		if b.options.Selfcheck, err = readSelfcheck(b.checked); err != nil {
			return err
		}
	}
	if err := b.hasBaseline(); err != nil {
		return fmt.Errorf("--baseline: %w", err)
	}
	if b.exec != "" {
		if b.command, err = worker.SplitCommand(b.exec); err != nil {
			return fmt.Errorf("--exec: %w", err)
		}
	}
	return nil
}

// state makes the plan of the flags. The error has all that is wrong with it, as far
// as it can be known before anything is built.
func (b *benchmarkCommand) state(cmd *cobra.Command, args []string) (err error) {
	if args, err = b.project.benchmarks(args); err != nil {
		return err
	}
	var wrong error
	b.engines.Elsewhere, b.engines.Other = b.exec != "", b.program != ""
	b.plan.Benchmarks, wrong = benchmarksOf(cmd, args, b.plan.Call, b.exec != "")
	b.engines.Time(cmd, &b.plan.Measures)
	wrong = errors.Join(wrong, flags.CheckMeasures(b.plan.Measures, b.program != "" || b.engines.Built()), b.label(), b.engines.Check(cmd), b.call.Complete(cmd, &b.plan))
	if wrong != nil {
		return wrong
	}
	if err := b.project.settle(&b.plan); err != nil {
		return err
	}
	set := cmd.Flags().Changed
	if b.engines.Built() && !b.project.expecting {
		rounds := b.until != "" || !set("processes") && !set("rounds")
		if wrong = b.buildless(cmd, !rounds); wrong != nil {
			return wrong
		}
	}
	if b.plan.Engines, err = b.engines.Plan(cmd); err != nil {
		return err
	}
	if b.here && !set("processes") && !set("rounds") {
		b.plan.Processes = 1
	}
	if err := b.project.judged(b.plan.Engines, &b.compare.options); err != nil {
		return err
	}
	switch {
	case !set("padding"):
		b.plan.Padding = 0 // the default, or what a recording that is resumed has
	case b.plan.Padding == 0:
		b.plan.Padding = -1
	}
	b.drawSeed(cmd)
	return nil
}

// undecidable is an error if a recording until decided may not have the rounds that it
// takes to decide anything.
func (b *benchmarkCommand) undecidable(cmd *cobra.Command) error {
	switch {
	case b.until == "" || b.plan.Processes >= analysis.FirstLook:
		return nil
	case b.resume.found != nil && !cmd.Flags().Changed("until"):
		return fmt.Errorf("--processes %d: the recording goes on until decided, and nothing is decided before %d rounds in all; leave it out, or name more", b.plan.Processes, analysis.FirstLook)
	}
	return fmt.Errorf("--until decided with --processes %d: nothing is decided before %d rounds", b.plan.Processes, analysis.FirstLook)
}

// tooFew is an error if a gate could not decide after so many rounds.
func (b *benchmarkCommand) tooFew() error {
	needed := analysis.RoundsForGate(len(b.plan.Benchmarks))
	if b.compare.failOn == "" || b.compare.failOn == failOnNever || b.plan.Processes >= needed {
		return nil
	}
	of := ""
	if n := len(b.plan.Benchmarks); n > 0 { // gobench does not know yet
		of = " for " + words.Count(n, "benchmark")
	}
	return fmt.Errorf("--fail-on %s: %s%s, and a gate needs %d: %w", b.compare.failOn, words.Count(b.plan.Processes, "round"), of, needed, analysis.ErrGate)
}

// buildless refuses what needs no build to be refused.
func (b *benchmarkCommand) buildless(cmd *cobra.Command, fixed bool) error {
	if b.resume.found == nil {
		if err := b.output.possible(cmd); err != nil {
			return err
		}
		if err := b.undecidable(cmd); err != nil {
			return err
		}
	}
	if fixed {
		return b.tooFew()
	}
	return nil
}

// drawSeed draws the seed of a plan unless it was given.
func (b *benchmarkCommand) drawSeed(cmd *cobra.Command) {
	if cmd.Flags().Changed("seed") {
		return
	}
	var seed [8]byte
	_, _ = rand.Read(seed[:]) // never fails
	b.plan.Seed = binary.LittleEndian.Uint64(seed[:])
}

func (b *benchmarkCommand) label() error {
	for _, label := range b.labels {
		key, value, ok := strings.Cut(label, "=")
		if !ok || key == "" {
			return fmt.Errorf("--label %s: want KEY=VALUE", label)
		}
		if b.plan.Labels == nil {
			b.plan.Labels = map[string]string{}
		}
		if was, twice := b.plan.Labels[key]; twice && was != value {
			return fmt.Errorf("--label %s: %s is %s already", label, key, was)
		}
		b.plan.Labels[key] = value
	}
	return nil
}

// hasBaseline looks for the baseline now and not after hours of recording, with
// the flag that a measure adds and without.
func (b *benchmarkCommand) hasBaseline() error {
	name := b.compare.options.Baseline
	if name == "" {
		return nil
	}
	var plain, added []analysis.Config
	for _, e := range b.plan.Engines {
		plain = append(plain, analysis.Config{Engine: cmp.Or(e.Name, e.Engine), Flags: e.Flags})
		added = append(added, analysis.Config{Engine: cmp.Or(e.Name, e.Engine), Flags: flags.Join([]string{e.Flags, measure.Fuel.Name})})
	}
	_, err := analysis.FindConfig(plain, name)
	if err != nil && slices.Contains(b.plan.Measures, measure.Fuel.Name) {
		_, err = analysis.FindConfig(added, name)
	}
	return err
}

// useless refuses flags that would have no effect beside others: who gives one
// believes that it has.
func (b *benchmarkCommand) useless(cmd *cobra.Command) error {
	for _, rule := range []struct {
		when  bool
		flags []string
		why   string
	}{
		{b.here && b.plan.Timeout > 0, []string{"timeout"}, "--in-process has no process that could be ended"},
		{b.here && b.plan.Retries > 0, []string{"retries"}, "--in-process has no process that could be tried again"},
		{b.here && b.plan.MemoryLimit > 0, []string{"memory-limit"}, "--in-process has no process of which the memory could be limited"},
		{b.here, []string{"padding"}, "--in-process has its environment already"},
		{b.here, []string{"exec-program"}, "--in-process runs no other program"},
		{b.resume.found != nil, []string{"label", "calibrate", "selfcheck"}, "--resume keeps what the recording began with"},
		{len(b.output.files) == 0 && !b.planned, []string{"force"}, "it is about the file of --output-file"},
	} {
		for _, flag := range rule.flags {
			if rule.when && cmd.Flags().Changed(flag) {
				return fmt.Errorf("--%s would have no effect: %s", flag, rule.why)
			}
		}
	}
	return nil
}
