// Command library is the program that the README shows: recording with this
// module in as few lines as it takes.
package main

import (
	"context"
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
		Engines: []job.Engine{
			{Engine: "wazero"},
			{Engine: "wazero", Flags: "interpreter", Name: "interpreter"},
		},
		Benchmarks: []string{"examples/benchmarks/shootout-ackermann/shootout-ackermann.wasm"},
		Guest:      job.Guest{SmallWorkload: true},
		Processes:  3,
		Iterations: 3,
	}, &rows)
	if err == nil {
		err = happened.Err()
	}
	if err != nil {
		log.Fatal(err)
	}
	data := rows.Data()
	if err := report.Table(os.Stdout, analysis.Summarize(data), report.NewOptions(data)); err != nil {
		log.Fatal(err)
	}
}
