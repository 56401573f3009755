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

	resumed bool // the file has begun already
	headed  bool // the last header says what made the rows that come

	// Of JSON Lines: the rows since the last mark, how many marks there are,
	// and the header's checksum. A copy has what its original has.
	run       run
	blocks    uint64
	recording string
	copies    bool

	bench goBench // of GoBench: what it has seen, and the sample it gathers
}

// writeAt is how much is gathered before it is handed on without a Flush.
const writeAt = 32 << 10

// NewWriter returns a Writer to w; Auto writes CSV. Nothing is written before
// Begin or the first row.
func NewWriter(w io.Writer, format Format) *Writer {
	if format == Auto {
		format = CSV
	}
	return &Writer{w: w, format: format}
}

// ResumeWriter returns a Writer that goes on with a recording in JSON Lines
// that w already holds, as Recover found it. Its first Begin writes nothing.
func ResumeWriter(w io.Writer, rec *Recovered) *Writer {
	return &Writer{w: w, format: JSONL, resumed: true, blocks: rec.blocks, recording: rec.Header.CRC32C}
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
	if err := w.open(); err != nil {
		return err
	}
	if w.format == GoBench {
		w.buf = w.bench.begin(w.buf, &h)
	}
	if w.format != JSONL || w.resumed {
		w.resumed = false // a second recording may begin behind this one
		return nil
	}
	h.Format, w.headed = FormatVersion, true
	bare := w.copies && h.CRC32C == ""
	h.CRC32C = ""
	line, err := appendJSON(nil, h)
	if err != nil {
		return fmt.Errorf("write the recording's header: %w", err)
	}
	w.run, w.blocks, w.recording = run{}, 0, ""
	if !bare {
		plain, err := normal(line)
		if err != nil {
			return fmt.Errorf("write the recording's header: %w", err)
		}
		sum := addLine(0, plain)
		w.recording = hex(sum)
		line = seal(line, 1, sum)
	}
	w.buf = append(append(w.buf, line...), '\n')
	return nil
}

// Write writes a row.
func (w *Writer) Write(row Row) error {
	if err := w.open(); err != nil {
		return err
	}
	n := len(w.buf)
	var err error
	switch w.format {
	case CSV:
		w.buf, err = appendCSV(w.buf, &row)
	case JSON:
		if w.rows > 0 {
			w.buf = append(w.buf, ",\n"...)
		}
		w.buf, err = appendObject(w.buf, &row, false)
	case JSONL:
		w.buf, err = appendObject(w.buf, &row, true)
		if err == nil {
			if !w.run.holds(&row) {
				w.run.begin(&row)
			}
			w.run.rows++
			w.run.sum = addLine(w.run.sum, w.buf[n:])
		}
		w.buf = append(w.buf, '\n')
	case GoBench:
		w.buf, err = w.bench.row(w.buf, &row)
	}
	if err != nil {
		w.buf = w.buf[:n]
		return fmt.Errorf("write a row as %v: %w", w.format, err)
	}
	w.rows++
	if len(w.buf) >= writeAt {
		return w.handOn()
	}
	return nil
}

// Flush hands on what is still held. In GoBench it ends the sample: rows of it
// that come later stand on a line of their own.
func (w *Writer) Flush() error {
	w.buf = w.bench.finish(w.buf)
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
		w.err = fmt.Errorf("write the recording: %w", err)
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
		w.err = fmt.Errorf("write the recording: %w", err)
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
	if w.format == JSON {
		w.buf = append(w.buf, "]\n"...)
	}
	w.closed = true
	return w.Flush()
}

// Err returns the error of the underlying writer after which nothing more is
// written, nil as long as all is well.
func (w *Writer) Err() error { return w.err }

var errClosed = errors.New("the writer is closed")

// open writes what begins the file, once.
func (w *Writer) open() error {
	switch {
	case w.err != nil:
		return w.err
	case w.closed:
		return errClosed
	case w.format > GoBench:
		return fmt.Errorf("%w %v", ErrFormat, w.format)
	case w.opened:
		return nil
	}
	w.opened = true
	switch w.format {
	case CSV:
		for i, name := range columnNames {
			if i > 0 {
				w.buf = append(w.buf, ',')
			}
			w.buf = append(w.buf, name...)
		}
		w.buf = append(w.buf, '\n')
	case JSON:
		w.buf = append(w.buf, '[')
	}
	return nil
}
