package everyengine

import (
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	_ "github.com/sightglass-go/sightglass/engines/wasmtime"
	_ "github.com/sightglass-go/sightglass/engines/wazero"
	"github.com/sightglass-go/sightglass/measure/record"
	_ "github.com/sightglass-go/sightglass/measure/walltime"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// BenchmarkLoop compares the time that a process's iterations take with the
// sum of their phases: "x-phases" is the one over the other, 1.05 being 5% for
// linking, checking the output, closing, and the loop itself. The whole of
// _start is measured, because what guests do outside of their own windows is
// not the recorder's doing.
//
//	go test -run '^$' -bench Loop -benchtime 20x ./recorder/internal/everyengine
func BenchmarkLoop(b *testing.B) {
	for _, engine := range []string{"wazero", "wasmtime"} {
		e, err := engines.Open(b.Context(), engine, "")
		if err != nil {
			b.Logf("without %s: %v", engine, err)
			continue
		}
		if err := e.Close(b.Context()); err != nil {
			b.Fatal(err)
		}
		for _, name := range []string{"shootout-ackermann", "json-parse", "simd-blend"} {
			b.Run(name+"/"+engine, func(b *testing.B) { loop(b, engine, name) })
		}
	}
}

func loop(b *testing.B, engine, name string) {
	var first, last time.Time // the first iteration opens things
	var phases uint64
	n := 0
	j := job.Job{
		Engine:     job.Engine{Name: engine, Engine: engine},
		Benchmark:  benchmarkFile(name),
		Measures:   []string{"time"},
		Guest:      job.Guest{Call: record.Call{Whole: true}},
		Iterations: b.N + 1,
	}
	_, err := job.Run(b.Context(), j, b.TempDir(), func(samples []job.Sample) error {
		last = time.Now()
		if n++; n == 1 {
			first = last
			return nil
		}
		for _, r := range samples {
			if r.Event == "nanoseconds" {
				phases += r.Count
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(last.Sub(first))/float64(phases), "x-phases")
	b.ReportMetric(float64(phases)/float64(b.N)/1e6, "phases-ms/op")
}
