package parquet

import (
	"encoding/json"
	"errors"
	"io"

	"github.com/parquet-go/parquet-go"

	"github.com/sightglass-go/sightglass/measure/record"
)

const (
	// rowsPerGroup is how many rows a query engine reads at once, and a Writer holds,
	// compressed.
	rowsPerGroup = 1 << 18
	// batch is how many rows are handed on at once.
	batch = 1 << 10
)

// A Writer writes a recording, and holds one group of rows of it. It is a record.Sink
// and a record.Marker. Nothing is written before the first row, and the file cannot be
// read before Close.
type Writer struct {
	*record.Writer // makes the lines, and what they are verified by

	to        io.Writer
	lines     text
	out       *parquet.GenericWriter[line] // nil before the first row
	batch     []line
	begin     string
	headers   []string
	recording int32
	closed    bool
}

// text keeps what is written to it while it is to.
type text struct {
	keep bool
	text []byte
}

func (t *text) Write(b []byte) (int, error) {
	if t.keep {
		t.text = append(t.text, b...)
	}
	return len(b), nil
}

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer) *Writer {
	out := &Writer{to: w}
	out.Writer = record.NewWriter(&out.lines, record.JSONL)
	return out
}

// Format returns Format.
func (w *Writer) Format() record.Format { return Format }

// Begin implements record.Sink.
func (w *Writer) Begin(h record.Header) error {
	line, err := w.line(func() error { return w.Writer.Begin(h) })
	if err == nil {
		w.headers = append(w.headers, line)
		w.recording = int32(len(w.headers))
	}
	return err
}

// Mark implements record.Marker.
func (w *Writer) Mark(m record.Mark) error {
	_, err := w.line(func() error { return w.Writer.Mark(m) })
	return err
}

// line puts the line that write writes behind the rows so far.
func (w *Writer) line(write func() error) (string, error) {
	if err := w.Writer.Flush(); err != nil { // the rows before it
		return "", err
	}
	w.lines.keep, w.lines.text = true, w.lines.text[:0]
	defer func() { w.lines.keep = false }()
	if err := errors.Join(write(), w.Writer.Flush()); err != nil {
		return "", err
	}
	line := string(w.lines.text)
	if n := len(w.batch); n > 0 {
		w.batch[n-1].Marks += line
	} else {
		w.begin += line
	}
	return line, nil
}

// Write implements record.Sink.
func (w *Writer) Write(row record.Row) error {
	if err := w.Writer.Write(row); err != nil {
		return err
	}
	var note string
	if row.Note != nil {
		b, err := json.Marshal(row.Note)
		if err != nil {
			return err
		}
		if note = string(b); note == "{}" {
			note = ""
		}
	}
	// The last row of a batch waits for what follows it.
	if len(w.batch) == batch {
		if err := w.handOn(); err != nil {
			return err
		}
	}
	w.batch = append(w.batch, line{row.Arch, row.Engine, row.EngineFlags, row.Wasm, row.Process, row.Iteration,
		row.Phase.String(), row.Event, row.Count, note, w.recording, ""})
	return nil
}

func (w *Writer) handOn() error {
	if w.out == nil {
		w.out = parquet.NewGenericWriter[line](w.to, schema, parquet.Compression(&parquet.Zstd),
			parquet.MaxRowsPerRowGroup(rowsPerGroup), parquet.CreatedBy(creator, version, ""))
	}
	_, err := w.out.Write(w.batch)
	w.batch = w.batch[:0]
	return err
}

// Close writes the end of the file, if there is a row. A second Close does nothing.
func (w *Writer) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	if err := w.Writer.Close(); err != nil || w.Rows() == 0 {
		return err
	}
	if err := w.handOn(); err != nil {
		return err
	}
	w.out.SetKeyValueMetadata(keyFormat, version)
	w.out.SetKeyValueMetadata(keyBegin, w.begin)
	for i, h := range w.headers {
		w.out.SetKeyValueMetadata(Header(i+1), h)
	}
	return w.out.Close()
}
