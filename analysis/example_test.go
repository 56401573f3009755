package analysis_test

import (
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/record"
)

const recording = `arch,engine,engine_flags,wasm,process,iteration,phase,event,count
x86_64,wazero,,noop.wasm,7,0,Execution,cycles,130
x86_64,wazero,,noop.wasm,7,1,Execution,cycles,142
x86_64,wazero,,gimli.wasm,7,0,Execution,cycles,5000
x86_64,wazero,,gimli.wasm,7,1,Execution,cycles,4900
`

func ExampleRead() {
	data, err := analysis.Read(record.NewReader(strings.NewReader(recording), "run.csv", record.Auto))
	if err != nil {
		fmt.Println(err)
	}
	for _, s := range analysis.Summarize(data) {
		fmt.Println(s.Wasm, s.N, s.Min, s.Median, s.Max, s.MeanDeviation)
	}
	// Output:
	// gimli.wasm 2 4900 4950 5000 50
	// noop.wasm 2 130 136 142 6
}

func ExampleSuiteTotals() {
	data, _ := analysis.Read(record.NewReader(strings.NewReader(recording), "run.csv", record.Auto))
	totals := analysis.SuiteTotals(data, "both")
	fmt.Println(totals.Series[0].Wasm, totals.Series[0].Counts(nil), totals.Warnings)
	// Output:
	// both [5130 5042] []
}
