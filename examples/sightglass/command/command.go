// Package command is the command line of sightglass, for programs that link in
// engines of their own choice: those in engines.Default.
package command

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/help"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/stream"
	_ "github.com/sightglass-go/sightglass/measure/callgrind"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
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
	root.SetIn(stdin)
	out := stream.NewOutlet(stdout)
	root.SetOut(out)
	root.SetErr(quote.NewWriter(stderr))
	refuseTopics(root)
	err := whole(out, root.ExecuteContext(ctx))
	if err != nil {
		fmt.Fprintf(root.ErrOrStderr(), "sightglass: %s%s\n", quote.Error(err), remedy(err))
	}
	return exitCode(ctx, err)
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
(a full disk, a closed pipe), and what was recorded before is kept; 129, 130, 143 a
signal stopped it (SIGHUP, SIGINT, SIGTERM), and what was recorded is saved.`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetGlobalNormalizationFunc(flags.Normalize)
	root.SetFlagErrorFunc(flags.Explain)
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return flags.NoneEmpty(cmd) }
	root.Version = version(debug.ReadBuildInfo())
	root.Flags().BoolP("version", "V", false, "print the version and what it was built with")
	addReplaced(root)
	root.AddCommand(newBenchmark(), newAB(), newCI(), newAnalyze(), newSummarize(), newValidate(), newCalibrate(), newDoctor(), newEngines(), newCompare(), newSelfcheck(), newConvert(), newCheck(), newReport(), newHistory(), newSoak(), newBuilds(), newGoBench(), newInit(), newMan(), newVersion())
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
			cmd.Args = func(_ *cobra.Command, words []string) error {
				_, _, err := root.Find(words)
				return err
			}
		case "completion":
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
}

func writeJSON(w io.Writer, found any) error {
	out := json.NewEncoder(quote.NewDocument(w))
	out.SetIndent("", "  ")
	return out.Encode(found)
}

// asJSON writes what a command found for those that have tables, too.
func asJSON[T any](w io.Writer, _ report.Screen, found T) error { return writeJSON(w, found) }
