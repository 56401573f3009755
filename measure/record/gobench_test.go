package record

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

func sample(change func(*Row)) Row {
	r := Row{Arch: "x86_64", Engine: "wazero", Wasm: "noop.wasm", Process: 7, Phase: measure.Execution, Event: "cycles", Count: 130}
	change(&r)
	return r
}

func TestGoBenchNames(t *testing.T) {
	// Left are parts of a row, right what the name must be. No two may be equal.
	for _, tt := range []struct{ engine, flags, wasm, want string }{
		{"wazero", "", "noop.wasm", "wasm=noop.wasm/phase=Execution/engine=wazero"},
		{"wazero", "", "a/b/noop.wasm", "dir=a:b/wasm=noop.wasm/phase=Execution/engine=wazero"},
		{"wazero", "", "a:b/noop.wasm", "dir=a%3Ab/wasm=noop.wasm/phase=Execution/engine=wazero"},
		{"wazero", "", "/noop.wasm", "dir=/wasm=noop.wasm/phase=Execution/engine=wazero"},
		{"wazero", "", "./noop.wasm", "dir=./wasm=noop.wasm/phase=Execution/engine=wazero"},
		{"wazero", "", "a//b.wasm", "dir=a:/wasm=b.wasm/phase=Execution/engine=wazero"},
		{"wazero", "", `c:\b.wasm`, `wasm=c:\b.wasm/phase=Execution/engine=wazero`},
		{"wazero", "", "my noop.wasm", "wasm=my%20noop.wasm/phase=Execution/engine=wazero"},
		{"wazero", "", "my%20noop.wasm", "wasm=my%2520noop.wasm/phase=Execution/engine=wazero"},
		{"wazero", "", "\xff\u00a0\u2028\x00é", "wasm=%FF%C2%A0%E2%80%A8%00é/phase=Execution/engine=wazero"},
		{"wazero", "", "", "wasm=/phase=Execution/engine=wazero"},
		{"wasmtime", "opt-level=2", "n", "wasm=n/phase=Execution/engine=wasmtime:opt-level=2"},
		{"wasmtime", "-O a/b", "n", "wasm=n/phase=Execution/engine=wasmtime:-O%20a%2Fb"},
		{"a:b", "c", "n", "wasm=n/phase=Execution/engine=a%3Ab:c"},
		{"a", "b:c", "n", "wasm=n/phase=Execution/engine=a:b:c"},
		{"v-8", "", "n-8", "wasm=n-8/phase=Execution/engine=v%2D8"}, // not eight CPUs
		{"v", "x-12", "n", "wasm=n/phase=Execution/engine=v:x%2D12"},
		{"v-", "", "n", "wasm=n/phase=Execution/engine=v-"},
		{"8", "", "n", "wasm=n/phase=Execution/engine=8"},
	} {
		row := sample(func(r *Row) { r.Engine, r.EngineFlags, r.Wasm = tt.engine, tt.flags, tt.wasm })
		if got := string(appendBenchName(nil, &row)); got != "BenchmarkWasm/"+tt.want {
			t.Errorf("%q %q %q is\n%s, want\nBenchmarkWasm/%s", tt.engine, tt.flags, tt.wasm, got, tt.want)
		}
	}
}

func TestGoBenchUnits(t *testing.T) {
	for _, tt := range []struct {
		event measure.Event
		want  string
	}{
		{measure.Event{Name: "cycles", Unit: "cycles"}, "cycles/op"},
		{measure.Event{Name: "nanoseconds", Unit: "ns"}, "ns/op"},
		{measure.Event{Name: "nanoseconds"}, "ns/op"},
		{measure.Event{Name: "cpu-nanoseconds", Unit: "ns"}, "cpu-ns/op"},
		{measure.Event{Name: "task-clock", Unit: "ns"}, "task-clock-ns/op"},
		{measure.Event{Name: "instructions-retired", Unit: "instructions"}, "instructions-retired/op"},
		{measure.Event{Name: "page faults/major"}, "page%20faults%2Fmajor/op"},
		{measure.Event{}, "/op"},
	} {
		if got := GoBenchUnit(tt.event); got != tt.want {
			t.Errorf("unit of %+v is %q, want %q", tt.event, got, tt.want)
		}
	}
}

