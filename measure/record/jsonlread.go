package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// jsonlDecoder reads JSON Lines: headers, rows and marks. It hands rows on when
// the mark behind them has been read, or there is none.
type jsonlDecoder struct {
	r        *Reader
	lines    lines
	audit    *audit
	ids      []string // of the headers, to notice one that comes again
	dropping bool     // the header is damaged, and so whose rows follow is not known
	again    bool     // the header came again: that processes do, too, was said
	compact  bytes.Buffer
	ended    endedReader

	ready []event // from next on
	next  int
	done  error // why nothing comes behind what is ready
}

// An event is what a reader is told: one of these.
type event struct {
	entry
	mark   *Mark
	header *Header
	ending *Ending
}

func (d *jsonlDecoder) decode(row *Row) error {
	for {
		for d.next < len(d.ready) {
			e := &d.ready[d.next]
			d.next++
			switch {
			case e.err != nil:
				return e.err
			case e.mark != nil:
				if d.r.OnMark != nil {
					d.r.OnMark(*e.mark)
				}
			case e.ending != nil:
				if d.r.OnEnding != nil {
					d.r.OnEnding(*e.ending)
				}
			case e.header != nil:
				d.r.headers = append(d.r.headers, *e.header)
				d.r.headerEnd = d.at()
				if d.r.OnHeader != nil {
					d.r.OnHeader(*e.header)
				}
			default:
				*row = e.row
				return nil
			}
		}
		d.ready, d.next = d.ready[:0], 0
		if d.done != nil {
			return d.done
		}
		d.fill()
	}
}

// at is where the line read last ends.
func (d *jsonlDecoder) at() int64 { return d.lines.at + d.r.skipped }

func (d *jsonlDecoder) syntax(msg string, err error) error {
	return d.r.syntax(d.lines.line, msg, err)
}

func (d *jsonlDecoder) fill() {
	if d.audit == nil {
		d.audit = newAudit(nil, d.at(), d.at())
	}
	line, err := d.lines.next()
	if err == errLongLine {
		d.audit.refuse(d.syntax("line", err))
		return
	}
	if err != nil {
		d.end(d.at(), err)
		d.done = err
		return
	}
	line = bytes.TrimPrefix(line, bom) // of a file that was appended to another
	line = bytes.TrimSpace(line)
	if len(line) == 0 {
		return
	}
	if err := d.line(line); err != nil {
		d.audit.refuse(err)
	}
	if d.audit.full() {
		d.hand(d.audit.spill(d.at()))
	}
}

func (d *jsonlDecoder) line(line []byte) error {
	if looksLikeMark(line) {
		return d.mark(line)
	}
	if line[0] != '{' {
		return d.syntax("neither a row nor a header: it does not begin with {", nil)
	}
	o := object{b: line, notes: true}
	var row Row
	err := o.row(&row, &d.r.in)
	if o.space(); o.whole && o.i < len(line) {
		err = o.unexpected("the end of the line")
	}
	if err == nil {
		if o.spaced {
			d.compact.Reset()
			_ = json.Compact(&d.compact, line) // it was just parsed
			line = d.compact.Bytes()
		}
		d.audit.add(&row, line, d.at()-int64(d.lines.size), d.at())
		return nil
	}
	if isHeader, headerErr := d.header(line); isHeader {
		return headerErr
	}
	return d.syntax("", err)
}

func (d *jsonlDecoder) mark(line []byte) error {
	var err error
	mark, bare := d.ended.read(line, &d.r.in)
	if mark == nil {
		mark, bare, err = parseMark(line)
	}
	if err == nil && d.lines.unterminated {
		err = errShort
	}
	if err != nil {
		return d.syntax("", err)
	}
	out, good, fatal := d.audit.mark(mark, bare, d.at())
	d.hand(out)
	if fatal != nil {
		d.done = fmt.Errorf("%s:%d: %w", d.r.name, d.lines.line, fatal)
		return nil
	}
	if good && !d.dropping {
		d.ready = append(d.ready, event{mark: mark})
	}
	return nil
}

func (d *jsonlDecoder) hand(out []entry) {
	for _, e := range out {
		if damage, ok := e.err.(*Damage); ok {
			if d.again && damage.Err == errTwice {
				continue
			}
			e.err = d.syntax("", damage)
		}
		if e.err != nil || !d.dropping {
			d.ready = append(d.ready, event{entry: e})
		}
	}
}

func (d *jsonlDecoder) end(at int64, why error) {
	begun := d.audit.header != nil || d.audit.broken || d.audit.marks > 0 || len(d.audit.runs) > 0
	out, ending := d.audit.end(at)
	d.hand(out)
	if d.dropping {
		ending = Ending{From: ending.From, To: at, LeftOut: true}
	}
	if why != io.EOF {
		ending.Err = why
	}
	if begun {
		d.ready = append(d.ready, event{ending: &ending})
	}
}

// header says whether the line is a header, and takes it. It is asked only
// for lines that are not rows.
func (d *jsonlDecoder) header(line []byte) (bool, error) {
	if !bytes.Contains(line, []byte(`"format"`)) {
		return false, nil
	}
	var probe struct{ Format string }
	if json.Unmarshal(line, &probe) != nil ||
		!strings.HasPrefix(probe.Format, "sightglass-recording/") {
		return false, nil
	}
	from := d.at() - int64(d.lines.size)
	var h Header
	err := json.Unmarshal(line, &h)
	switch {
	case probe.Format != FormatVersion:
		err = fmt.Errorf("a header of the format %.100q, where this program knows %q", probe.Format, FormatVersion)
	case err != nil:
		err = fmt.Errorf("header: %w", err)
	case !h.intact(line):
		err = &Damage{From: from, To: d.at(), Err: errors.New("the header's checksum does not match: something in it was changed")}
	case h.CRC32C != "" && slices.Contains(d.ids, h.CRC32C):
		d.again = true
		return true, d.syntax("", &Damage{From: from, To: d.at(), Err: errors.New("the same recording appears twice; what is in it again is left out")})
	}
	d.end(from, io.EOF)
	d.again = false
	if err != nil {
		// Rows under it are not those of the recording before. Of the first
		// they may be read without it, as those of a file that has none.
		d.dropping = d.dropping || len(d.r.headers) > 0 || d.pending()
		if d.dropping {
			err = fmt.Errorf("%w; what stands under it is left out", err)
		}
		d.audit = newAudit(nil, from, d.at())
		d.audit.broken = true
		return true, d.syntax("", err)
	}
	d.dropping = false
	d.ids = append(d.ids, h.CRC32C)
	h.complete()
	d.audit = newAudit(&h, from, d.at())
	d.ready = append(d.ready, event{header: &h})
	return true, nil
}

// pending is whether there is a header that was not handed on yet.
func (d *jsonlDecoder) pending() bool {
	return slices.ContainsFunc(d.ready, func(e event) bool { return e.header != nil })
}
