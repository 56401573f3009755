package record

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// jsonlDecoder reads JSON Lines: headers, rows and marks.
type jsonlDecoder struct {
	r     *Reader
	lines lines
}

func (d *jsonlDecoder) decode(row *Row) error {
	for {
		line, err := d.lines.next()
		if err == errLongLine {
			return d.r.syntax(d.lines.line, "line", err)
		}
		if err != nil {
			return err
		}
		line = bytes.TrimPrefix(line, bom) // of a file that was appended to another
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		if looksLikeMark(line) {
			mark, err := parseMark(line)
			if err == nil && d.lines.unterminated {
				err = errShort
			}
			if err != nil {
				return d.r.syntax(d.lines.line, "", err)
			}
			if d.r.OnMark != nil {
				d.r.OnMark(mark)
			}
			continue
		}
		if line[0] != '{' {
			return d.r.syntax(d.lines.line, "neither a row nor a header: it does not begin with {", nil)
		}
		o := object{b: line, notes: true}
		err = o.row(row, &d.r.in)
		if o.space(); o.whole && o.i < len(line) {
			err = o.unexpected("the end of the line")
		}
		if err == nil {
			return nil
		}
		switch isHeader, headerErr := d.header(line); {
		case headerErr != nil:
			return d.r.syntax(d.lines.line, "", headerErr)
		case !isHeader:
			return d.r.syntax(d.lines.line, "", err)
		}
		*row = Row{}
	}
}

// header says whether the line is a header, and takes it. It is asked only
// for lines that are no rows.
func (d *jsonlDecoder) header(line []byte) (bool, error) {
	if !bytes.Contains(line, []byte(`"format"`)) {
		return false, nil
	}
	var probe struct{ Format string }
	if json.Unmarshal(line, &probe) != nil ||
		!strings.HasPrefix(probe.Format, "sightglass-recording/") {
		return false, nil
	}
	if probe.Format != FormatVersion {
		return true, fmt.Errorf("a header of the format %.100q, where this program knows %q", probe.Format, FormatVersion)
	}
	var h Header
	if err := json.Unmarshal(line, &h); err != nil {
		return true, fmt.Errorf("header: %w", err)
	}
	h.complete()
	d.r.headers = append(d.r.headers, h)
	if d.r.OnHeader != nil {
		d.r.OnHeader(h)
	}
	d.r.headerEnd = d.lines.at + d.r.skipped
	return true, nil
}
