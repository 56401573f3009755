package everyengine

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/engines/operators"
	"github.com/sightglass-go/sightglass/measure"
)

// reader is a measure that reads functions at the beginning and the end of the window.
type reader struct {
	measure.Measure
	read        []func() uint64
	start, stop []uint64
}

func (r *reader) all() (values []uint64) {
	for _, f := range r.read {
		values = append(values, f())
	}
	return values
}

func (r *reader) Start() { r.start = r.all() }
func (r *reader) Stop()  { r.stop = r.all() }

// counted runs a guest and returns what was counted in its window, by the module's
// counters, of which there are so many, or as fuel if there are none; what it printed; and how it
// ended.
func counted(t *testing.T, engine string, wasm []byte, counters int, host engines.Host) (counts []uint64, stdout string, err error) {
	t.Helper()
	ctx := context.Background()
	name, flags, _ := strings.Cut(engine, ":")
	e, err := engines.Open(ctx, name, flags)
	if errors.Is(err, engines.ErrUnavailable) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close(ctx)
	module, err := e.Compile(ctx, wasm)
	if err != nil {
		return nil, "", err
	}
	defer module.Close(ctx)
	m := &reader{Measure: measure.Noop()}
	host.Bench = engines.NewBench(m)
	if host.Stdout, err = os.Create(filepath.Join(t.TempDir(), "stdout")); err != nil {
		t.Fatal(err)
	}
	defer host.Stdout.Close()
	l, err := module.Link(ctx, host)
	if err != nil {
		return nil, "", err
	}
	defer l.Close(ctx)
	i, err := l.Instantiate(ctx)
	if err != nil {
		return nil, "", err
	}
	defer i.Close(ctx)
	for c := range max(counters, 0) {
		m.read = append(m.read, i.(engines.GlobalInstance).Global(operators.Export(c)))
	}
	if counters == 0 {
		m.read = append(m.read, i.(engines.CountingInstance).Count(measure.Fuel.Name))
	}
	err = i.Run(ctx)
	for c := range m.start {
		if m.stop != nil {
			counts = append(counts, m.stop[c]-m.start[c])
		}
	}
	out, readErr := os.ReadFile(host.Stdout.Name())
	if readErr != nil {
		t.Fatal(readErr)
	}
	return counts, string(out), err
}

func sum(list []uint64) (n uint64) {
	for _, one := range list {
		n += one
	}
	return n
}

func rewritten(t *testing.T, wasm []byte, tally operators.Tally) []byte {
	t.Helper()
	out, err := operators.Rewrite(wasm, tally)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// unseeded returns a module that asks for sizes where it asked for random numbers: Go
// draws the seeds of its maps, and executes other operators in each run.
func unseeded(t *testing.T, wasm []byte) []byte {
	t.Helper()
	m, err := inspect.Parse(wasm)
	if err != nil {
		t.Fatal(err)
	}
	end := 8 // of the section before
	for _, s := range m.Sections {
		if s.ID == 2 {
			imports := bytes.Replace(wasm[s.Offset:s.Offset+s.Size], []byte("\x0arandom_get"), []byte("\x11environ_sizes_get"), 1)
			head := binary.AppendUvarint(append(slices.Clone(wasm[:end]), s.ID), uint64(len(imports)))
			return slices.Concat(head, imports, wasm[s.Offset+s.Size:])
		}
		end = s.Offset + s.Size
	}
	return wasm
}

// TestOperatorsOfBenchmarks: every benchmark prints the same when it counts, counts the
// same on every engine, and counts by wasmtime's prices what wasmtime itself counts of
// the module as it was.
func TestOperatorsOfBenchmarks(t *testing.T) {
	files, err := filepath.Glob("../../../examples/benchmarks/*/*.wasm")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".wasm")
		t.Run(name, func(t *testing.T) {
			if os.Getenv("SIGHTGLASS_TESTS") == "" && !slices.Contains([]string{"noop", "shootout-ackermann"}, name) {
				t.Skip("takes a while: run with SIGHTGLASS_TESTS=all")
			}
			wasm, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			wasm = unseeded(t, wasm)
			host := engines.Host{Args: []string{name + ".wasm"}, Env: []string{"WASM_BENCH_USE_SMALL_WORKLOAD=1"}, Dir: filepath.Dir(file)}
			fuel, stdout, err := counted(t, "wasmtime:fuel", wasm, 0, host)
			if err != nil || len(fuel) != 1 {
				t.Fatal(fuel, err)
			}
			classes, total := rewritten(t, wasm, operators.ByClass), rewritten(t, wasm, operators.Total)
			like := rewritten(t, wasm, operators.LikeFuel)
			var first []uint64
			for _, engine := range []string{"wasmtime", "wasmtime:api=wasmtime-go", "wazero", "wazero:interpreter"} {
				byClass, out, err := counted(t, engine, classes, int(operators.Classes), host)
				if err != nil || out != stdout {
					t.Errorf("%s: %v, prints %q, want %q", engine, err, out, stdout)
				}
				if first == nil {
					first = byClass
				}
				if !slices.Equal(byClass, first) {
					t.Errorf("%s counts %d, the first engine %d", engine, byClass, first)
				}
				all, out, err := counted(t, engine, total, 1, host)
				if err != nil || out != stdout || sum(all) != sum(byClass) {
					t.Errorf("%s: %v, counts %d in all, and %d by class", engine, err, all, byClass)
				}
				if burnt, _, err := counted(t, engine, like, 1, host); err != nil || !slices.Equal(burnt, fuel) {
					t.Errorf("%s: %v, would burn %d, and wasmtime burns %d", engine, err, burnt, fuel)
				}
			}
			t.Logf("%d operators, fuel %d", sum(first), fuel[0])
		})
	}
}
