package record

import (
	"bytes"
	"fmt"
	"io"
	"testing"
)

func benchRows() []Row {
	var rows []Row
	for p := range uint64(100) {
		for i := range uint64(10) {
			for _, phase := range []string{"Compilation", "Instantiation", "Execution"} {
				r := row(flags("-O opt-level=2"), count(1000000+p*i), func(r *Row) { r.Process = p; r.Iteration = i })
				_ = r.Phase.UnmarshalText([]byte(phase))
				rows = append(rows, r)
			}
		}
	}
	return rows
}

func BenchmarkRead(b *testing.B) {
	rows := benchRows()
	for _, format := range []Format{CSV, JSON, JSONL} {
		b.Run(format.String(), func(b *testing.B) {
			text := write(b, format, nil, rows)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				for _, err := range NewReader(bytes.NewReader(text), "file", format).All() {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(rows)), "ns/row")
		})
	}
}

// BenchmarkReadRepeats reads CSV by the shortcut for lines that repeat what the
// one before has, by the long way, and where no line repeats anything, so that
// the shortcut is in vain.
func BenchmarkReadRepeats(b *testing.B) {
	rows := benchRows()
	turns := benchRows()
	for i := range turns {
		turns[i].Engine = "engine" + string(rune('a'+i%2))
	}
	for _, bench := range []struct {
		name     string
		rows     []Row
		shortcut bool
	}{{"shortcut", rows, true}, {"long", rows, false}, {"vain", turns, true}, {"vain-long", turns, false}} {
		b.Run(bench.name, func(b *testing.B) {
			text := write(b, CSV, nil, bench.rows)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				r := NewReader(bytes.NewReader(text), "file", CSV)
				if err := r.begin(false); err != nil {
					b.Fatal(err)
				}
				if !bench.shortcut {
					r.dec.(*csvDecoder).repeats = nil
				}
				for _, err := range r.All() {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(rows)), "ns/row")
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	rows := benchRows()
	for _, format := range []Format{CSV, JSON, JSONL} {
		b.Run(format.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w := NewWriter(io.Discard, format)
				for _, r := range rows {
					if err := w.Write(r); err != nil {
						b.Fatal(err)
					}
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(rows)), "ns/row")
		})
	}
}

// BenchmarkWorkIndex asks what was run of each of many benchmarks: ns/module is the same for
// 10,000 as for 100.
func BenchmarkWorkIndex(b *testing.B) {
	for _, n := range []int{100, 10000} {
		h := manyModules(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				of := h.WorkIndex()
				for _, m := range h.Modules {
					of(m.Wasm)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/module")
		})
	}
}

// manyModules is a recording of n modules, in folders of 100 that have two files.
func manyModules(n int) *Header {
	h := &Header{Work: &Work{Args: []string{"x"}}, Measures: []Measure{{Name: "cycles"}}}
	for i := range n {
		name := fmt.Sprintf("suite/%d/module%d.wasm", i/100, i)
		h.Modules = append(h.Modules, Module{Wasm: name, SHA256: fmt.Sprintf("%064x", i)})
		if i%100 == 0 {
			h.Folders = append(h.Folders, Folder{Files: []Input{{Name: "a", Bytes: int64(i), SHA256: "5"}, {Name: "b"}}})
		}
		f := &h.Folders[len(h.Folders)-1]
		f.Modules = append(f.Modules, name)
	}
	return h
}
