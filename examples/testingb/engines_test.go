package testingb

import (
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	"github.com/sightglass-go/sightglass/recorder/gobench"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// Two settings of an engine, side by side: each is a column of
// benchstat -col /engine.
func BenchmarkNQueens(b *testing.B) {
	for _, flags := range []string{"", "interpreter"} {
		gobench.Run(b, gobench.Benchmark{
			Engine: "wazero", Flags: flags,
			Wasm:     "../benchmarks/nqueens/nqueens.wasm",
			Measures: []string{"cycles"}, // cycles/op beside ns/op
			Phases:   []measure.Phase{measure.Compilation, measure.Execution},
			Guest:    job.Guest{SmallWorkload: true},
		})
	}
}

// One phase alone, under a name without parts: what a startup costs.
func BenchmarkStartup(b *testing.B) {
	gobench.RunPhase(b, gobench.Benchmark{Engine: "wazero", Wasm: "../benchmarks/nqueens/nqueens.wasm"}, measure.Instantiation)
}
