// Command harness shows how this module serves in a benchmark harness that
// exists already: measures and engines without the recorder. Run it in the
// repository's root:
//
//	go run ./examples/harness byhand
//
// README.md says more, of workers behind a command, too.
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

var errUsage = errors.New("use harness byhand [flags] [BENCHMARK.wasm]")

func run(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 || args[0] != "byhand" {
		return errUsage
	}
	return runByHand(ctx, args[1:], out)
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
