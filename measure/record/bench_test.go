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
