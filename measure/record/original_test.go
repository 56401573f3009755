package record

import (
	"os"
	"path/filepath"
	"strings"
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
		r := NewReader(f, name, Auto)
		rows, err := ReadAll(r)
		f.Close()
		if w := r.Nameless(); (w != nil) != (tt.wasm == "") || w != nil && (w.Rows != 9 || w.First != rows[0]) {
			t.Errorf("%s: %v", name, w)
		}
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

// TestNameless: rows without a name are counted; a header line gives the original's rows
// theirs back.
func TestNameless(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "original", "results-no-headers.csv"))
	if err != nil {
		t.Fatal(err)
	}
	const rest = ": if its columns are in another order, a header line that names them puts that right"
	for _, tt := range []struct{ text, want string }{
		{string(text), `a.csv: 9 rows without a name of the benchmark; the first has none, but engine "wasmtime", event "cycles", engine flags "benchmarks/noop/benchmark.wasm"` + rest},
		{"arch,engine,wasm,engine_flags,process,iteration,phase,event,count\n" + string(text), ""},
		{"x,e,,a.wasm,1,0,Execution,cycles,7\nx,,,a.wasm,1,0,Execution,,8\n", `a.csv: 1 row without a name of the engine and event; the first has none, but benchmark "a.wasm"` + rest},
	} {
		r := NewReader(strings.NewReader(tt.text), "a.csv", Auto)
		rows, err := ReadAll(r)
		got := ""
		if w := r.Nameless(); w != nil {
			got = w.Error()
		}
		if err != nil || got != tt.want {
			t.Errorf("%d rows, %v, %s\nwant %s", len(rows), err, got, tt.want)
		}
	}
}
