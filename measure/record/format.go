package record

import (
	"errors"
	"fmt"
	"strings"
)

// Format is a way of writing rows down.
type Format uint8

const (
	// Auto, the zero Format, lets a Reader find the format by the first byte
	// that is not white space: "[" begins JSON, "{" JSON Lines, anything else
	// CSV. A Writer takes Auto for CSV.
	Auto Format = iota
	// CSV is one row a line with the columns of Columns under a header line.
	CSV
	// JSON is one array of objects whose keys are Columns.
	JSON
	// JSONL is JSON Lines, the full-fidelity form: a Header on the first
	// line, then one object a line with the keys of Columns and, where a row
	// has one, its Note under "note"; and behind the rows of each process a
	// Mark, which says how it ended. It alone can be resumed, see Recover.
	JSONL
	// GoBench is the format of Go's benchmarks, for benchstat and its kin: one
	// line a sample, with all events of one phase of one iteration. It is
	// written and never read; see GoBenchUnit and the example of Copy.
	// benchstat takes all samples for independent, which only those of
	// different processes are.
	GoBench
)

// Columns returns the names of the columns of CSV, which are also the keys of
// JSON, in the order in which they are written.
func Columns() []string { return append([]string(nil), columnNames[:]...) }

// ErrFormat is wrapped by the errors of ParseFormat.
var ErrFormat = errors.New("unknown format")

// String returns "auto", "csv", "json", "jsonl" or "gobench".
func (f Format) String() string {
	switch f {
	case Auto:
		return "auto"
	case CSV:
		return "csv"
	case JSON:
		return "json"
	case JSONL:
		return "jsonl"
	case GoBench:
		return "gobench"
	}
	return fmt.Sprintf("Format(%d)", uint8(f))
}

// ParseFormat returns the format with the given name, in any case: "csv",
// "json", "jsonl" (also "ndjson"), "gobench", and "auto" or nothing for Auto.
func ParseFormat(name string) (Format, error) {
	switch strings.ToLower(name) {
	case "", "auto":
		return Auto, nil
	case "csv":
		return CSV, nil
	case "json":
		return JSON, nil
	case "jsonl", "ndjson":
		return JSONL, nil
	case "gobench":
		return GoBench, nil
	}
	return Auto, fmt.Errorf("%w %.100q: use csv, json or jsonl, or gobench to write", ErrFormat, name)
}

// Set makes a *Format a flag.Value.
func (f *Format) Set(name string) error {
	g, err := ParseFormat(name)
	if err == nil {
		*f = g
	}
	return err
}

// Type is what help texts call the value of such a flag.
func (*Format) Type() string { return "format" }
