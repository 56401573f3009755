package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// errShort says that the text ended before the object did.
var errShort = errors.New("the object does not end: was its writer stopped in the middle of it?")

// An object scans the text of one row. encoding/json would need to be told
// where a row begins and ends, and a mistake in one row would end its stream;
// this scanner finds the end itself and says where the first mistake is.
type object struct {
	b     []byte
	i     int  // how far it got
	whole bool // the object is well-formed JSON and b[:i] is all of it
	at    int  // where the first mistake is
	notes bool // read "note"
	more  bool // the text may go on behind b

	spaced bool // there is white space between its tokens
}

// row reads the object at the beginning of o.b into row. Values that are no
// row's are reported only after the whole object has been scanned.
func (o *object) row(row *Row, in *interner) error {
	var seen [numColumns]bool
	var first error // the first mistake in a value
	mistake := func(at int, err error) {
		if first == nil && err != nil {
			first, o.at = err, at
		}
	}
	o.i, o.at, o.whole = 1, 0, false // behind the brace
	for n := 0; ; n++ {
		o.space()
		if n == 0 && o.is('}') {
			break
		}
		at := o.i
		key, err := o.str()
		if err == nil {
			o.space()
			if !o.is(':') {
				err = o.unexpected("a colon")
			}
			o.space()
		}
		if err != nil {
			o.at = o.i
			return err
		}
		c := columnNamed(key)
		note := o.notes && string(key) == "note"
		if c != colUnknown {
			if seen[c] {
				mistake(at, fmt.Errorf("the key %s occurs twice", columnNames[c]))
			}
			seen[c] = true
		}
		at = o.i
		value, isString, err := o.value()
		if err != nil {
			o.at = o.i
			return err
		}
		switch isNumeric := c == colProcess || c == colIteration || c == colCount; {
		case note:
			mistake(at, row.setNote(value))
		case c == colUnknown, c == colEngineFlags && string(value) == "null" && !isString:
		case isString == isNumeric:
			want := "a string"
			if isNumeric {
				want = "a number"
			}
			mistake(at, fmt.Errorf("%s must be %s", columnNames[c], want))
		default:
			mistake(at, c.set(row, value, in))
		}
		o.space()
		if o.is('}') {
			break
		}
		if !o.is(',') {
			o.at = o.i
			return o.unexpected("a comma or a closing brace")
		}
	}
	o.whole = true
	var missing []string
	for c, has := range seen {
		if !has && column(c) != colEngineFlags {
			missing = append(missing, columnNames[c])
		}
	}
	if missing != nil {
		mistake(0, errors.New("the row lacks "+strings.Join(missing, ", ")))
	}
	return first
}

func (o *object) space() {
	for o.i < len(o.b) && isSpace(o.b[o.i]) {
		o.i++
		o.spaced = true
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// is passes over c, if that is next.
func (o *object) is(c byte) bool {
	if o.i < len(o.b) && o.b[o.i] == c {
		o.i++
		return true
	}
	return false
}

func (o *object) unexpected(want string) error {
	if o.i >= len(o.b) || o.more && !utf8.FullRune(o.b[o.i:]) {
		return errShort
	}
	r, _ := utf8.DecodeRune(o.b[o.i:])
	return fmt.Errorf("unexpected %q where %s should be", r, want)
}

// str reads a string and returns its value, which is a part of o.b unless
// there are escapes in it.
func (o *object) str() ([]byte, error) {
	if !o.is('"') {
		return nil, o.unexpected("a string")
	}
	begin := o.i
	plain, ascii := true, true
	for ; o.i < len(o.b); o.i++ {
		switch c := o.b[o.i]; {
		case c == '"':
			s := o.b[begin:o.i]
			o.i++
			if !ascii && !utf8.Valid(s) {
				return nil, errors.New("a string that is not UTF-8")
			}
			if plain {
				return s, nil
			}
			var v string
			err := json.Unmarshal(o.b[begin-1:o.i], &v)
			return []byte(v), err
		case c == '\\':
			plain = false
			o.i++
		case c < ' ':
			return nil, fmt.Errorf("a string with the control character %q in it", c)
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	o.i = len(o.b)
	return nil, errShort
}

// value passes over any value and returns its text; of a string the value.
func (o *object) value() (text []byte, isString bool, err error) {
	if o.i < len(o.b) && o.b[o.i] == '"' {
		text, err = o.str()
		return text, true, err
	}
	begin := o.i
	for depth := 0; o.i < len(o.b); o.i++ {
		switch c := o.b[o.i]; c {
		case '{', '[':
			depth++
			continue
		case '"':
			if depth == 0 {
				return nil, false, o.unexpected("a comma or a closing brace")
			}
			if _, err = o.str(); err != nil {
				return nil, false, err
			}
			o.i--
			continue
		case ',', '}', ']', ' ', '\t', '\r', '\n':
			if depth > 0 {
				switch c {
				case '}', ']':
					depth--
				case ',':
				default:
					o.spaced = true
				}
				continue
			}
		default:
			continue
		}
		text = o.b[begin:o.i]
		if !isWhole(text) && !json.Valid(text) {
			o.i = begin
			return nil, false, o.unexpected("a value")
		}
		return text, false, nil
	}
	return nil, false, errShort
}

// isWhole says whether text is a whole number as JSON spells it, which most
// values that are not strings are.
func isWhole(text []byte) bool {
	for _, c := range text {
		if c-'0' > 9 {
			return false
		}
	}
	return len(text) == 1 || len(text) > 1 && text[0] != '0'
}

// setNote reads a note; one that says nothing is none.
func (row *Row) setNote(text []byte) error {
	if bytes.Equal(text, []byte("null")) {
		return nil
	}
	var n Note
	if err := json.Unmarshal(text, &n); err != nil {
		return fmt.Errorf("note: %w", err)
	}
	if !n.empty() {
		row.Note = &n
	}
	return nil
}

func (n *Note) empty() bool {
	return n == nil || n.Raw == 0 && n.Enabled == 0 && n.Running == 0 &&
		n.Collections == 0 && len(n.Warnings) == 0
}
