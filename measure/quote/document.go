package quote

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"
)

// Document is a stream that takes an HTML page, or JSON, already escaped as
// such. What Hidden tells is written as \u202e, which in JSON is the same
// character and in HTML can be seen; bytes that are not UTF-8 become U+FFFD.
// Line ends and tabs stay. Flush it at the end.
type Document struct {
	w    io.Writer
	rest []byte // of a character that is cut off
}

// NewDocument returns a Document that writes to w.
func NewDocument(w io.Writer) *Document { return &Document{w: w} }

// Write writes a part of the document.
func (d *Document) Write(b []byte) (int, error) {
	n := len(b)
	if len(d.rest) > 0 {
		b = append(d.rest, b...)
	}
	whole := len(b)
	for back := 1; back < utf8.UTFMax && back <= len(b); back++ {
		if i := len(b) - back; utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				whole = i
			}
			break
		}
	}
	d.rest = bytes.Clone(b[whole:])
	if err := d.write(b[:whole]); err != nil {
		return 0, err
	}
	return n, nil
}

// Flush writes what is left of a document that ends within a character.
func (d *Document) Flush() error {
	rest := d.rest
	d.rest = nil
	return d.write(rest)
}

func (d *Document) write(b []byte) error {
	plain := 0 // where what is not yet written begins
	var out []byte
	for i := 0; i < len(b); {
		if c := b[i]; c >= ' ' && c <= '~' || c == '\n' || c == '\t' {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			out = append(append(out, b[plain:i]...), "\ufffd"...)
			plain = i + n
		case Hidden(r):
			out = append(out, b[plain:i]...)
			if r > 0xffff {
				out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
			} else {
				out = fmt.Appendf(out, `\u%04x`, r)
			}
			plain = i + n
		}
		i += n
	}
	if plain == 0 {
		_, err := d.w.Write(b)
		return err
	}
	_, err := d.w.Write(append(out, b[plain:]...))
	return err
}
