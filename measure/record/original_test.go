package record

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

// TestOriginalFiles: the original's own rows, each with the numbers that stand in its
// file, three iterations of three phases.
func TestOriginalFiles(t *testing.T) {
	csv := [9]uint64{7193709, 668820, 1075, 6128596, 481781, 813, 5888744, 449150, 740}
	json := [9]uint64{37063003, 3386636, 4725, 34267724, 2541521, 4661, 36150712, 2552025, 4983}
	for name, tt := range map[string]struct {
		flags, wasm, event string
		process            uint64
		counts             [9]uint64
	}{
		"results.csv":              {"", "benchmarks-next/noop/benchmark.wasm", "wall-cycles", 1711158, csv},
		"results-with-headers.csv": {"", "benchmarks/noop/benchmark.wasm", "cycles", 1711158, csv},
		"results-no-headers.csv":   {"benchmarks/noop/benchmark.wasm", "", "cycles", 1711158, csv}, // see the README beside it
		"results.json":             {"", "benchmarks/noop/benchmark.wasm", "cycles", 1701529, json},
	} {
		f, err := os.Open(filepath.Join("testdata", "original", name))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := ReadAll(NewReader(f, name, Auto))
		f.Close()
		if err != nil || len(rows) != len(tt.counts) {
			t.Errorf("%s: %d rows, %v", name, len(rows), err)
			continue
		}
		for i, got := range rows {
			want := Row{Arch: "x86_64", Engine: "wasmtime", EngineFlags: tt.flags, Wasm: tt.wasm, Process: tt.process, Iteration: uint64(i / 3), Phase: measure.Phases()[i%3], Event: tt.event, Count: tt.counts[i]}
			if got != want {
				t.Errorf("%s: row %d: %+v, want %+v", name, i+1, got, want)
			}
		}
	}
}
