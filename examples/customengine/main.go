// Command customengine answers how much slower than native code a WebAssembly
// module is. Run it in the repository's root:
//
//	go run ./examples/customengine
//
// It has an engine of its own, package native below it, whose benchmarks are Go
// functions, and records it side by side with wazero and wasmtime: the same
// work on the same inputs, in the same rounds, held to the same expected
// output. Without a C compiler there is no wasmtime, and it runs without.
//
// Go and C differ by themselves: three of the four modules were written in C
// and compiled by clang, which optimises more than Go's compiler does. A ratio
// below 1 is possible, and then says just that. ADAPTER.md, beside this file,
// is about writing an adapter for an engine of your own.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/engines"
	_ "github.com/sightglass-go/sightglass/engines/wasmtime"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
	"github.com/sightglass-go/sightglass/measure"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	"github.com/sightglass-go/sightglass/measure/quote"
	_ "github.com/sightglass-go/sightglass/measure/walltime"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// In init, and so before worker.Main: the processes that measure know only
// what is registered by then.
func init() { engines.Register("native", twins.Open) }

func main() {
	worker.Main()
	ctx, stop := worker.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(quote.NewWriter(os.Stderr), "customengine:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("customengine", flag.ContinueOnError)
	plan := recorder.Plan{Phase: measure.Execution, Measures: []string{"time"}}
	flags.IntVar(&plan.Processes, "processes", 10, "processes for each engine and benchmark")
	flags.IntVar(&plan.Iterations, "iterations", 5, "iterations in each process")
	flags.BoolVar(&plan.SmallWorkload, "small", false, "the short workloads")
	flags.Usage = func() {
		fmt.Fprintln(flags.Output(), "usage: customengine [flags] [BENCHMARK.wasm...]")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	for _, name := range []string{"native", "wazero", "wasmtime"} {
		engine, err := engines.Open(ctx, name, "")
		if errors.Is(err, engines.ErrUnavailable) {
			if _, err := fmt.Fprintf(out, "Without %s: %v\n", name, err); err != nil {
				return err
			}
			continue
		}
		if err == nil {
			err = engine.Close(ctx)
		}
		if err != nil {
			return err
		}
		plan.Engines = append(plan.Engines, job.Engine{Engine: name})
	}
	plan.Benchmarks = flags.Args()
	if len(plan.Benchmarks) == 0 {
		for _, name := range []string{"shootout-ackermann", "nqueens", "sha256", "sieve"} {
			plan.Benchmarks = append(plan.Benchmarks, filepath.Join("examples", "benchmarks", name, name+".wasm"))
		}
	}
	var rows analysis.Builder
	happened, err := worker.Recorder{}.Record(ctx, plan, &rows)
	if err == nil {
		err = happened.Err()
	}
	if happened.Rows == 0 {
		return err
	}
	return errors.Join(err, show(out, rows.Data()))
}

// show prints the medians, and below them what is known about their ratios.
// The processor time of the whole process is left out of the latter: it counts
// the collector's and the compiler's threads, which is another question.
func show(out io.Writer, data *analysis.Data) error {
	if err := report.Table(out, analysis.Summarize(data), report.NewOptions(data)); err != nil {
		return err
	}
	result, err := analysis.Compare(data, analysis.Options{
		Baseline: "native", Phase: measure.Execution, Events: []string{"nanoseconds"},
	})
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(out); err != nil {
		return err
	}
	return report.Compare(out, result, report.CompareTable, report.CompareOptions{ShowUnchanged: true})
}
