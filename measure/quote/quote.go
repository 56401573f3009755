// Package quote shows text that came from somewhere else: a guest, a file's
// name, a label, another tool's recording. What is stored stays exact; what
// people read passes through here once, where it is printed, so that no text
// can move the cursor, hide a line, reverse it, pose as another line, or fill
// the screen.
//
//	Name, Line     a name, or one line of a message, on a terminal
//	Error          an error, whose names break no line
//	Writer         a stream of messages, such as standard error
//	Markdown       either of them in Markdown
//	Cell           a cell of a table in CSV, for spreadsheets
//	Document       a whole HTML page, or JSON, behind its own escaping
//	Clip           a text of any length, shortened and otherwise exact
package quote

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What is longer is shown by its beginning and its end.
const (
	// MaxName is how many characters of a name are shown.
	MaxName = 200
	// MaxLine is how many characters of a line of a message are shown.
	MaxLine = 2000
)

// maxMarks is how many combining marks may follow each other. More of them
// grow into the lines above and below.
const maxMarks = 3

// Hidden tells whether a character does something on a screen other than show
// itself: controls (those of ISO 8859-1, 0x80 to 0x9f, included), line and
// paragraph separators, marks of direction, characters of no width, and what
// Unicode has not assigned. It is false for spaces other than " ".
func Hidden(r rune) bool {
	return !unicode.IsPrint(r) && !unicode.Is(unicode.Zs, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// Name returns a name as it may be shown. One with characters that could be
// mistaken is written as a Go string, in quotation marks, so that different
// names stay different. It has a little more than MaxName characters at most.
func Name(s string) string {
	if len(s) <= MaxName && plainASCII(s) {
		return s
	}
	s = Clip(s, MaxName)
	odd := func(r rune) bool { return Hidden(r) || r == utf8.RuneError || r != ' ' && unicode.Is(unicode.Zs, r) }
	if strings.IndexFunc(s, odd) < 0 && !crowded(s) {
		return s
	}
	return quoted(s, odd)
}

// quoted writes a text as a Go string, with what is odd in it escaped.
func quoted(s string, odd func(rune) bool) string {
	var b strings.Builder
	b.WriteByte('"')
	escape(&b, s, func(r rune) bool { return odd(r) || r == '"' || r == '\\' })
	b.WriteByte('"')
	return b.String()
}

// Line returns a line of a message as it may be shown: what Hidden tells is
// written as in a Go string, line ends included. It has a little more than
// MaxLine characters at most.
func Line(s string) string {
	if len(s) <= MaxLine && plainASCII(s) {
		return s
	}
	var b strings.Builder
	escape(&b, Clip(s, MaxLine), Hidden)
	return b.String()
}

func plainASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// slack is how much longer than it may be a text is left alone, so that what
// was shortened once is not shortened again.
const slack = 40

// Clip leaves out the middle of a text of more than n characters, and says how
// much that was. The result has n characters and what says so.
func Clip(s string, n int) string {
	if len(s) <= n+slack {
		return s
	}
	end := len(s) // of the tail, from behind
	tail := 0
	for end > 0 && tail < n/3 {
		_, size := utf8.DecodeLastRuneInString(s[:end])
		end -= size
		tail++
	}
	begin, head := 0, 0
	for begin < end && head < n-tail {
		_, size := utf8.DecodeRuneInString(s[begin:])
		begin += size
		head++
	}
	if end-begin <= slack {
		return s
	}
	return fmt.Sprintf("%s…[%d bytes]…%s", s[:begin], end-begin, s[end:])
}

// crowded tells whether too many combining marks follow each other.
func crowded(s string) bool {
	marks := 0
	for _, r := range s {
		if marks++; !unicode.Is(unicode.M, r) {
			marks = 0
		}
		if marks > maxMarks {
			return true
		}
	}
	return false
}

// escape appends s with the characters that odd tells written as in Go.
func escape(b *strings.Builder, s string, odd func(rune) bool) {
	marks := 0
	for i, r := range s {
		if marks++; !unicode.Is(unicode.M, r) {
			marks = 0
		}
		switch {
		case r == utf8.RuneError && s[i] != "\ufffd"[0]:
			fmt.Fprintf(b, `\x%02x`, s[i])
		case r == '"' && odd(r):
			b.WriteString(`\"`)
		case odd(r) || marks > maxMarks:
			b.WriteString(strings.Trim(escaped(r), "'"))
		default:
			b.WriteRune(r)
		}
	}
}

// escaped is a character as in Go, whether or not Go would print it as it is.
func escaped(r rune) string {
	switch {
	case r < utf8.RuneSelf:
		return strconv.QuoteRuneToASCII(r)
	case r > 0xffff:
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}
