// Package analysis turns the rows of recordings into what can be said about
// them: plain values in, plain values out. It knows no engine, and draws
// nothing; package report below it renders.
//
//	data, err := analysis.Read(record.NewReader(file, "run.csv", record.Auto))
//	...
//	summaries := analysis.Summarize(data)
//
// Rows may come in any order and from several files. Inputs are never sorted
// or changed in place. What a reader of the numbers should know is data, too:
// look at Warnings. A number that cannot be had is NaN, never a quiet 0.
package analysis

import (
	"slices"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// Data is the values of one or more recordings, grouped.
type Data struct {
	// Series holds the values, sorted by key.
	Series []Series
	// Configs are the engines with their flags, in the order in which they
	// first occurred in the rows.
	Configs []Config
	// Events describes the events that occur, by name: as the recording's
	// header does, otherwise as measure.LookupEvent does. An event that
	// neither knows has its name only.
	Events map[string]measure.Event
	// Headers are the headers of the recordings that have one.
	Headers []record.Header
	// Rows is the number of values.
	Rows int

	// Refused holds the first maxRefused lines that could not be read, as
	// *record.SyntaxError; RefusedLines is the number of all.
	Refused      []error
	RefusedLines int
	// Warnings is what is unusual about the values.
	Warnings []error

	lead       lead            // of the first recording
	took       time.Duration   // of one that was recorded in one go; 0 for others
	cut        bool            // it is one recording, and was ended on request
	recordings int             // that have rows, where that is known
	headerless bool            // some rows have no header
	apart      []*Incomparable // what is not pooled
}

// maxRefused is how many errors of refused lines a Data keeps.
const maxRefused = 100

// Find returns the series with the given key, nil if there is none.
func (d *Data) Find(k Key) *Series {
	i, ok := slices.BinarySearchFunc(d.Series, k, func(s Series, k Key) int { return s.Key.Compare(k) })
	if !ok {
		return nil
	}
	return &d.Series[i]
}

// Group groups rows, in any order.
func Group(rows []record.Row) *Data {
	var b Builder
	for i := range rows {
		b.add(&rows[i])
	}
	return b.Data()
}

// Read reads and groups what is left in the readers, one after the other. Of
// the rows it keeps the counts alone: the memory it takes grows with the
// number of values, by little more than 8 bytes each, not with the text.
//
// Lines that are not rows are counted in the Data, and reading goes on. The
// error is that of a file that could not be read to its end; the Data holds
// what was read before.
func Read(readers ...*record.Reader) (*Data, error) {
	recordings, err := ReadRecordings(readers...)
	return recordings.Pool(), err
}
