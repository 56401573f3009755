// Command quickstart records two benchmarks, one that does nothing and one
// that computes Ackermann's function, on wazero and wasmtime side by side, and
// prints what a person wants to know of it: the numbers, and which engine is
// faster at what, by how much, and how sure that is. Run it in the repository's root:
//
//	go run ./examples/quickstart
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/engines"
	_ "github.com/sightglass-go/sightglass/engines/wasmtime"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

func main() {
	worker.Main() // this program is its own worker
	ctx, stop := worker.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(quote.NewWriter(os.Stderr), "quickstart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	if err := os.Chdir(filepath.Join("examples", "benchmarks")); err != nil {
		return fmt.Errorf("find the benchmarks: %w; run it in the repository's root", err)
	}
	list, missing := installed(ctx)
	for _, err := range missing {
		fmt.Println("Without", err)
	}
	plan := recorder.Plan{
		Engines:    list,
		Benchmarks: []string{"noop/noop.wasm", "shootout-ackermann/shootout-ackermann.wasm"},
		Processes:  10,
		Iterations: 5,
	}
	fmt.Printf("Recording %d benchmarks on %d engines: %d rounds of one process each, %d iterations in every process.\n",
		len(plan.Benchmarks), len(plan.Engines), plan.Processes, plan.Iterations)
	var rows analysis.Builder
	happened, err := worker.Recorder{}.Record(ctx, plan, &rows)
	if err != nil {
		return err
	}
	if err := happened.Err(); err != nil {
		return err
	}
	data := rows.Data()
	if err := explain(happened.Header); err != nil {
		return err
	}
	if err := report.Table(os.Stdout, analysis.Summarize(data), report.NewOptions(data)); err != nil || len(list) < 2 {
		return err
	}
	result, err := analysis.Compare(data, analysis.Options{Baseline: list[0].Engine})
	if err != nil {
		return err
	}
	result.Suites = nil // two benchmarks, one of them empty, are no suite
	fmt.Println()
	return report.Compare(os.Stdout, result, report.CompareCompact, report.CompareOptions{ShowUnchanged: true})
}

// installed returns the engines that this build has, and why it lacks others.
func installed(ctx context.Context) (list []job.Engine, missing []error) {
	for _, name := range engines.Default.Defaults() {
		engine, err := engines.Open(ctx, name, "")
		if err != nil {
			missing = append(missing, err)
			continue
		}
		if err := engine.Close(ctx); err != nil && !errors.Is(err, engines.ErrClosed) {
			missing = append(missing, err)
			continue
		}
		list = append(list, job.Engine{Engine: name})
	}
	return list, missing
}

// explain says what the table's numbers are.
func explain(h record.Header) error {
	for _, e := range h.Engines {
		fmt.Printf("  %s is version %s\n", e.Name, e.Version)
	}
	for _, m := range h.Measures {
		fmt.Printf("  cycles are ticks of the time-stamp counter: %.0f of them are a millisecond\n", m.FrequencyHz/1e3)
	}
	_, err := fmt.Println("  Execution is what lies between the guest's calls to bench.start and bench.end.")
	return err
}
