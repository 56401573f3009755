package record_test

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

func ExampleReader_All() {
	// Two recordings, one with and one without engine flags, through grep.
	input := `x86_64,wasmtime,-O opt-level=2,noop.wasm,7,0,Execution,cycles,56
x86_64,wasmtime,noop.wasm,81,0,Execution,cycles,61
x86_64,wasmtime,noop.wasm,81,1,Execution,cycles,-1
`
	r := record.NewReader(strings.NewReader(input), "both.csv", record.Auto)
	for row, err := range r.All() {
		var syntax *record.SyntaxError
		switch {
		case errors.As(err, &syntax):
			fmt.Println("refused:", err) // and go on
		case err != nil:
			fmt.Println(err) // the last
		default:
			fmt.Printf("%q %v %d %s\n", row.EngineFlags, row.Phase, row.Count, row.Event)
		}
	}
	// Output:
	// "-O opt-level=2" Execution 56 cycles
	// "" Execution 61 cycles
	// refused: both.csv:3: count "-1": not a whole number of 0 or more in plain digits
}

func ExampleWriter() {
	w := record.NewWriter(os.Stdout, record.JSON)
	for n := range uint64(2) {
		err := w.Write(record.Row{
			Arch: "x86_64", Engine: "wazero", Wasm: "noop.wasm", Process: 7, Iteration: n,
			Phase: measure.Execution, Event: "cycles", Count: 130 + n,
		})
		if err != nil {
			fmt.Println(err)
		}
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// [{"arch":"x86_64","engine":"wazero","engine_flags":null,"wasm":"noop.wasm","process":7,"iteration":0,"phase":"Execution","event":"cycles","count":130},
	// {"arch":"x86_64","engine":"wazero","engine_flags":null,"wasm":"noop.wasm","process":7,"iteration":1,"phase":"Execution","event":"cycles","count":131}]
}

func ExampleMultiSink() {
	var kept record.Collector
	w := record.NewWriter(os.Stdout, record.CSV)
	sink := record.MultiSink(w, &kept)
	_ = sink.Begin(record.Header{})
	_ = sink.Write(record.Row{Arch: "aarch64", Engine: "wazero", Wasm: "noop.wasm",
		Phase: measure.Compilation, Event: "nanoseconds", Count: 81000})
	_ = w.Close()
	event, _ := measure.LookupEvent(kept.Rows[0].Event)
	fmt.Println(kept.Rows[0].Count, event.Unit)
	// Output:
	// arch,engine,engine_flags,wasm,process,iteration,phase,event,count
	// aarch64,wazero,,noop.wasm,0,0,Compilation,nanoseconds,81000
	// 81000 ns
}
