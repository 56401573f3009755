package record

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/words"
)

// csvDecoder reads CSV with and without a header line, with and without the
// column engine_flags, and files that were concatenated.
type csvDecoder struct {
	r     *Reader
	lines lines

	// columns is what the last header line named, nil before the first and
	// for headers in the usual order: rows are then told apart by their
	// number of fields, so that both forms may follow each other.
	columns []column
	// broken is whether something is wrong with that header, which was said
	// once. No row is read under it: its fields cannot be told apart.
	broken bool

	fields  [][]byte
	scratch []byte
	repeats *repeats // nil for the long way only
}

func (d *csvDecoder) decode(row *Row) error {
	err := d.decodeLine(row)
	if err == nil && d.lines.unterminated {
		return d.r.syntax(d.lines.line, "", errTorn)
	}
	return err
}

func (d *csvDecoder) decodeLine(row *Row) error {
	for {
		raw, err := d.lines.next()
		if err == errLongLine {
			return d.r.syntax(d.lines.line, "line", err)
		}
		if err != nil {
			return err
		}
		if d.repeats.read(chomp(raw), row) {
			return nil
		}
		raw = bytes.TrimPrefix(raw, bom) // of a file that was appended to another
		line := chomp(raw)
		plain := false
		if bytes.IndexByte(line, '"') < 0 {
			if len(bytes.TrimSpace(line)) == 0 {
				continue
			}
			d.fields = splitPlain(line, d.fields[:0])
			plain = d.columns == nil
		} else {
			d.fields, d.scratch, err = splitFields(line, d.fields[:0], d.scratch)
			if err == errOpenQuote {
				if err = d.spanning(raw, row); err == nil {
					return nil
				}
			}
			if err != nil {
				return d.r.syntax(d.lines.line, "", err)
			}
		}
		if err = d.assign(row); err == nil {
			if plain {
				d.repeats.learn(line, d.fields, row)
			}
			return nil
		}
		switch isHeader, headerErr := d.header(d.fields); {
		case headerErr != nil:
			return d.r.syntax(d.lines.line, "", headerErr)
		case d.broken:
			continue
		case !isHeader:
			return d.r.syntax(d.lines.line, "", err)
		}
		*row = Row{} // the header's names were tried as values
	}
}

// errTorn: a writer always writes the end of a line, so that a count without
// one may lack digits.
var errTorn = errors.New("the last line has no end, so its count may have been cut off: add a line end if it is whole")

// A record that spans lines has at most so many of them, and so many bytes.
// The writer keeps to it.
const (
	maxSpanLines = 64
	maxSpanBytes = 64 << 10
)

// spanning reads a row whose quoted field goes on behind the end of the line.
// Only if the lines together make a whole row are they taken; otherwise the
// quote was a stray one, and the lines behind the first are read again on
// their own. A stray quote therefore costs its own line and no other.
func (d *csvDecoder) spanning(first []byte, row *Row) error {
	joined := bytes.Clone(first)
	var taken [][]byte
	err := errOpenQuote
	for err == errOpenQuote && len(taken) < maxSpanLines && len(joined) < maxSpanBytes {
		raw, readErr := d.lines.next()
		if readErr == errLongLine {
			taken = append(taken, nil)
			break
		}
		if readErr != nil { // met again by the next decode
			break
		}
		taken = append(taken, bytes.Clone(raw))
		joined = append(joined, raw...)
		d.fields, d.scratch, err = splitFields(chomp(joined), d.fields[:0], d.scratch)
	}
	if err == nil {
		if err = d.assign(row); err == nil {
			return nil
		}
	}
	d.lines.unread(taken)
	return errOpenQuote
}

// assign makes a row of d.fields.
func (d *csvDecoder) assign(row *Row) error {
	if d.broken {
		return errHeader
	}
	columns := d.columns
	if columns == nil {
		switch len(d.fields) {
		case len(nineColumns):
			columns = nineColumns
		case len(eightColumns):
			columns = eightColumns
		default:
			return fmt.Errorf("%s where a row has 9 (%s) or 8 (without engine_flags)",
				words.Count(len(d.fields), "field"), strings.Join(columnNames[:], ","))
		}
	} else if len(columns) != len(d.fields) {
		return fmt.Errorf("%s where the header names %s",
			words.Count(len(d.fields), "field"), words.Count(len(columns), "column"))
	}
	for i, c := range columns {
		if err := c.set(row, d.fields[i], &d.r.in); err != nil {
			return err
		}
	}
	return nil
}

// header says whether the fields are a header line, and takes it: one in
// which at least three columns have their names. It is asked only for lines
// that are no rows.
func (d *csvDecoder) header(fields [][]byte) (bool, error) {
	var has [numColumns]int
	known := 0
	columns := make([]column, 0, len(fields))
	for _, f := range fields {
		c := columnNamed(bytes.ToLower(bytes.TrimSpace(f)))
		columns = append(columns, c)
		if c != colUnknown {
			if has[c]++; has[c] == 1 {
				known++
			}
		}
	}
	if known < 3 {
		return false, nil
	}
	d.columns, d.broken = columns, false
	d.repeats.forget()
	if slices.Equal(columns, nineColumns) || slices.Equal(columns, eightColumns) {
		d.columns = nil
	}
	var wrong []string
	for c, n := range has {
		if n == 0 && column(c) != colEngineFlags {
			wrong = append(wrong, "lacks the column "+columnNames[c])
		}
		if n > 1 {
			wrong = append(wrong, "names the column "+columnNames[c]+" more than once")
		}
	}
	if wrong == nil {
		return true, nil
	}
	d.broken = true
	return true, fmt.Errorf("%w %s; its columns are %.300s; no row under it is read", errHeader, strings.Join(wrong, ", "), bytes.Join(fields, []byte(",")))
}

var errHeader = errors.New("the header")
