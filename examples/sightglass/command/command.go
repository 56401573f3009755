// Package command is the command line of sightglass, for programs that link in
// engines of their own choice: those in engines.Default.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	_ "github.com/sightglass-go/sightglass/measure/perfcounters"
	"github.com/sightglass-go/sightglass/measure/quote"
	_ "github.com/sightglass-go/sightglass/measure/walltime"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// Main is all that a program's function main does: the work of a worker process
// if this is one, else the command that the arguments name. It returns the
// exit code. Engines are registered before, in functions init.
func Main() int {
	worker.Main()
	ctx, stop := listen(os.Stderr)
	defer stop()
	return Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
}

// Exit codes. A command that a signal stopped has 128 and the signal's number,
// as shells have it, and has saved what was there.
const (
	exitFailed = 1 // something was recorded or read, but not all of it
	exitRefuse = 2 // nothing was done: a wrong flag, an engine or measure that is not there; or a gate cannot decide
	exitOutput = 3 // an output could not be written; what was recorded before is kept
)

// Run is the whole command: arguments and streams in, exit code out. A program
// that calls it in place of Main calls worker.Main before.
func Run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	out := &outlet{to: stdout}
	root.SetOut(out)
	root.SetErr(quote.NewWriter(stderr))
	err := out.failed(root.ExecuteContext(ctx))
	if err != nil {
		fmt.Fprintf(root.ErrOrStderr(), "sightglass: %s%s\n", quote.Error(err), remedy(err))
	}
	return exitCode(ctx, err)
}

// remedy is the flag that allows what an error of the library refuses.
func remedy(err error) string {
	var other *analysis.IncomparableError
	if !errors.As(err, &other) {
		return ""
	}
	return "; to compare them nevertheless, add --compare-despite " + strings.Join(other.Names, ",")
}

// exitCode is what a command's error means to scripts.
func exitCode(ctx context.Context, err error) int {
	var failed *failedError
	var signal *signalError
	var output *outputError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, recorder.ErrStopped):
		return (&signalError{syscall.SIGINT}).code()
	case errors.As(err, &signal), errors.As(context.Cause(ctx), &signal):
		return signal.code()
	case errors.Is(err, recorder.ErrSink), errors.As(err, &output):
		return exitOutput
	case errors.Is(err, analysis.ErrGate):
		return exitRefuse
	case errors.As(err, &failed):
		return exitFailed
	}
	return exitRefuse
}

// failedError is an error after which there are results all the same.
type failedError struct{ error }

func (e *failedError) Unwrap() error { return e.error }

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "sightglass",
		Short: "Record and understand WebAssembly benchmarks",
		Long: `sightglass records how long, or how many counted events, a WebAssembly program
takes to compile, to instantiate and to execute (between its calls to bench.start
and bench.end), on interchangeable engines, and says what the numbers are.

Exit codes: 0 all is well; 1 something failed, and what did not is there; 2 nothing
was done; 3 an output could not be written (a full disk, a closed pipe), and what
was recorded before is kept; 129, 130, 143 a signal stopped it (SIGHUP, SIGINT,
SIGTERM), and what was recorded is saved.`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetGlobalNormalizationFunc(flagName)
	root.SetFlagErrorFunc(flagError)
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return noneEmpty(cmd) }
	root.Version = version()
	root.Flags().BoolP("version", "V", false, "print the version and what it was built with")
	addReplaced(root)
	root.AddCommand(newBenchmark(), newAnalyze(), newSummarize(), newValidate(), newCalibrate(), newDoctor(), newEngines(), newCompare(), newSelfcheck(), newConvert(), newCheck(), newReport(), newHistory(), newSoak())
	return root
}
