// Command library is the program that the README shows: recording with this
// module in as few lines as it takes.
package main

import (
	"context"
	"errors"
	"log"
	"os"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

func main() {
	worker.Main() // first: the processes that measure are this program again
	var rows analysis.Builder
	happened, err := worker.Recorder{}.Record(context.Background(), recorder.Plan{
		Engines:    []job.Engine{{Engine: "wazero"}, {Engine: "wazero", Flags: "interpreter"}},
		Benchmarks: []string{"examples/benchmarks/nqueens/nqueens.wasm"},
		Guest:      job.Guest{SmallWorkload: true},
		Processes:  8, // and so 8 rounds
		Iterations: 3,
	}, &rows)
	if err = errors.Join(err, happened.Err()); err != nil {
		log.Fatal(err)
	}
	result, err := analysis.Compare(rows.Data(), analysis.Options{Baseline: "wazero"})
	if err == nil {
		err = report.Compare(os.Stdout, result, report.CompareCompact, report.CompareOptions{})
	}
	if err != nil {
		log.Fatal(err)
	}
}
