// Package report renders what package analysis computed: the tables of
// analyze and summarize in CSV and JSON, byte for byte as other tools expect
// them, and a table for people.
package report

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
)

// Analyze writes the nine columns
//
//	arch,engine,wasm,phase,event,min,max,mean,deviation
//
// a line per summary, in CSV without a header line or in JSON as an array of
// objects with these keys. deviation is the mean absolute deviation from the
// mean. Numbers with a fraction are written in the shortest form that reads
// back as the same float64, with a decimal at least (470.0); min and max are
// whole. What is not a number is NaN in CSV and null in JSON. Objects of
// summaries from which the overhead was subtracted say how much of each count
// that was, in overhead_subtracted; CSV has no column for it.
//
// Summaries that differ in the engine's flags have a line each, although no
// column tells them apart: analysis.FlagsHidden warns of them.
//
// A name in CSV that a spreadsheet would take for a formula has an apostrophe
// in front (quote.Cell); JSON has it as it is.
//
// The format is record.CSV (which record.Auto means, too) or record.JSON;
// any other is an error that wraps record.ErrFormat.
func Analyze(w io.Writer, sums []analysis.Summary, format record.Format) error {
	return write(w, format, len(sums), nil, func(i int) any {
		s := &sums[i]
		return analyzeLine{s.Arch, s.Engine, s.Wasm, s.Phase.String(), s.Event,
			s.Min, s.Max, float(s.Mean), float(s.MeanDeviation), subtracted(s)}
	}, func(line any) []string {
		l := line.(analyzeLine)
		return []string{quote.Cell(l.Arch), quote.Cell(l.Engine), quote.Cell(l.Wasm), l.Phase, quote.Cell(l.Event),
			utoa(l.Min), utoa(l.Max), l.Mean.String(), l.Deviation.String()}
	})
}

type analyzeLine struct {
	Arch      string `json:"arch"`
	Engine    string `json:"engine"`
	Wasm      string `json:"wasm"`
	Phase     string `json:"phase"`
	Event     string `json:"event"`
	Min       uint64 `json:"min"`
	Max       uint64 `json:"max"`
	Mean      float  `json:"mean"`
	Deviation float  `json:"deviation"`

	Subtracted *uint64 `json:"overhead_subtracted,omitempty"`
}

// summaryColumns are the columns of Summarize.
var summaryColumns = []string{"arch", "engine", "engine_flags", "wasm", "phase", "event",
	"min", "max", "median", "mean", "mean_deviation"}

// Summarize writes the columns
//
//	arch,engine,engine_flags,wasm,phase,event,min,max,median,mean,mean_deviation
//
// a line per summary, in CSV under a header line or in JSON as an array of
// objects with these keys, engine_flags null where there are none. Numbers
// are written as by Analyze. The median is the UpperMedian, a whole number, as in
// the Rust sightglass, whose reader takes no other; tables for people show Median.
// Objects have beside these median_interval, the interval of the median across processes,
// where there is one, and overhead_subtracted as Analyze has.
func Summarize(w io.Writer, sums []analysis.Summary, format record.Format) error {
	return write(w, format, len(sums), summaryColumns, func(i int) any {
		s := &sums[i]
		line := summaryLine{s.Arch, s.Engine, nil, s.Wasm, s.Phase.String(), s.Event,
			s.Min, s.Max, s.UpperMedian, float(s.Mean), float(s.MeanDeviation), medianInterval(s), subtracted(s)}
		if s.EngineFlags != "" {
			line.EngineFlags = &s.EngineFlags
		}
		return line
	}, func(line any) []string {
		l := line.(summaryLine)
		flags := ""
		if l.EngineFlags != nil {
			flags = *l.EngineFlags
		}
		return []string{quote.Cell(l.Arch), quote.Cell(l.Engine), quote.Cell(flags), quote.Cell(l.Wasm), l.Phase, quote.Cell(l.Event),
			utoa(l.Min), utoa(l.Max), utoa(l.Median), l.Mean.String(), l.MeanDeviation.String()}
	})
}

type summaryLine struct {
	Arch          string  `json:"arch"`
	Engine        string  `json:"engine"`
	EngineFlags   *string `json:"engine_flags"`
	Wasm          string  `json:"wasm"`
	Phase         string  `json:"phase"`
	Event         string  `json:"event"`
	Min           uint64  `json:"min"`
	Max           uint64  `json:"max"`
	Median        uint64  `json:"median"`
	Mean          float   `json:"mean"`
	MeanDeviation float   `json:"mean_deviation"`

	MedianInterval *analysis.Interval `json:"median_interval,omitempty"`
	Subtracted     *uint64            `json:"overhead_subtracted,omitempty"`
}

// medianInterval is Summary.MedianInterval, for JSON.
func medianInterval(s *analysis.Summary) *analysis.Interval {
	if math.IsNaN(s.MedianInterval.Low) || math.IsNaN(s.MedianInterval.High) {
		return nil
	}
	return &s.MedianInterval
}

// write writes n lines: in CSV as their fields, under the header if there is
// one; in JSON as they are.
func write(w io.Writer, format record.Format, n int, header []string, line func(int) any, fields func(any) []string) error {
	switch format {
	case record.Auto, record.CSV:
		out := csv.NewWriter(w) // keeps its first error for Error
		if header != nil {
			_ = out.Write(header)
		}
		for i := range n {
			_ = out.Write(fields(line(i)))
		}
		out.Flush()
		return out.Error()
	case record.JSON:
		out := bufio.NewWriter(quote.NewDocument(w))
		enc := json.NewEncoder(trimmed{out})
		enc.SetEscapeHTML(false)
		_, _ = out.WriteString("[")
		for i := range n {
			if i > 0 {
				_, _ = out.WriteString(",\n")
			}
			if err := enc.Encode(line(i)); err != nil {
				return err
			}
		}
		_, _ = out.WriteString("]\n")
		return out.Flush()
	}
	return fmt.Errorf("%w %v: use csv or json", record.ErrFormat, format)
}

// trimmed drops the line feed that an Encoder ends with.
type trimmed struct{ w io.Writer }

func (t trimmed) Write(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, err := t.w.Write(b[:len(b)-1])
	if err != nil {
		return n, err
	}
	return len(b), nil
}

func utoa(n uint64) string { return strconv.FormatUint(n, 10) }

// A float is written with a decimal at least.
type float float64

func (f float) String() string {
	s := strconv.FormatFloat(float64(f), 'f', -1, 64)
	if math.IsNaN(float64(f)) || math.IsInf(float64(f), 0) || strings.Contains(s, ".") {
		return s
	}
	return s + ".0"
}

func (f float) MarshalJSON() ([]byte, error) { return jsonNumber(float64(f), f.String()), nil }

func jsonNumber(f float64, s string) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return []byte("null")
	}
	return []byte(s)
}
