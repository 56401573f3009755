package calibrate_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/calibrate"
)

// overhead is what a recording might carry.
func overhead() record.Overhead {
	floor := &record.Summary{N: 4, Min: 34, Max: 36, Median: 34, Mean: 34.5, MeanDeviation: new(float64), ProcessMedians: []float64{34, 35}}
	*floor.MeanDeviation = 0.75
	window := &record.Summary{N: 5, Min: 56, Max: 60, Median: 56, Mean: 57, MeanDeviation: new(float64), ProcessMedians: []float64{56, 56.5}}
	*window.MeanDeviation = 1.2
	return record.Overhead{
		Arch: "x86_64", Measures: []string{"cycles"}, Processes: 2, Iterations: 4,
		Windows: []record.Window{{Engine: "wasmtime", Phase: measure.Execution, Event: "cycles", Unit: "cycles", Warm: window}},
		Floor:   []record.Window{{Phase: measure.Execution, Event: "cycles", Unit: "cycles", Warm: floor}},
	}
}

// What share of a benchmark is the measuring? The original's argument was that
// 2000 cycles are 0.03% of ackermann.
func ExampleShares() {
	o := overhead()
	rows := []record.Row{
		{Arch: "x86_64", Engine: "wasmtime", Wasm: "ackermann.wasm", Phase: measure.Execution, Event: "cycles", Count: 6_650_000},
		{Arch: "x86_64", Engine: "wasmtime", Wasm: "noop.wasm", Phase: measure.Execution, Event: "cycles", Count: 70},
	}
	for _, s := range calibrate.Shares(&o, rows) {
		fmt.Printf("%s: %g of %g %s, %.5f%%\n", s.Wasm, s.Window, s.Median, s.Event, 100*s.Ratio)
	}
	// Output:
	// ackermann.wasm: 56 of 6.65e+06 cycles, 0.00084%
	// noop.wasm: 56 of 70 cycles, 80.00000%
}

func Example_lookup() {
	o := overhead()
	window, ok := o.Lookup("wasmtime", "", "cycles")
	fmt.Println(window.Warm.Median, window.Warm.ProcessMedians, ok)
	_, ok = o.Lookup("wasmtime", "", "instructions-retired")
	fmt.Println(ok)
	// Output:
	// 56 [56 56.5] true
	// false
}

func ExampleTable() {
	o := overhead()
	for _, line := range calibrate.Table(&o) {
		fmt.Println(strings.Join(line, ","))
	}
	// Output:
	// kind,engine,engine_flags,phase,event,unit,cold,n,min,median,mean,mean_deviation,p99,max,times_floor
	// floor,,,Execution,cycles,cycles,,4,34,34.0,34.5,0.8,,36,1.00
	// window,wasmtime,,Execution,cycles,cycles,,5,56,56.0,57.0,1.2,,60,1.65
}

// The form in which a recording's header carries it.
func Example_json() {
	text, err := json.MarshalIndent(overhead(), "", " ")
	fmt.Println(string(text), err)
	// Output:
	// {
	//  "arch": "x86_64",
	//  "measures": [
	//   "cycles"
	//  ],
	//  "processes": 2,
	//  "iterations": 4,
	//  "windows": [
	//   {
	//    "engine": "wasmtime",
	//    "phase": "Execution",
	//    "event": "cycles",
	//    "unit": "cycles",
	//    "warm": {
	//     "n": 5,
	//     "min": 56,
	//     "max": 60,
	//     "median": 56,
	//     "mean": 57,
	//     "mean_deviation": 1.2,
	//     "process_medians": [
	//      56,
	//      56.5
	//     ]
	//    }
	//   }
	//  ],
	//  "floor": [
	//   {
	//    "phase": "Execution",
	//    "event": "cycles",
	//    "unit": "cycles",
	//    "warm": {
	//     "n": 4,
	//     "min": 34,
	//     "max": 36,
	//     "median": 34,
	//     "mean": 34.5,
	//     "mean_deviation": 0.75,
	//     "process_medians": [
	//      34,
	//      35
	//     ]
	//    }
	//   }
	//  ]
	// } <nil>
}
