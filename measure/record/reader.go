package record

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

// Reader reads rows from a recording in any of the formats, one at a time:
// it holds one line (one object, in JSON) and the distinct names, never the
// text. Of JSON Lines it holds the rows of one process, too, until it knows
// that they are whole: what is damaged it leaves out, and says so in a
// *SyntaxError that wraps a *Damage.
//
// A line that is not a row is an error value of type *SyntaxError, and
// reading goes on behind it. That includes a last line that was cut off: half a
// row is never read as a whole one. Whatever else goes wrong - the file cannot be
// read any further - ends the reading.
type Reader struct {
	// OnMark, if set before the first Read, is called for each mark of a
	// recording in JSON Lines, between the rows that it stands between.
	OnMark func(Mark)
	// OnEnding, if set before the first Read, is called where a recording in
	// JSON Lines ends, behind its last row and mark.
	OnEnding func(Ending)
	// OnHeader, if set before the first Read, is called for each header, before
	// the rows that stand under it.
	OnHeader func(Header)

	name    string
	format  Format
	src     *bufio.Reader
	dec     decoder // nil until the first Read
	in      interner
	row     Row // here because a decoder's row would be allocated
	headers []Header
	// For Recover: what was left out before the first line, and where the last
	// header ends.
	skipped, headerEnd int64
	nameless           int // rows
	firstNameless      Row
	err                error // set once: io.EOF or what ended the reading
}

// NewReader returns a Reader of r. The name is what error messages call the
// file. Nothing is read before the first Read, which with the format Auto
// returns an error that wraps ErrNotRecording for what is something else.
func NewReader(r io.Reader, name string, format Format) *Reader {
	return &Reader{name: name, format: format, src: bufio.NewReaderSize(r, 1<<16)}
}

// Name returns the name given to NewReader.
func (r *Reader) Name() string { return r.name }

// Format returns the format that is read; Auto as long as it was to be found
// out and nothing has been read.
func (r *Reader) Format() Format { return r.format }

// Header returns the header that the row read last stands under, nil if
// there is none: only JSON Lines has headers. Files may have been
// concatenated; a later header line starts a new recording.
func (r *Reader) Header() *Header {
	if len(r.headers) == 0 {
		return nil
	}
	h := r.headers[len(r.headers)-1]
	return &h
}

// Headers returns all headers read so far, in their order.
func (r *Reader) Headers() []Header { return append([]Header(nil), r.headers...) }

// Read returns the next row. The error is io.EOF after the last one, a
// *SyntaxError for a line that is not a row, after which Read may be called
// for the next, and anything else when reading has come to an end.
func (r *Reader) Read() (Row, error) {
	if r.err != nil {
		return Row{}, r.err
	}
	if r.dec == nil {
		if r.err = r.begin(r.format == Auto); r.err != nil {
			return Row{}, r.err
		}
	}
	r.row = Row{}
	err := r.dec.decode(&r.row)
	if err == nil {
		if r.row.Wasm == "" || r.row.Engine == "" || r.row.Event == "" {
			r.countNameless(&r.row)
		}
		return r.row, nil
	}
	var syntax *SyntaxError
	if !errors.As(err, &syntax) {
		r.err = err
	}
	return Row{}, err
}

// Identify finds out what the first Read would find out before it reads a row:
// the format, if it is Auto. Its error wraps ErrNotRecording if the input is
// something else than a recording, whatever format was given; Read returns it,
// too. Behind the first Read it does nothing.
func (r *Reader) Identify() error {
	if r.dec == nil && r.err == nil {
		r.err = r.begin(true)
	}
	if r.err == io.EOF {
		return nil
	}
	return r.err
}

// All returns the rows from here to the end, each with a nil error, and the
// errors of Read but io.EOF, each with an empty row. It ends after an error
// that is not a *SyntaxError.
func (r *Reader) All() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for {
			row, err := r.Read()
			if err == io.EOF || !yield(row, err) || r.err != nil {
				return
			}
		}
	}
}

// ReadAll reads the rest of r into memory. The rows are those that could be
// read; the error joins all that All reports.
func ReadAll(r *Reader) ([]Row, error) {
	var rows []Row
	var errs []error
	for row, err := range r.All() {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		rows = append(rows, row)
	}
	return rows, errors.Join(errs...)
}

var bom = []byte("\ufeff")

// begin finds the format out and makes the decoder. An error other than the
// end of the input is met again by the decoder, so that only it reports.
// It asks only on request whether the input is a recording at all.
func (r *Reader) begin(ask bool) error {
	if b, _ := r.src.Peek(len(bom)); bytes.Equal(b, bom) {
		_, _ = r.src.Discard(len(bom))
		r.skipped = int64(len(bom))
	}
	if r.format == Auto {
		r.format = detect(r.src)
	}
	c := r.format.codec()
	if ask && !c.proof {
		if err := checkForeign(r.beginning()); err != nil {
			return fmt.Errorf("%s: %w", r.name, err)
		}
	}
	switch {
	case c.decoder != nil:
		r.dec = c.decoder(r)
	case c.encoder != nil:
		return fmt.Errorf("%w: %v is written and never read", ErrFormat, r.format)
	default:
		return fmt.Errorf("%w %q", ErrFormat, r.format)
	}
	return nil
}

// beginning returns as much of the input as it takes to tell what it is: one
// line of a recording, else as many lines as decide, or all that the buffer holds.
func (r *Reader) beginning() []byte {
	for n, seen := 1, 0; ; n = max(n+1, r.src.Buffered()) {
		b, err := r.src.Peek(n)
		end := bytes.LastIndexByte(b, '\n') + 1
		if err != nil || end > seen && (hasLine(b[:end]) || bytes.Count(b, newline) > foreignLines) {
			return b
		}
		seen = end
	}
}

// detect looks at what comes behind white space, as far as the buffer reaches:
// what is behind 64 KiB of it is CSV.
func detect(src *bufio.Reader) Format {
	for n := 1; n <= src.Size(); n++ {
		b, err := src.Peek(n)
		if err != nil {
			break
		}
		if strings.IndexByte(" \t\r\n", b[n-1]) >= 0 {
			continue
		}
		for _, c := range formats {
			b, _ := src.Peek(n - 1 + len(c.begins))
			if c.begins != "" && c.begins == string(b[n-1:]) {
				return c.name
			}
		}
		break
	}
	return CSV
}

func (r *Reader) syntax(line int, msg string, err error) error {
	return &SyntaxError{File: r.name, Line: line, Msg: msg, Err: err}
}
