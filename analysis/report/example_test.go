package report_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure/record"
)

const recording = `x86_64,wasmtime,,noop.wasm,7,0,Execution,cycles,54
x86_64,wasmtime,,noop.wasm,8,0,Execution,cycles,58
x86_64,wazero,,noop.wasm,7,0,Execution,cycles,130
x86_64,wazero,,noop.wasm,8,0,Execution,cycles,143
`

func Example() {
	data, err := analysis.Read(record.NewReader(strings.NewReader(recording), "run.csv", record.Auto))
	if err != nil {
		fmt.Println(err)
	}
	sums := analysis.Summarize(data)
	_ = report.Analyze(os.Stdout, sums, record.CSV)
	_ = report.Summarize(os.Stdout, sums, record.CSV)
	_ = report.Table(os.Stdout, sums, report.NewOptions(data))
	// Output:
	// x86_64,wasmtime,noop.wasm,Execution,cycles,54,58,56.0,2.0
	// x86_64,wazero,noop.wasm,Execution,cycles,130,143,136.5,6.5
	// arch,engine,engine_flags,wasm,phase,event,min,max,median,mean,mean_deviation
	// x86_64,wasmtime,,noop.wasm,Execution,cycles,54,58,58,56.0,2.0
	// x86_64,wazero,,noop.wasm,Execution,cycles,130,143,143,136.5,6.5
	// ┌──────────┬────────┬──────────────────┬──────────────────┬─────┬──────────────┐
	// │ engine   │ median │ mean ± deviation │ min          max │   n │      against │
	// │          │        │                  │                  │     │        first │
	// ├──────────┴────────┴──────────────────┴──────────────────┴─────┴──────────────┤
	// │ noop.wasm · Execution · cycles · x86_64                                      │
	// │ wasmtime │     56 │        56 ± 3.6% │  54 █      █ 58  │ 2×1 │              │
	// │ wazero   │    136 │       136 ± 4.8% │ 130 █      █ 143 │ 2×1 │ 2.44x slower │
	// └──────────┴────────┴──────────────────┴──────────────────┴─────┴──────────────┘
	// median is of all values (compare and report have the median of processes); ± is
	// the mean absolute deviation from the mean; n is processes × iterations in each.
	// Between min and max, bars count all values, in equal steps from the one to the
	// other: the fullest step is highest, an empty one blank. Every line has its own
	// scale.
	// The last column compares medians with the first engine's; it says nothing about
	// significance.
}
