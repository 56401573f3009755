package html

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// A suite is a made-up recording: engines "base" and "new" (or the first of
// them), of which the second takes 1.1, 0.9 or 1 times as long in turn.
type suite struct {
	engines, benchmarks, processes, iterations int
	noise                                      float64
}

// write writes it as JSON Lines, as a recorder does.
func (s suite) write(t testing.TB, w io.Writer) {
	t.Helper()
	s.writeOn(t, w, 0)
}

// writeOn writes the recording of a machine.
func (s suite) writeOn(t testing.TB, w io.Writer, machine int) {
	t.Helper()
	first := 1000 + 100*machine
	rng := rand.New(rand.NewPCG(1, uint64(2+machine)))
	writer := record.NewWriter(w, record.JSONL)
	header := record.Header{Format: record.FormatVersion, Started: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), Seed: uint64(7 + machine), FirstProcess: uint64(first),
		Machine: record.Machine{OS: "linux", Arch: "x86_64", CPU: "a CPU", CPUs: 4, Fingerprint: fmt.Sprintf("%x", 0xf00d+machine)},
		Labels:  map[string]string{"commit": "abc123"}}
	names := []string{"base", "new"}[:s.engines]
	for _, n := range names {
		header.Engines = append(header.Engines, record.Engine{Name: n, Engine: n, Version: "v1"})
	}
	if err := writer.Begin(header); err != nil {
		t.Fatal(err)
	}
	for p := range s.processes {
		for b := range s.benchmarks {
			size := 1e5 * math.Pow(1.07, float64(b))
			for e, engine := range names {
				off := math.Exp(s.noise * rng.NormFloat64())
				if e == 1 {
					off *= []float64{1.1, 0.9, 1}[b%3]
				}
				for i := range s.iterations {
					for k, share := range []float64{40, 1, 7} {
						x := size * share * off * math.Exp(s.noise*rng.NormFloat64())
						if i == 0 {
							x *= 1.3
						}
						row := record.Row{Arch: "x86_64", Engine: engine, Wasm: fmt.Sprintf("suite/bench%02d/bench%02d.wasm", b, b),
							Process: uint64(first + p), Iteration: uint64(i), Phase: measure.Phase(k + 1), Event: "cycles", Count: uint64(x)}
						if err := writer.Write(row); err != nil {
							t.Fatal(err)
						}
					}
				}
			}
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
}

// machines is the report of recordings that so many machines made, of other rounds each.
func (s suite) machines(t testing.TB, n int) Report {
	t.Helper()
	var b strings.Builder
	for k := range n {
		s.writeOn(t, &b, k)
	}
	return reportOf(t, "machines.jsonl", b.String(), analysis.Options{})
}

// report reads the text of a recording as the command does.
func reportOf(t testing.TB, name, text string, o analysis.Options) Report {
	t.Helper()
	rows := NewAttachment(name, AttachmentBytes)
	reader := record.NewReader(io.TeeReader(strings.NewReader(text), rows), name, record.Auto)
	d, err := analysis.Read(reader)
	if err != nil {
		t.Fatal(err)
	}
	r, err := analysis.Compare(d, o)
	if err != nil {
		t.Fatal(err)
	}
	return Report{Data: d, Result: r, Files: []File{{Name: name, Headers: reader.Headers(), Rows: rows}}}
}

func (s suite) report(t testing.TB) Report {
	t.Helper()
	var b strings.Builder
	s.write(t, &b)
	return reportOf(t, "made.jsonl", b.String(), analysis.Options{})
}
