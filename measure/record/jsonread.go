package record

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// jsonDecoder reads arrays of rows. Its input may be one line or many, so it
// cannot go by lines: it holds the text from the current row on.
type jsonDecoder struct {
	r       *Reader
	buf     []byte
	pos     int   // buf[:pos] is done with
	readErr error // met after buf
	line    int   // of buf[pos]
	want    jsonWant
	loose   bool // rows outside of an array have been reported
	ended   bool // the last that was seen is the end of an array
}

// A jsonWant is what may come next.
type jsonWant uint8

const (
	wantArray    jsonWant = iota // "[" or the end of the input
	wantFirst                    // a row or "]"
	wantRow                      // a row, behind a comma
	wantCommaEnd                 // "," or "]"
)

func newJSONDecoder(r *Reader) *jsonDecoder {
	return &jsonDecoder{r: r, line: 1, buf: make([]byte, 0, 1<<16)}
}

func (d *jsonDecoder) decode(row *Row) error {
	for {
		c, err := d.next()
		if err != nil {
			return d.end(err)
		}
		switch {
		case c == '[' && d.want == wantArray:
			d.pos++
			d.want = wantFirst
		case c == ']' && (d.want == wantFirst || d.want == wantCommaEnd):
			d.pos++
			d.want = wantArray
		case c == ',' && d.want == wantCommaEnd:
			d.pos++
			d.want = wantRow
		case c == '{' && (d.want == wantFirst || d.want == wantRow || d.loose):
			return d.row(row)
		case c == '{' && d.want == wantArray:
			d.loose = true
			return d.r.syntax(d.line, "a row outside of an array: should it be read as jsonl?", nil)
		case c == '{':
			d.want = wantRow
			return d.r.syntax(d.line, "no comma between two rows", nil)
		default:
			for d.readErr == nil && !utf8.FullRune(d.buf[d.pos:]) {
				d.fill() // the error quotes it
			}
			o := object{b: d.buf, i: d.pos}
			err := d.r.syntax(d.line, "", o.unexpected(d.want.String()))
			if c == ']' && d.want == wantRow { // the comma before it is the mistake
				d.pos++
				d.want = wantArray
				return err
			}
			d.resync(1)
			return err
		}
	}
}

func (w jsonWant) String() string {
	return [...]string{"an array", "a row or the end of the array", "a row",
		"a comma or the end of the array"}[w]
}

func (d *jsonDecoder) row(row *Row) error {
	for {
		o := object{b: d.buf[d.pos:], more: d.readErr == nil}
		err := o.row(row, &d.r.in)
		if err == errShort && d.readErr == nil && len(o.b) <= maxLine {
			// Scanning it again is of no use before another brace has come.
			for n := len(o.b); d.readErr == nil && len(d.buf)-d.pos <= maxLine &&
				bytes.IndexByte(d.buf[d.pos+n:], '}') < 0; {
				n = len(d.buf) - d.pos
				d.fill()
			}
			*row = Row{}
			continue
		}
		if err == errShort && d.readErr != nil && d.readErr != io.EOF {
			return d.end(d.readErr)
		}
		if o.whole {
			line := d.line + bytes.Count(o.b[:o.at], newline)
			d.skip(o.i)
			d.want = wantCommaEnd
			if err != nil {
				return d.r.syntax(line, "", err)
			}
			return nil
		}
		if err == errShort { // it may have swallowed others: look into it
			if len(o.b) > maxLine {
				err = fmt.Errorf("a row %w", errLongLine)
			}
			err = d.r.syntax(d.line, "", err)
			d.resync(1)
			if d.pos == len(d.buf) && d.readErr != nil {
				d.want = wantArray // that the array does not end either goes without saying
			}
			return err
		}
		line := d.line + bytes.Count(o.b[:o.at], newline)
		d.resync(max(o.at, 1))
		return d.r.syntax(line, "", err)
	}
}

var newline = []byte("\n")

// next passes over white space and returns the byte behind it.
func (d *jsonDecoder) next() (byte, error) {
	for {
		for ; d.pos < len(d.buf); d.pos++ {
			c := d.buf[d.pos]
			if !isSpace(c) {
				return c, nil
			}
			if c == '\n' {
				d.line++
			}
		}
		if d.readErr != nil {
			return 0, d.readErr
		}
		d.fill()
	}
}

// fill reads on, at least a byte or up to an error.
func (d *jsonDecoder) fill() {
	if d.pos > 0 {
		d.buf = d.buf[:copy(d.buf, d.buf[d.pos:])]
		d.pos = 0
	}
	if len(d.buf) == cap(d.buf) {
		d.buf = append(make([]byte, 0, 2*cap(d.buf)), d.buf...)
	}
	for tries := 0; tries < 100; tries++ {
		n, err := d.r.src.Read(d.buf[len(d.buf):cap(d.buf)])
		d.buf = d.buf[:len(d.buf)+n]
		d.readErr = err
		if n > 0 || err != nil {
			return
		}
	}
	d.readErr = io.ErrNoProgress
}

func (d *jsonDecoder) skip(n int) {
	d.line += bytes.Count(d.buf[d.pos:d.pos+n], newline)
	d.pos += n
}

// resync passes over n bytes and then on to where the next row seems to
// begin. If there is none, a bracket at the very end closes the array.
func (d *jsonDecoder) resync(n int) {
	d.skip(n)
	d.want = wantRow
	d.ended = false
	for {
		rest := d.buf[d.pos:]
		i := bytes.IndexByte(rest, '{')
		if i >= 0 {
			d.skip(i)
			return
		}
		if t := bytes.TrimSpace(rest); len(t) > 0 {
			d.ended = t[len(t)-1] == ']'
		}
		d.skip(len(rest))
		if d.readErr != nil {
			if d.ended {
				d.want = wantArray
			}
			return
		}
		d.fill()
	}
}

// end is what decode returns for the error that ended the input.
func (d *jsonDecoder) end(err error) error {
	if err != io.EOF || d.want == wantArray || d.loose {
		return err
	}
	d.want = wantArray
	return d.r.syntax(d.line, "", errNotClosed)
}

var errNotClosed = errors.New("the array does not end: was its writer stopped before Close?")
