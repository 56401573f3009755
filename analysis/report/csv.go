// Package report renders what package analysis computed: the tables of
// analyze and summarize in CSV and JSON, byte for byte as other tools expect
// them, and a table for people.
package report

import (
	"fmt"
	"io"
	"slices"

	"github.com/sightglass-go/sightglass/analysis"
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
// Each object has the warnings, if there are any: who reads an array has no other place
// to find that values are missing. CSV has no column for them.
//
// A name in CSV that a spreadsheet would take for a formula has an apostrophe
// in front (quote.Cell); JSON has it as it is.
//
// The format is record.CSV (which record.Auto means, too) or record.JSON;
// any other is an error that wraps record.ErrFormat.
func Analyze(w io.Writer, sums []analysis.Summary, format record.Format, warnings ...error) error {
	keys := []string{"arch", "engine", "wasm", "phase", "event", "min", "max", "mean", "mean_deviation", "overhead_subtracted"}
	var columns []Column[summaryLine]
	for _, c := range programs.columns() {
		if slices.Contains(keys, c.Key) {
			if c.Key == "mean_deviation" {
				c.Key = "deviation"
			}
			columns = append(columns, c)
		}
	}
	return write(w, columns, false, sums, format, warnings)
}

// Summarize writes the columns
//
//	arch,engine,engine_flags,wasm,phase,event,min,max,median,mean,mean_deviation
//
// a line per summary, in CSV under a header line or in JSON as an array of
// objects with these keys, engine_flags null where there are none. Numbers
// are written as by Analyze. The median is the UpperMedian, a whole number, as in
// the Rust sightglass, whose reader takes no other; tables for people show Median.
// Objects have beside these median_interval, the interval of the median across processes,
// where there is one, not_steady (a stat.Steadiness) where the last half of the
// iterations still drifts, and overhead_subtracted and warnings as Analyze has.
func Summarize(w io.Writer, sums []analysis.Summary, format record.Format, warnings ...error) error {
	return write(w, programs.columns(), true, sums, format, warnings)
}

// programs is the drawing for programs, which see keys and values alone.
var programs = &drawing{Options: new(Options)}

func write(w io.Writer, columns []Column[summaryLine], header bool, sums []analysis.Summary, format record.Format, warnings []error) error {
	lines := make([]summaryLine, len(sums))
	for i := range sums {
		lines[i].Summary = &sums[i]
	}
	switch format {
	case record.Auto, record.CSV:
		return writeCSV(w, columns, header, lines)
	case record.JSON:
		var said []string
		for _, w := range analysis.FoldWarnings(warnings, mostOfKind) {
			said = append(said, w.Error())
		}
		if said != nil {
			columns = append(columns, Column[summaryLine]{Key: "warnings", Value: func(summaryLine) any { return said }})
		}
		return writeObjects(w, columns, lines)
	}
	return fmt.Errorf("%w %v: use csv or json", record.ErrFormat, format)
}
