// Package parquet keeps recordings as Apache Parquet, for query engines: a column
// for each column of CSV, and beside them what makes the file as complete as JSON Lines.
//
// The file's key-value metadata holds the headers (Header), and the lines of JSON Lines
// that stand before the first row (keyBegin); the column marks those that follow a row.
// What is read is those lines and the rows again, so that whatever reads JSON
// Lines reads a Parquet file, checks its checksums, and knows what is missing.
package parquet

import (
	"fmt"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/sightglass-go/sightglass/measure/record"
)

// Format is the format's name, which package record does not know.
const Format = record.Format("parquet")

// Ending is that of files.
const Ending = ".parquet"

// Keys of the metadata.
const (
	keyFormat = "sightglass.format"
	keyBegin  = "sightglass.begin"
)

// version is what keyFormat says, and creator what wrote the file.
const (
	version = "1"
	creator = "sightglass"
)

// Header is the key under which a recording's header stands, from 1.
func Header(n int) string { return fmt.Sprintf("sightglass.header.%d", n) }

// line is a row of the file. Those of CSV are first, under their names there.
type line struct {
	Arch        string `parquet:"arch,dict"`
	Engine      string `parquet:"engine,dict"`
	EngineFlags string `parquet:"engine_flags,dict,optional"`
	Wasm        string `parquet:"wasm,dict"`
	Process     uint64 `parquet:"process"`
	Iteration   uint64 `parquet:"iteration"`
	Phase       string `parquet:"phase,dict"`
	Event       string `parquet:"event,dict"`
	Count       uint64 `parquet:"count"`
	// Note is a record.Note as JSON.
	Note string `parquet:"note,optional"`
	// Recording is the number of the header that the row stands under, 0 if none.
	Recording int32 `parquet:"recording,dict"`
	// Marks are the lines of JSON Lines that follow the row.
	Marks string `parquet:"marks,optional"`
}

var schema = parquet.SchemaOf(line{})

// needed are the columns without which a file is not a recording.
var needed = strings.Fields("arch engine wasm process iteration phase event count")
