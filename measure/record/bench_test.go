package record

import (
	"bytes"
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
