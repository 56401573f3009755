package record

import (
	"bytes"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	errBareQuote  = errors.New(`a quote inside of a field that does not begin with one`)
	errAfterQuote = errors.New(`text between a closing quote and the next comma`)
	errOpenQuote  = errors.New(`a quoted field that does not end`)
)

// splitFields appends the fields of a record to fields. A field is quoted as
// in RFC 4180: it begins and ends with a quote and has its own quotes
// doubled; everything else between, line breaks included, is kept as it is.
// Fields that had doubled quotes lie in scratch, which is returned for the
// next call; the others are parts of b.
func splitFields(b []byte, fields [][]byte, scratch []byte) ([][]byte, []byte, error) {
	if cap(scratch) < len(b) {
		scratch = make([]byte, 0, 2*len(b)) // must not move while fields point into it
	}
	scratch = scratch[:0]
	for {
		if len(b) == 0 || b[0] != '"' {
			i := bytes.IndexByte(b, ',')
			field := b
			if i >= 0 {
				field = b[:i]
			}
			if bytes.IndexByte(field, '"') >= 0 {
				return fields, scratch, errBareQuote
			}
			fields = append(fields, field)
			if i < 0 {
				return fields, scratch, nil
			}
			b = b[i+1:]
			continue
		}
		b = b[1:]
		begin := len(scratch)
		for {
			i := bytes.IndexByte(b, '"')
			if i < 0 {
				return fields, scratch, errOpenQuote
			}
			if i+1 < len(b) && b[i+1] == '"' {
				scratch = append(scratch, b[:i+1]...)
				b = b[i+2:]
				continue
			}
			if len(scratch) > begin {
				scratch = append(scratch, b[:i]...)
				fields = append(fields, scratch[begin:])
			} else {
				fields = append(fields, b[:i])
			}
			b = b[i+1:]
			break
		}
		if len(b) == 0 {
			return fields, scratch, nil
		}
		if b[0] != ',' {
			return fields, scratch, errAfterQuote
		}
		b = b[1:]
	}
}

// splitPlain is splitFields for a record without any quote.
func splitPlain(b []byte, fields [][]byte) [][]byte {
	for {
		i := bytes.IndexByte(b, ',')
		if i < 0 {
			return append(fields, b)
		}
		fields = append(fields, b[:i])
		b = b[i+1:]
	}
}

// appendField appends the field, quoted where encoding/csv quotes: when it
// holds a comma, a quote or a line break, begins with white space, or is the
// end mark of some databases, `\.`.
func appendField(b []byte, field string) []byte {
	if !needsQuotes(field) {
		return append(b, field...)
	}
	return appendQuoted(b, field)
}

func appendQuoted(b []byte, field string) []byte {
	b = append(append(b, '"'), strings.ReplaceAll(field, `"`, `""`)...)
	return append(b, '"')
}

func needsQuotes(field string) bool {
	if field == "" {
		return false
	}
	if field == `\.` || strings.ContainsAny(field, ",\"\r\n") {
		return true
	}
	if field[0] < utf8.RuneSelf && field[0] > ' ' {
		return false
	}
	r, _ := utf8.DecodeRuneInString(field)
	return unicode.IsSpace(r)
}