// TestGoBenchSamples: what is one line, and what is a line of its own.
func TestGoBenchSamples(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out, GoBench)
	write := func(changes ...func(*Row)) {
		t.Helper()
		for _, change := range changes {
			if err := w.Write(sample(change)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Begin(Header{
		Machine: Machine{OS: "linux", Arch: "x86_64", CPU: "i7\n7700K", MemoryKB: 8 << 20},
		Labels:  map[string]string{"commit": "abc", "Big Key": "x", "cpu": "mine", "empty": "", "1": "one"},
		Events:  []measure.Event{{Name: "fuel", Better: measure.Lower, Exact: true}, {Name: "x"}},
	}); err != nil {
		t.Fatal(err)
	}
	write(
		func(r *Row) {},
		func(r *Row) { r.Event = "fuel" },
		func(r *Row) { r.Event = "fuel" }, // again: of another process
		func(r *Row) { r.Iteration = 1 },  // another number of iterations
		func(r *Row) { r.Iteration, r.Count = 2, 131 },
		func(r *Row) { r.Process = 8 },
		func(r *Row) { r.Arch, r.Event, r.Count = "aarch64", "x", 1<<64-1 },
	)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	write(func(r *Row) { r.Arch, r.Iteration = "aarch64", 1 }) // the same process, but it was flushed
	if err := w.Begin(Header{Seed: 9, Machine: Machine{Arch: "aarch64"}}); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), w.Close()); err != nil {
		t.Fatal(err)
	}
	const name = "BenchmarkWasm/wasm=noop.wasm/phase=Execution/engine=wazero 1 "
	want := `arch: x86_64
goos: linux
cpu: i7 7700K
memory: 8.0 GiB
label-1: one
big-key: x
commit: abc
label-cpu: mine
# seed: 0
Unit fuel/op better=lower assume=exact
Unit cycles/op better=lower
` + name + `130 cycles/op 130 fuel/op
` + name + `130 fuel/op
BenchmarkWasm/wasm=noop.wasm/phase=Execution/engine=wazero 2 130.5 cycles/op
` + name + `130 cycles/op
arch: aarch64
` + name + `18446744073709551615 x/op
` + name + `130 cycles/op
goos:
cpu:
memory:
label-1:
big-key:
commit:
label-cpu:
# seed: 9
`
	if got := out.String(); got != want {
		t.Errorf("wrote\n%s\nwant\n%s", got, want)
	}
}

