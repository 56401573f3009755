// Command harness shows how this module serves in a benchmark harness that
// exists already: measures and engines without the recorder, and recorders
// behind a command, spread over machines. Run it in the repository's root:
//
//	go run ./examples/harness byhand
//	go run ./examples/harness fleet --exec 'taskset -c 0' --exec 'taskset -c 1'
//
// The second takes two pinned cores for two machines; with 'ssh host' or
// 'srun -w node' they are real ones. README.md says more.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	_ "github.com/sightglass-go/sightglass/engines/wasmtime"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	"github.com/sightglass-go/sightglass/measure/quote"
	_ "github.com/sightglass-go/sightglass/measure/walltime"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

func main() {
	worker.Main()
	ctx, stop := worker.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(quote.NewWriter(os.Stderr), "harness:", err)
		os.Exit(1)
	}
}

var errUsage = errors.New("use harness byhand [flags] [BENCHMARK.wasm], or harness fleet --exec COMMAND... [flags] [BENCHMARK.wasm...]")

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		return errUsage
	}
	switch args[0] {
	case "byhand":
		return runByHand(ctx, args[1:], out)
	case "fleet":
		return runFleet(ctx, args[1:], out)
	}
	return errUsage
}

// benchmarks returns the benchmarks that are named, else the given ones of the
// corpus.
func benchmarks(named []string, corpus ...string) []string {
	if len(named) > 0 {
		return named
	}
	for _, name := range corpus {
		named = append(named, filepath.Join("examples", "benchmarks", name, name+".wasm"))
	}
	return named
}
