package gobench_test

import (
	"path/filepath"
	"testing"

	_ "github.com/sightglass-go/sightglass/engines/wazero"
	"github.com/sightglass-go/sightglass/measure"
	_ "github.com/sightglass-go/sightglass/measure/cycles"
	_ "github.com/sightglass-go/sightglass/measure/walltime"
	"github.com/sightglass-go/sightglass/recorder/gobench"
	"github.com/sightglass-go/sightglass/recorder/job"
)

var (
	corpus    = filepath.Join("..", "..", "examples", "benchmarks")
	noop      = filepath.Join(corpus, "noop", "noop.wasm")
	ackermann = filepath.Join(corpus, "shootout-ackermann", "shootout-ackermann.wasm")
	guestDir  = filepath.Join("..", "..", "engines", "enginetest", "guests")
)

// What TestGoTest runs.

func BenchmarkNoop(b *testing.B) {
	for _, flags := range []string{"", "interpreter"} {
		gobench.Run(b, gobench.Benchmark{Engine: "wazero", Flags: flags, Wasm: noop, Measures: []string{"time", "cycles"}})
	}
}

func BenchmarkAckermann(b *testing.B) {
	gobench.Run(b, gobench.Benchmark{Engine: "wazero", Wasm: ackermann, Guest: job.Guest{SmallWorkload: true}})
}

func BenchmarkWhole(b *testing.B) {
	gobench.RunPhase(b, gobench.Benchmark{Engine: "wazero", Wasm: noop, Measures: []string{"cycles"}}, measure.Execution)
}

func BenchmarkBroken(b *testing.B) {
	gobench.Run(b, gobench.Benchmark{Engine: "wazero", Wasm: filepath.Join(guestDir, "end-twice.wasm")})
}