func TestGoBenchRefuses(t *testing.T) {
	var out bytes.Buffer
	w := NewWriter(&out, GoBench)
	if err := w.Write(sample(func(r *Row) {})); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]func(*Row){
		"no phase":   func(r *Row) { r.Phase = 0 },
		"long wasm":  func(r *Row) { r.Wasm = strings.Repeat("x", maxBenchLine) },
		"long event": func(r *Row) { r.Event = strings.Repeat("x", maxBenchLine) },
	} {
		if err := w.Write(sample(bad)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if err := w.Write(sample(func(r *Row) { r.Event = "nanoseconds" })); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(out.String(), " 1 130 cycles/op 130 ns/op\n") {
		t.Errorf("what was refused left a trace: %s", out.String())
	}
	if _, err := NewReader(&out, "f", GoBench).Read(); !errors.Is(err, ErrFormat) {
		t.Errorf("reading it back: %v", err)
	}
	if f, err := ParseFormat("gobench"); f != GoBench || err != nil || f.String() != "gobench" {
		t.Errorf("ParseFormat: %v, %v", f, err)
	}
}

// TestGoBenchBuffers: a long recording is not held in memory.
func TestGoBenchBuffers(t *testing.T) {
	w := NewWriter(io.Discard, GoBench)
	for i := range uint64(5000) { // well beyond writeAt
		if err := w.Write(sample(func(r *Row) { r.Iteration = i / 2; r.Event = []string{"cycles", "nanoseconds"}[i%2] })); err != nil {
			t.Fatal(err)
		}
	}
	if len(w.buf) > writeAt {
		t.Errorf("%d bytes are held", len(w.buf))
	}
}

func TestCopy(t *testing.T) {
	input := "x86_64,wazero,noop.wasm,7,0,Execution,cycles,56\nnonsense\nx86_64,wazero,noop.wasm,7,1,Execution,cycles,57\n"
	var rows Collector
	var refused []error
	if err := Copy(&rows, NewReader(strings.NewReader(input), "in.csv", Auto), func(err error) { refused = append(refused, err) }); err != nil {
		t.Fatal(err)
	}
	if len(rows.Rows) != 2 || len(rows.Headers) != 0 || len(refused) != 1 {
		t.Errorf("%d rows, %d headers, refused %v", len(rows.Rows), len(rows.Headers), refused)
	}
	two := `{"format":"sightglass-recording/1","seed":1}` + "\n" + `{"format":"sightglass-recording/1","seed":2}` + "\n"
	rows = Collector{}
	if err := Copy(&rows, NewReader(strings.NewReader(two), "in.jsonl", Auto), nil); err != nil {
		t.Fatal(err)
	}
	if len(rows.Headers) != 2 || rows.Headers[1].Seed != 2 {
		t.Errorf("headers %+v", rows.Headers)
	}
	broken := NewReader(io.MultiReader(strings.NewReader(input), brokenOff{}), "in.csv", CSV)
	if err := Copy(&rows, broken, nil); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("of a file that breaks off: %v", err)
	}
}

type brokenOff struct{}

func (brokenOff) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

// TestGoBenchOfGo: benchmarks of go test keep their names, units and digits.
func TestGoBenchOfGo(t *testing.T) {
	rows := []Row{
		{Wasm: "example.com/m.BenchmarkX/n=1-8/50%", Event: "femtoseconds", Count: 12_340_000},
		{Wasm: "example.com/m.BenchmarkX/n=1-8/50%", Event: "bytes-per-second", Count: 1_230_000},
		{Wasm: "example.com/m.BenchmarkX/n=1-8/50%", Event: "allocated-bytes", Count: 16},
		{Wasm: "example.com/m.BenchmarkX/n=1-8/50%", Event: "allocations", Count: 2},
		{Wasm: "example.com/m.BenchmarkX/n=1-8/50%", Event: "micro-hits/op", Count: 1},
		{Wasm: "example.com/m.Benchmark", Event: "femtoseconds", Count: 1<<64 - 1, Iteration: 1},
		{Wasm: "example.com/m.Benchmark", Event: "femtoseconds", Count: 1<<64 - 2, Iteration: 2},
		{Wasm: "example.com/n.BenchmarkY", Event: "femtoseconds", Count: 0},
		{Wasm: "a.BenchmarkZ.wasm", Event: "femtoseconds", Count: 1e6},
	}
	for i := range rows {
		rows[i].Engine, rows[i].Process, rows[i].Phase = "main", uint64(i/5), measure.Execution
	}
	want := `pkg: example.com/m
Unit ns/op better=lower
Unit MB/s better=higher
Unit B/op better=lower
Unit allocs/op better=lower
BenchmarkX/n=1-8/50%25/engine=main 1 12.34 ns/op 1.23 MB/s 16 B/op 2 allocs/op 0.000001 hits/op
Benchmark/engine=main 2 18446744073709.5516145 ns/op
pkg: example.com/n
BenchmarkY/engine=main 1 0 ns/op
pkg:
BenchmarkWasm/wasm=a.BenchmarkZ.wasm/phase=Execution/engine=main 1 1 ns/op
`
	if got := string(write(t, GoBench, nil, rows)); got != want {
		t.Errorf("wrote\n%s\nwant\n%s", got, want)
	}
}
