package worker_test

import (
	"os"
	"testing"

	_ "github.com/sightglass-go/sightglass/engines/wasmtime"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	"github.com/sightglass-go/sightglass/measure/record"
	_ "github.com/sightglass-go/sightglass/measure/walltime"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

func TestMain(m *testing.M) {
	worker.Main()
	os.Exit(m.Run())
}

func TestSmoke(t *testing.T) {
	var c record.Collector
	rep, err := worker.Recorder{}.Record(t.Context(), recorder.Plan{
		Engines:    []recorder.Engine{{Engine: "wazero"}, {Engine: "wasmtime"}},
		Benchmarks: []string{"../../examples/benchmarks/noop/noop.wasm", "../../examples/benchmarks/shootout-ackermann/shootout-ackermann.wasm"},
		Measures:   []string{"time", "cycles"}, Processes: 2, Iterations: 3, SmallWorkload: false,
	}, &c)
	t.Log(rep.Rows, rep.Failures, rep.Warnings, err)
	for _, r := range c.Rows {
		t.Log(r)
	}
}
