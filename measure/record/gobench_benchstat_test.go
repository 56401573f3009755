package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

// perf is the version of golang.org/x/perf that is the judge here.
const perf = "v0.0.0-20260908200009-22c9c6c9d4da"

// goRun runs a Go program that the module cache or the network must provide.
func goRun(t *testing.T, dir string, stdin []byte, args ...string) []byte {
	t.Helper()
	if os.Getenv("SIGHTGLASS_TESTS") == "" {
		t.Skip("builds golang.org/x/perf; run with SIGHTGLASS_TESTS=all")
	}
	var stderr bytes.Buffer
	cmd := exec.Command("go", append([]string{"run"}, args...)...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=mod", "GOOS=", "GOARCH=")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(stdin), &stderr
	out, err := cmd.Output()
	for _, missing := range []string{"dial tcp", "no such host", "module lookup disabled", "proxyconnect", "TLS handshake"} {
		if strings.Contains(stderr.String(), missing) {
			t.Skipf("golang.org/x/perf@%s cannot be fetched: %s", perf, &stderr)
		}
	}
	switch {
	case errors.Is(err, exec.ErrNotFound):
		t.Skip("needs the go command: ", err)
	case err != nil:
		t.Fatalf("go run %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	return append(out, stderr.Bytes()...)
}

// TestBenchfmt has everything read by the package that benchstat reads with:
// it must take every line, and find every value, whatever rows hold.
func TestBenchfmt(t *testing.T) {
	rows := oddRows(rand.New(rand.NewPCG(1, 2)), 3000)
	var out bytes.Buffer
	w := NewWriter(&out, GoBench)
	if err := w.Begin(Header{
		Machine:  Machine{OS: "linux", CPU: "a: b\r\n\x00Benchmark 1"},
		Labels:   map[string]string{"A b:c": "x", "ünï": "y", "": "z", "Unit": "1", strings.Repeat("k", 1<<17): "long", "l": strings.Repeat("v ", 1<<17)},
		Warnings: []string{"BenchmarkX", "a\nBenchmarkX 1 nonsense", strings.Repeat("w", 1<<17)},
	}); err != nil {
		t.Fatal(err)
	}
	want := map[string][]float64{} // by architecture, name and unit
	for _, row := range rows {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
		name := strings.TrimPrefix(string(appendBenchName(nil, &row)), "Benchmark")
		event, _ := measure.LookupEvent(row.Event)
		event.Name = row.Event
		key := fmt.Sprint(row.Arch, " ", name, " ", GoBenchUnit(event))
		want[key] = append(want[key], float64(row.Count))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}

	dir := t.TempDir()
	text, err := os.ReadFile(filepath.Join("testdata", "benchfmt", "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	mod := "module judge\n\ngo 1.25.0\n\nrequire golang.org/x/perf " + perf + "\n"
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "main.go"), text, 0o644), os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o644)); err != nil {
		t.Fatal(err)
	}
	read := json.NewDecoder(bytes.NewReader(goRun(t, dir, out.Bytes(), ".")))
	lines, values := 0, 0
	for {
		var line struct {
			Name, Arch, Error, Unit string
			Iters                   int
			Values                  map[string]float64
		}
		if err := read.Decode(&line); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		switch {
		case line.Error != "":
			t.Errorf("refused: %s", line.Error)
			continue
		case line.Unit != "":
			continue
		case line.Iters != 1:
			t.Errorf("%s has %d iterations", line.Name, line.Iters)
		}
		lines++
		for unit, value := range line.Values {
			key := fmt.Sprint(line.Arch, " ", line.Name, " ", unit)
			if len(want[key]) == 0 || want[key][0] != value {
				t.Fatalf("%s: read %v, want %v", key, value, want[key])
			}
			want[key] = want[key][1:]
			values++
		}
	}
	if values != len(rows) || lines >= values || lines < len(rows)/5 {
		t.Errorf("%d rows became %d values on %d lines", len(rows), values, lines)
	}
	t.Logf("%d rows, %d lines", len(rows), lines)
}

// oddRows are rows as no recorder makes them, but some other program might.
func oddRows(r *rand.Rand, n int) []Row {
	text := func() string {
		odd := []string{"noop.wasm", "/", "a", "-8", "=", ":", " ", "%", "\t", "é", "\u00a0", "\xff", "\n", "wasm=", "/engine=", "Benchmark", "ns", "MB", "\"", "\u2028"}
		s := ""
		for range r.IntN(5) {
			s += odd[r.IntN(len(odd))]
		}
		return s
	}
	var rows []Row
	for len(rows) < n {
		row := Row{Arch: "x86_64", Engine: text(), EngineFlags: text(), Wasm: text(), Process: r.Uint64N(3),
			Iteration: r.Uint64N(2), Phase: measure.Phases()[r.IntN(3)]}
		row.Process = uint64(len(rows)) // a line each
		if r.IntN(9) == 0 {
			row.Arch = "aarch64"
		}
		for _, event := range []string{"cycles", "nanoseconds", "task-clock", "e" + text()}[:1+r.IntN(4)] {
			row.Event, row.Count = event, r.Uint64()>>r.IntN(64)
			rows = append(rows, row)
		}
	}
	return rows
}

// TestBenchstat: engines are columns, phases tables, and two recordings of one
// machine are compared although their seeds and versions differ.
func TestBenchstat(t *testing.T) {
	dir := t.TempDir()
	for i, name := range []string{"old.txt", "new.txt"} {
		file, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		w := NewWriter(file, GoBench)
		err = w.Begin(Header{
			Seed: uint64(i), Machine: Machine{OS: "linux", Arch: "x86_64"},
			Engines: []Engine{{Name: "wazero", Engine: "wazero", Version: fmt.Sprint("v1.", i)}},
			Events:  []measure.Event{{Name: "fuel", Unit: "operators", Better: measure.Lower, Exact: true}},
		})
		for process := range uint64(10) {
			for j, engine := range []string{"wazero", "wasmtime"} {
				count := 100*uint64(1+j) + process - 10*uint64(i)
				for _, row := range []Row{{Event: "nanoseconds", Count: count}, {Event: "fuel", Count: 7 + uint64(j)}} {
					row.Arch, row.Engine, row.Wasm, row.Process, row.Phase = "x86_64", engine, "a/noop.wasm", process, measure.Execution
					err = errors.Join(err, w.Write(row))
				}
			}
		}
		if err = errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
	}
	benchstat := func(args ...string) string {
		t.Helper()
		return string(goRun(t, dir, nil, append([]string{"golang.org/x/perf/cmd/benchstat@" + perf, "-format", "csv"}, args...)...))
	}
	wants := func(out string, wants ...string) {
		t.Helper()
		for _, want := range wants {
			if !strings.Contains(out, want) {
				t.Errorf("benchstat says\n%s\nwithout %q", out, want)
			}
		}
		if strings.Contains(out, "vary in") || strings.Contains(out, "parsing") {
			t.Errorf("benchstat complains:\n%s", out)
		}
	}
	// Medians of 100..109 and 200..209 ns, exact counts of 7 and 8.
	wants(benchstat("-col", "/engine", "old.txt"),
		",wazero,,wasmtime,,,", "Wasm/dir=a/wasm=noop.wasm/phase=Execution,1.045e-07,3%,2.045e-07,2%,+95.69%,p=0.000 n=10",
		"Wasm/dir=a/wasm=noop.wasm/phase=Execution,7,0%,8,0%,+14.29%,n=10" /* exact: no p */)
	wants(benchstat("-table", "/phase", "-row", "/wasm", "-col", "/engine", "old.txt"),
		"/phase: Execution", "noop.wasm,1.045e-07,3%,2.045e-07,2%,+95.69%")
	wants(benchstat("old.txt", "new.txt"),
		"Wasm/dir=a/wasm=noop.wasm/phase=Execution/engine=wazero,1.045e-07,3%,9.45e-08,4%,-9.57%,p=0.000 n=10")
}
