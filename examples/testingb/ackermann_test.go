package testingb

import (
	"testing"

	_ "github.com/sightglass-go/sightglass/engines/wazero"
	"github.com/sightglass-go/sightglass/recorder/gobench"
)

func BenchmarkAckermann(b *testing.B) {
	gobench.Run(b, gobench.Benchmark{Engine: "wazero", Wasm: "../benchmarks/shootout-ackermann/shootout-ackermann.wasm"})
}
