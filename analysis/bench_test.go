package analysis

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// recording is CSV of two engines on five benchmarks in rounds of 20
// iterations, as they are recorded, of so many rows or a few more.
func recording(b *testing.B, rows int) []byte {
	var text bytes.Buffer
	w := record.NewWriter(&text, record.CSV)
	rng := rand.New(rand.NewPCG(1, 2))
	for p, n := uint64(3141592), 0; n < rows; p++ {
		for wasm := range 5 {
			for _, engine := range []string{"wasmtime", "wazero"} {
				for i := range uint64(20) {
					for phase := measure.Compilation; phase <= measure.Execution; phase++ {
						n++
						if err := w.Write(record.Row{Arch: "x86_64", Engine: engine, Wasm: fmt.Sprintf("examples/bench%d.wasm", wasm),
							Process: p, Iteration: i, Phase: phase, Event: "cycles",
							Count: uint64(float64(1_000_000*(wasm+1)) * (1 + 0.02*rng.NormFloat64()))}); err != nil {
							b.Fatal(err)
						}
					}
				}
			}
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	return text.Bytes()
}

// BenchmarkRecording reads, summarises and compares a recording; ns/row times
// ten million is what issue 4 sets a bound to, 3.8 s for the first two.
func BenchmarkRecording(b *testing.B) {
	const rows = 240_000
	text := recording(b, rows)
	read := func() *Data {
		d, err := Read(record.NewReader(bytes.NewReader(text), "recording", record.CSV))
		if err != nil || d.RefusedLines > 0 {
			b.Fatal(err, d.Refused)
		}
		return d
	}
	d := read()
	for _, step := range []struct {
		name string
		do   func()
	}{
		{"Read", func() { read() }},
		{"Summarize", func() { Summarize(d) }},
		{"Compare", func() {
			if _, err := Compare(d, Options{}); err != nil {
				b.Fatal(err)
			}
		}},
	} {
		b.Run(step.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				step.do()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(d.Rows), "ns/row")
		})
	}
}
