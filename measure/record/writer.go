package record

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// Writer writes rows in one of the formats. It is a Sink.
//
// Rows are handed on in whole lines, so that a program that is killed leaves
// no torn row behind; what was written since the last Flush may be missing.
// A row that the format cannot carry is refused with an error and leaves no
// trace; after an error of the underlying writer, all calls return that
// error.
type Writer struct {
	w      io.Writer
	format Format
	buf    []byte
	rows   uint64 // written so far
	opened bool   // what comes before the first row is in buf
	closed bool
	err    error

	enc encoder
	row Row // here because an encoder's row would be allocated
}

// writeAt is how much is gathered before it is handed on without a Flush.
const writeAt = 32 << 10

// NewWriter returns a Writer to w; Auto writes CSV. Nothing is written before
// Begin or the first row.
func NewWriter(w io.Writer, format Format) *Writer {
	if format == Auto {
		format = CSV
	}
	out := &Writer{w: w, format: format}
	if c := format.codec(); c.encoder != nil {
		out.enc = c.encoder()
	} else {
		out.err = fmt.Errorf("%w %q", ErrFormat, format)
	}
	return out
}

// ResumeWriter returns a Writer that continues a recording in JSON Lines
// that w already holds, as Recover found it. Its first Begin writes nothing.
func ResumeWriter(w io.Writer, rec *Recovered) *Writer {
	return &Writer{w: w, format: JSONL, enc: &jsonlEncoder{resumed: true, blocks: rec.blocks, recording: rec.Header.CRC32C}}
}

// Rows returns how many rows were written so far, by this Writer.
func (w *Writer) Rows() uint64 { return w.rows }

// Format returns the format that is written.
func (w *Writer) Format() Format { return w.format }

// Begin begins a recording. JSON Lines writes the header, with FormatVersion
// as its format; a second call begins a second recording in the same file.
// GoBench writes what of it benchstat should tell machines apart by, and the
// rest as comments. CSV and JSON have no room for what the header says: they
// only begin the file.
func (w *Writer) Begin(h Header) error {
	return w.add("the recording's header", func(b []byte) ([]byte, error) { return w.enc.header(b, h) })
}

// Write writes a row.
func (w *Writer) Write(row Row) error {
	if err := w.open(); err != nil {
		return err
	}
	w.row = row
	b, err := w.enc.row(w.buf, &w.row)
	if err != nil {
		return fmt.Errorf("write a row as %v: %w", w.format, err)
	}
	w.buf = b
	w.rows++
	if len(w.buf) >= writeAt {
		return w.handOn()
	}
	return nil
}

// Mark writes a mark, with what it and the rows of its process can be verified
// by; formats that have no room for it drop it.
func (w *Writer) Mark(m Mark) error {
	return w.add("a mark", func(b []byte) ([]byte, error) { return w.enc.mark(b, m) })
}

func (w *Writer) add(what string, encode func([]byte) ([]byte, error)) error {
	if err := w.open(); err != nil {
		return err
	}
	b, err := encode(w.buf)
	if err != nil {
		return fmt.Errorf("write %s: %w", what, err)
	}
	w.buf = b
	return nil
}

// Flush hands on what is still held. In GoBench it ends the process: rows of it
// that come later stand on a line of their own. Behind a header GoBench holds the
// first rows back until each engine has some, or Close: they are written in the
// order of the header's engines, as benchstat takes the first of a file for the
// baseline.
func (w *Writer) Flush() error {
	if w.err != nil {
		return w.err
	}
	w.buf = w.enc.flush(w.buf)
	return w.handOn()
}

// Sync flushes, and then syncs the underlying writer if that is a Syncer.
func (w *Writer) Sync() error {
	if err := w.Flush(); err != nil {
		return err
	}
	syncer, ok := w.w.(Syncer)
	if !ok {
		return nil
	}
	if f, ok := w.w.(*os.File); ok {
		// Standard output, say: a pipe has nothing to be synced.
		if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
			return nil
		}
	}
	if err := syncer.Sync(); err != nil && w.err == nil {
		w.err = err
	}
	return w.err
}

func (w *Writer) handOn() error {
	if w.err != nil || len(w.buf) == 0 {
		return w.err
	}
	n, err := w.w.Write(w.buf)
	if err == nil && n < len(w.buf) {
		err = io.ErrShortWrite
	}
	if err != nil {
		w.err = err
	}
	w.buf = w.buf[:0]
	return w.err
}

// Close writes what ends the file and flushes. A file without rows is a
// valid one. Close does not close the underlying writer; a second Close does
// nothing.
func (w *Writer) Close() error {
	if w.closed {
		return w.err
	}
	if err := w.open(); err != nil {
		return err
	}
	w.buf = w.enc.close(w.buf)
	w.closed = true
	return w.Flush()
}

var errClosed = errors.New("the writer is closed")

func (w *Writer) open() error {
	switch {
	case w.err != nil:
		return w.err
	case w.closed:
		return errClosed
	case !w.opened:
		w.opened = true
		w.buf = w.enc.open(w.buf)
	}
	return nil
}
