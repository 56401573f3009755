package quote

import (
	"fmt"
	"io"
	"strings"
)

// maxLines is how many lines of one message are shown.
const maxLines = 100

// Message returns a message as it may be shown. Each of its lines is as of
// Line; those behind the first are indented, so that a line end within a name
// begins no message, and none of them is a command to a job on GitHub, which takes
// "::" at the beginning of a line, indented or not, and "##[" anywhere. A line end at its end stays.
func Message(s string) string {
	body, ended := strings.CutSuffix(s, "\n")
	var b strings.Builder
	n := 0
	for line := range strings.SplitSeq(body, "\n") {
		if n > 0 {
			b.WriteByte('\n')
		}
		if n == maxLines {
			fmt.Fprintf(&b, "  … %d more lines", strings.Count(body, "\n")+1-n)
			break
		}
		if line = strings.TrimSuffix(line, "\r"); n > 0 && line != "" && !strings.HasPrefix(line, "  ") {
			b.WriteString("  ")
		}
		if text := strings.TrimSpace(line); n > 0 && strings.HasPrefix(text, "::") {
			line = strings.Replace(line, "::", ": :", 1)
		}
		b.WriteString(Line(strings.ReplaceAll(line, "##[", "## [")))
		n++
	}
	if ended {
		b.WriteByte('\n')
	}
	return b.String()
}

// Writer is a stream that takes messages, one with each Write, and shows each
// as of Message. What is already fit to be shown, such as a drawn table, goes
// to the stream behind it: Raw.
type Writer struct{ w io.Writer }

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer) *Writer { return &Writer{w} }

// Write writes a message.
func (w *Writer) Write(b []byte) (int, error) {
	if _, err := io.WriteString(w.w, Message(string(b))); err != nil {
		return 0, err
	}
	return len(b), nil
}

// Raw returns the stream behind a Writer, and any other stream as it is.
func Raw(w io.Writer) io.Writer {
	if q, ok := w.(*Writer); ok {
		return q.w
	}
	return w
}
