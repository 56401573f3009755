package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/gotest"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// goBenchCommand is benchmark for what go test calls one.
type goBenchCommand struct {
	benchmarkCommand
	suite *gotest.Suite // nil before
}

func newGoBench() *cobra.Command {
	b := new(goBenchCommand)
	cmd := &cobra.Command{
		Use:     "gobench [flags] BUILD... [-- GO TEST FLAGS AND PACKAGES]",
		GroupID: help.Record,
		Short:   "Record and compare Go benchmarks of two or more builds",
		Long: `Runs Go benchmarks (func BenchmarkX(b *testing.B)) of several builds in rounds: each
round runs every benchmark once in each build, in a process of its own, in random order.
go test -count=10 runs all of one build and then all of the other, so that whatever
happens on the machine meanwhile looks like a difference between them.

A BUILD is

  main, HEAD~1       a revision of the repository that holds the current folder
  .                  the current folder as it lies, which is called working-tree
  ../dir, ../dir#v2  another folder, or a revision of its repository
  ./old.test         a test binary, built with go test -c; it runs in this folder

The first is the baseline. One revision alone is compared with the current folder; "."
alone is recorded alone. What stands behind -- is for go test: -bench, -benchtime, -cpu,
-benchmem, -tags, packages (./...), and flags of your own as -name=value.

  sightglass gobench main
  sightglass gobench --until decided v1.2.0 main -- -bench=Parse -benchmem ./...

Each value that a benchmark prints is judged: ns/op, MB/s, B/op, allocs/op, and those of
b.ReportMetric. Benchmarks that are not in all builds are listed and left out. Output,
comparison, gates, --resume (with builds and arguments as before), and when it ends, are
those of benchmark. --iterations-per-process is -count of each process.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error { return b.run(cmd, args) },
	}
	b.registerRecording(cmd)
	b.registerOrder(cmd)
	b.resume.register(cmd, "plan", "machine", "binary")
	flags.Iterations(cmd.Flags(), &b.plan.Iterations, 1)
	flags.Times(cmd.Flags(), &b.plan, &b.options)
	return cmd
}

func (b *goBenchCommand) run(cmd *cobra.Command, args []string) (err error) {
	forGo := []string(nil)
	if dash := cmd.ArgsLenAtDash(); dash >= 0 {
		args, forGo = slices.Clip(args[:dash]), args[dash:]
	}
	builds, err := buildsOf(args)
	if err != nil && len(args) == 0 && b.resume.file != "" {
		return fmt.Errorf("--resume %s: name the builds and the arguments of go test as before: sightglass gobench --resume %s BUILD... -- ARGUMENTS", b.resume.file, quoted(b.resume.file))
	} else if err != nil {
		return err
	}
	if name := b.compare.options.Baseline; strings.HasPrefix(name, "ench") {
		return fmt.Errorf("-b%s: flags of go test stand behind --: sightglass gobench %s -- -b%s", name, strings.Join(args, " "), name)
	}
	goArgs, err := gotest.ParseArgs(forGo)
	if err != nil {
		return fmt.Errorf("%w%s", err, insteadOf(err))
	}
	if err := b.project.use(cmd, ofGoBench...); err != nil {
		return err
	}
	b.compare.judgeNever()
	if err := b.resume.find(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.resume.release()) }()
	for _, build := range builds {
		b.plan.Engines = append(b.plan.Engines, job.Engine{Name: build.Name, Engine: gotest.Engine})
	}
	if err := b.project.explained(b.ready(cmd)); err != nil {
		return err
	}
	b.project.say(cmd)
	goArgs.Timeout = b.plan.Timeout
	b.suite, err = gotest.Open(cmd.Context(), builds, goArgs, func(what string) {
		if b.progress != "none" {
			fmt.Fprintf(cmd.ErrOrStderr(), "note: %s\n", what)
		}
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.suite.Close()) }()
	if err := b.fill(cmd); err != nil {
		return err
	}
	again := args
	if len(forGo) > 0 {
		again = append(append(slices.Clone(args), "--"), forGo...)
	}
	for _, arg := range again {
		b.again += " " + quoted(arg)
	}
	b.other = func(o recorder.Options) recorder.Recorder { return gotest.Recorder{Options: o, Suite: b.suite} }
	return b.carryOut(cmd, args)
}

// buildsOf are the builds of the command line.
func buildsOf(args []string) (builds []gotest.Build, err error) {
	if len(args) == 0 {
		return nil, errors.New(`no build: name a revision to compare the current folder with, such as main, or two revisions, folders or test binaries`)
	}
	if len(args) == 1 && args[0] != "." {
		args = append(args, ".")
	}
	for _, arg := range args {
		build, err := gotest.ParseBuild(arg)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(builds, func(other gotest.Build) bool { return other.Name == build.Name }) {
			return nil, fmt.Errorf("%s is named twice: name another build in place of one; a build is compared with itself as a copy under another name", arg)
		}
		builds = append(builds, build)
	}
	if len(builds) == 2 && builds[0].Program != "" && builds[1].Name == gotest.WorkingTree {
		return nil, fmt.Errorf("%s is a test binary: name the one to compare it with, too", builds[0].Name)
	}
	return builds, nil
}

// insteadOf names the flag that is meant by one of go test that is refused.
func insteadOf(err error) string {
	var refused *gotest.FlagError
	if !errors.As(err, &refused) {
		return ""
	}
	return map[string]string{
		"count":   "; use --processes or, for values that are not independent, --iterations-per-process",
		"timeout": "; use --timeout",
	}[refused.Flag]
}

// ready refuses what needs no build to be refused.
func (b *goBenchCommand) ready(cmd *cobra.Command) error {
	if b.plan.Timeout == 0 {
		b.plan.Timeout = -1
	}
	b.drawSeed(cmd)
	if err := b.label(); err != nil {
		return err
	}
	if err := b.check(cmd); err != nil || b.resume.found != nil {
		return err
	}
	return b.output.possible(cmd)
}

// fill makes the plan one of the suite's benchmarks, or of the recording that is
// resumed.
func (b *goBenchCommand) fill(cmd *cobra.Command) error {
	of := b.suite.Plan()
	b.plan.Engines, b.plan.Benchmarks, b.plan.Measures, b.plan.Phase, b.plan.Args = of.Engines, of.Benchmarks, of.Measures, of.Phase, of.Args
	if b.resume.found != nil {
		if err := b.resume.fill(cmd, &b.plan, &b.options, true); err != nil {
			return err
		}
	}
	if err := b.check(cmd); err != nil {
		return err
	}
	if b.compare.failOn == "" || b.compare.gate.Incomplete {
		return nil
	}
	baseline := b.plan.Engines[0].Name
	if b.compare.options.Baseline != "" {
		baseline = b.compare.options.Baseline
	}
	for with, names := range b.suite.Only() {
		if slices.Contains(strings.Split(with, ", "), baseline) {
			return fmt.Errorf("--fail-on %s: %w: %s cannot be compared: only %s has it (--allow-incomplete lets it decide all the same)",
				b.compare.failOn, analysis.ErrGate, strings.Join(names, ", "), with)
		}
	}
	return nil
}
