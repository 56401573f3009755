// Command sightglass records how long WebAssembly benchmarks take to compile,
// to instantiate and to execute, on one or more engines, and says what the
// numbers are.
//
//	sightglass benchmark --engine wazero --engine wasmtime noop.wasm
//
// See "sightglass help" for its commands.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	_ "github.com/sightglass-go/sightglass/engines/wasmtime"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	_ "github.com/sightglass-go/sightglass/measure/perfcounters"
	_ "github.com/sightglass-go/sightglass/measure/walltime"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

func main() {
	worker.Main()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// Exit codes.
const (
	exitFailed = 1 // something was recorded or read, but not all of it
	exitRefuse = 2 // nothing was done: a wrong flag, an engine or measure that is not there
)

// run is the whole command: arguments and streams in, exit code out.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	var failed *failedError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &failed):
		fmt.Fprintf(stderr, "sightglass: %v\n", err)
		return exitFailed
	}
	fmt.Fprintf(stderr, "sightglass: %v\n", err)
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

Exit codes: 0 all is well; 1 something failed, and what did not is there;
2 nothing was done.`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(newBenchmark(), newAnalyze(), newSummarize(), newValidate(), newCalibrate(), newDoctor(), newCompare(), newSelfcheck(), newConvert(), newSoak())
	return root
}
