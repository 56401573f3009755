package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
)

// DefaultWidth is how many columns a table may have where nobody says,
// MinWidth and MaxWidth what may be said.
const (
	DefaultWidth = 80
	MinWidth     = 20
	MaxWidth     = 10_000
)

// Screen is what tables for people are shown on. The zero value has 80
// columns, no colour, and all characters of Unicode. What a terminal is, and
// what it understands, is for the caller to find out.
type Screen struct {
	// Width is how many columns a table may have, 0 for DefaultWidth. Where
	// there is room, tables show more; where there is not, they take more
	// lines. A table is wider all the same where its numbers don't fit.
	Width int
	// Color allows bold type and colours by ANSI escape sequences. Nothing is
	// said by colour alone.
	Color bool
	// ASCII keeps to the characters of ASCII, for locales that have no others.
	ASCII bool
}

func (s Screen) width() int {
	if s.Width <= 0 {
		return DefaultWidth
	}
	return min(s.Width, MaxWidth)
}

// The colours, as parameters of the SGR escape sequence. They are among the
// eight that every terminal has and every theme chooses for itself.
const (
	boldType     = "1"
	betterColor  = "1;32" // green
	worseColor   = "1;31" // red
	unsureColor  = "1;33" // yellow
	changedColor = "1;36" // cyan: changed, and the event does not say for the better or the worse
)

// Bold is a text in bold type where the screen has any.
func (s Screen) Bold(t string) string { return s.paint(t, boldType) }

// paint colours each line by itself, so that a table's borders stay as they
// are.
func (s Screen) paint(t, color string) string {
	if !s.Color || color == "" || t == "" {
		return t
	}
	on, off := "\x1b["+color+"m", "\x1b[0m"
	return on + strings.ReplaceAll(t, "\n", off+"\n"+on) + off
}

// verdictColor is the colour beside the words of Judged. What is unsure
// stands out as much as what changed; what has not changed does not.
func verdictColor(c analysis.Comparison) string {
	switch {
	case c.Verdict == analysis.Unsure:
		return unsureColor
	case c.Verdict != analysis.Changed:
		return ""
	case c.Better():
		return betterColor
	case c.Worse():
		return worseColor
	}
	return changedColor
}

// ascii has what our own texts use beyond ASCII.
var ascii = strings.NewReplacer("±", "+/-", "×", "x", "µ", "u", " · ", ", ", "…", "...", "Δ", "delta")

// Text is a text as the screen can show it: see ASCII. Characters of names that it
// lacks are written as in Go, so that names stay different.
func (s Screen) Text(t string) string {
	if !s.ASCII {
		return t
	}
	t = ascii.Replace(t)
	var b strings.Builder
	for _, r := range t {
		if r < 0x80 {
			b.WriteRune(r)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	return b.String()
}

// note is one of our remarks below a table, broken into lines.
func (s Screen) note(format string, args ...any) string {
	return s.wrap(s.Text(fmt.Sprintf(format, args...)), s.width()) + "\n"
}

// wrap breaks a text into lines between its words.
func (s Screen) wrap(t string, width int) string {
	lines := strings.Split(text.WrapSoft(t, width), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// newTable returns a table with the screen's lines.
func (s Screen) newTable() table.Writer {
	t := table.NewWriter()
	style := table.StyleLight
	if s.ASCII {
		style = table.StyleDefault
	}
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	return t
}

// fits is whether a table does.
func (s Screen) fits(rendered string) bool { return text.LongestLineLen(rendered) <= s.width() }

// wrapName breaks a name into lines, behind a slash where it can, else behind
// another character that joins words.
func wrapName(name string, width int) string {
	var lines []string
	for text.StringWidth(name) > width {
		head := text.Trim(name, width)
		if head == "" {
			break
		}
		for _, joints := range []string{"/\\ ", "-_.,"} {
			if name[len(head)] == ' ' {
				break // between two words as it is
			}
			if i := strings.LastIndexAny(head, joints); i >= len(head)/3 {
				head = head[:i+1]
				break
			}
		}
		lines = append(lines, strings.TrimRight(head, " "))
		name = strings.TrimLeft(name[len(head):], " ")
	}
	return strings.Join(append(lines, name), "\n")
}
