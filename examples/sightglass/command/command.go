// Package command is the command line of sightglass, for programs that link in
// engines of their own choice: those in engines.Default.
package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/stream"
	_ "github.com/sightglass-go/sightglass/measure/callgrind"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	_ "github.com/sightglass-go/sightglass/measure/memory"
	_ "github.com/sightglass-go/sightglass/measure/perfcounters"
	"github.com/sightglass-go/sightglass/measure/quote"
	_ "github.com/sightglass-go/sightglass/measure/walltime"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// Main is all that a program's function main does: the work of a worker process
// if this is one, else the command that the arguments name. It returns the
// exit code. Engines are registered before, in functions init.
func Main() int {
	worker.Main()
	ctx, stop := live.Listen(os.Stderr)
	defer stop()
	return Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}

// Run is the whole command: arguments and streams in, exit code out. A program
// that calls it in place of Main calls worker.Main before.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return everyProblem(cmd, args, err) })
	root.SetIn(stdin)
	out := stream.NewOutlet(stdout)
	root.SetOut(out)
	root.SetErr(quote.NewWriter(stderr))
	refuseTopics(root)
	if len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd) {
		completeWords(root)
	}
	err := unknownCommand(root, args)
	if err == nil {
		err = execute(ctx, root)
	}
	err = whole(out, err)
	if err != nil {
		fmt.Fprintf(root.ErrOrStderr(), "sightglass: %s\n", stopped(ctx, message(err)))
	}
	return exitCode(ctx, err)
}

// execute returns the error of a temporary file that failed as others.
func execute(ctx context.Context, root *cobra.Command) (err error) {
	defer func() {
		if p := recover(); p != nil {
			lost, ok := p.(*analysis.StoreError)
			if !ok {
				panic(p)
			}
			err = lost
		}
	}()
	return root.ExecuteContext(ctx)
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "sightglass",
		Short: "Record and understand WebAssembly benchmarks",
		Long: `sightglass records how long, or how many counted events, a WebAssembly program
takes to compile, to instantiate and to execute (between its calls to bench.start
and bench.end), on interchangeable engines, and says what the numbers mean.

Exit codes: 0 all is well; 1 some results failed and the rest were kept, or a gate is
closed; 2 nothing was done, or a gate cannot decide; 3 an output could not be written
(a full disk, a closed pipe), and what was recorded before is kept; 75 another process
held the recording of a share: try again later; 129, 130, 143 a signal stopped it
(SIGHUP, SIGINT, SIGTERM), and what was recorded is saved.`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetGlobalNormalizationFunc(flags.Normalize)
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		if err := flags.NoneEmpty(cmd); err != nil {
			return cmd.FlagErrorFunc()(cmd, err)
		}
		return nil
	}
	root.Version = version(debug.ReadBuildInfo())
	root.Flags().BoolP("version", "V", false, "print the version and what it was built with")
	addReplaced(root)
	root.AddCommand(newBenchmark(), newAB(), newCI(), newPlan(), newFleet(), newAnalyze(), newSummarize(), newValidate(), newCalibrate(), newDoctor(), newEngines(), newCompare(), newSelfcheck(), newConvert(), newCheck(), newReport(), newHistory(), newSoak(), newBuilds(), newClean(), newFingerprint(), newUpload(), newGoBench(), newProfile(), newCode(), newInit(), newMix(), newMan(), newVersion())
	addExamples(root)
	help.Install(root)
	return root
}

// refuseTopics makes cobra's own commands, which keep the output that is set by
// then, refuse what they do not know: they would print help and end well.
func refuseTopics(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help":
			cmd.Args = func(_ *cobra.Command, words []string) error { return unknownCommand(root, words) }
		case "completion":
			cmd.Args = func(cmd *cobra.Command, words []string) error { return isUnknown(cmd, words) }
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
}

// unknownCommand refuses the name of a command that there is not.
func unknownCommand(root *cobra.Command, args []string) error {
	if len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd) {
		return nil
	}
	of, rest, err := root.Find(args)
	if err == nil {
		return nil
	}
	return isUnknown(of, rest)
}

// isUnknown refuses the first of the words that is no flag: a command of that name is
// not below of.
func isUnknown(of *cobra.Command, args []string) error {
	i := slices.IndexFunc(args, func(arg string) bool { return !strings.HasPrefix(arg, "-") })
	if i < 0 {
		return nil
	}
	var known []string
	for _, c := range of.Commands() {
		if !c.Hidden || !c.Runnable() { // flags is a topic of help
			known = append(append(known, c.Name()), c.Aliases...)
		}
	}
	return fmt.Errorf("unknown command %.100q for %q%s; see: %[2]s --help", args[i], of.CommandPath(), flags.DidYouMean(args[i], known))
}
