package record

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/sightglass-go/sightglass/measure/words"
)

// Format is a way of writing rows down, by its name.
type Format string

const (
	// Auto, the zero Format, lets a Reader find the format by what begins the
	// input, white space aside: "[" begins JSON, "{" JSON Lines, anything else
	// CSV. A Writer takes Auto for CSV.
	Auto Format = ""
	// CSV is one row a line under a header line: arch,engine,engine_flags,wasm,
	// process,iteration,phase,event,count.
	CSV Format = "csv"
	// JSON is one array of objects whose keys are the columns of CSV.
	JSON Format = "json"
	// JSONL is JSON Lines, the full-fidelity form: a Header on the first
	// line, then one object a line with the keys of JSON and, where a row
	// has one, its Note under "note"; and behind the rows of each process a
	// Mark, which says how it ended. It alone can be resumed, see Recover.
	JSONL Format = "jsonl"
	// GoBench is the format of Go's benchmarks, for benchstat and its kin: one
	// line for each phase of a process, with the median of each event over its
	// iterations. It is written and never read; see GoBenchUnit and the example of
	// Copy. benchstat takes all lines for independent, which processes are and
	// iterations of one process are not.
	GoBench Format = "gobench"
)

// formats are all formats but Auto, in the order in which they are offered. A
// new one is a line here and a file with its encoder, its decoder or both.
var formats = []*codec{&csvCodec, &jsonCodec, &jsonlCodec, &goBenchCodec}

// A codec is what this package knows of a format.
type codec struct {
	name    Format
	alias   string // another name of it, if it has one
	ending  string // of files, with the dot; none where a file's name does not tell
	begins  string // what a file in it begins with, white space aside
	proof   bool   // what begins so is a recording: checkForeign need not look
	labels  bool   // it keeps Header.Labels
	headers bool   // it keeps whole headers

	encoder func() encoder        // nil if it is not written
	decoder func(*Reader) decoder // nil if it is not read
}

// A decoder returns the next row, a *SyntaxError for a line that is none, or
// the error that ends the reading: io.EOF after the last.
type decoder interface {
	decode(row *Row) error
}

// An encoder appends to b what a recording is in its format, whole lines
// each time. After an error, what it appended is dropped.
type encoder interface {
	open(b []byte) []byte                      // what begins a file
	header(b []byte, h Header) ([]byte, error) // what begins a recording in it
	row(b []byte, row *Row) ([]byte, error)    // a row
	mark(b []byte, m Mark) ([]byte, error)     // what is known behind a process
	flush(b []byte) []byte                     // what was held back
	close(b []byte) []byte                     // what ends a file
}

// rowsOnly is the encoder of what a format has no room for.
type rowsOnly struct{}

func (rowsOnly) open(b []byte) []byte                      { return b }
func (rowsOnly) header(b []byte, _ Header) ([]byte, error) { return b, nil }
func (rowsOnly) mark(b []byte, _ Mark) ([]byte, error)     { return b, nil }
func (rowsOnly) flush(b []byte) []byte                     { return b }
func (rowsOnly) close(b []byte) []byte                     { return b }

// codec returns what is known of the format: of Auto, or of one that does not
// exist, nothing.
func (f Format) codec() *codec {
	for _, c := range formats {
		if c.name == f {
			return c
		}
	}
	return new(codec)
}

// WrittenFormats returns the names of the formats that a Writer writes.
func WrittenFormats() []string { return formatsThat(func(c *codec) bool { return c.encoder != nil }) }

// ReadFormats returns the names of the formats that a Reader reads, Auto aside.
func ReadFormats() []string { return formatsThat(func(c *codec) bool { return c.decoder != nil }) }

func formatsThat(which func(*codec) bool) (list []string) {
	for _, c := range formats {
		if which(c) {
			list = append(list, string(c.name))
		}
	}
	return list
}

// ErrFormat is wrapped by the errors of ParseFormat.
var ErrFormat = errors.New("unknown format")

// String returns the format's name, "auto" for Auto.
func (f Format) String() string {
	if f == Auto {
		return "auto"
	}
	return string(f)
}

// ParseFormat returns the format with the given name, in any case: "csv",
// "json", "jsonl" (also "ndjson"), "gobench", and "auto" or nothing for Auto.
func ParseFormat(name string) (Format, error) {
	lower := strings.ToLower(name)
	if lower == "" || lower == "auto" {
		return Auto, nil
	}
	for _, c := range formats {
		if lower == string(c.name) || lower == c.alias {
			return c.name, nil
		}
	}
	only := formatsThat(func(c *codec) bool { return c.decoder == nil })
	return Auto, fmt.Errorf("%w %.100q: use %s, or %s to write", ErrFormat, name, words.Or(ReadFormats()...), words.Or(only...))
}

// FormatOf returns the format that the ending of a file's name stands for, Auto
// if none does.
func FormatOf(name string) Format {
	ending := strings.ToLower(filepath.Ext(name))
	for _, c := range formats {
		if ending != "" && c.ending == ending {
			return c.name
		}
	}
	return Auto
}

// Endings returns the endings of the names of files that FormatOf knows and a
// Reader reads, the dot included.
func Endings() (list []string) {
	for _, c := range formats {
		if c.ending != "" && c.decoder != nil {
			list = append(list, c.ending)
		}
	}
	return list
}

// KeepsLabels tells whether a recording in the format has Header.Labels.
func (f Format) KeepsLabels() bool { return f.codec().labels || f.codec().headers }

// KeepsHeader tells whether a recording in the format has its Header.
func (f Format) KeepsHeader() bool { return f.codec().headers }
