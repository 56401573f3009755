package quote

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// inMarkdown escapes what would be markup. Bars end cells of tables.
var inMarkdown = strings.NewReplacer("\\", "\\\\", "`", "\\`", "*", "\\*", "_", "\\_", "[", "\\[", "~", "\\~",
	"<", "&lt;", ">", "&gt;", "&", "&amp;", "|", "\\|", "$", "\\$")

// linked are words that become links, mentions or references where Markdown is
// shown, escaped or not: everywhere but in code.
var linked = regexp.MustCompile(`(?i)\S*(?:@|://|www\.|mailto:|xmpp:|#[0-9]|\bgh-[0-9]|:[a-z0-9_+-]+:)\S*`)

// Markdown returns text, of Name or of Line, for Markdown, where it is the
// text and nothing else: no markup, no HTML, no link, no mention, no cell.
func Markdown(s string) string {
	s = Line(s)
	var b strings.Builder
	at := 0
	for _, word := range linked.FindAllStringIndex(s, -1) {
		from, to := within(s[word[0]:word[1]])
		word[0], word[1] = word[0]+from, word[0]+to
		b.WriteString(inMarkdown.Replace(s[at:word[0]]))
		b.WriteString(code(s[word[0]:word[1]]))
		at = word[1]
	}
	b.WriteString(inMarkdown.Replace(s[at:]))
	text := b.String()
	if text != "" && strings.ContainsRune("#-+=:0123456789", rune(text[0])) && startsBlock.MatchString(text) {
		text = "\\" + text
	}
	return text
}

// within is where a word lies among what belongs to the sentence around it: brackets before
// it, those that nothing in it opens, and what ends a clause.
func within(word string) (from, to int) {
	inner := strings.TrimLeft(word, "(")
	from = len(word) - len(inner)
	for {
		inner = strings.TrimRight(inner, ",;.")
		if !strings.HasSuffix(inner, ")") || strings.Count(inner, ")") <= strings.Count(inner, "(") {
			return from, from + len(inner)
		}
		inner = strings.TrimSuffix(inner, ")")
	}
}

// startsBlock is what begins a heading, a list or a line where it begins a line.
var startsBlock = regexp.MustCompile(`^(?:#|[-+=:]|[0-9]+[.)](?:\s|$))`)

// code is a code span around text that has no line end. Bars are escaped in it
// as well: in a table they would end the cell.
func code(s string) string {
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + strings.ReplaceAll(s, "|", "\\|") + fence
}

// option is a flag of a command line without what a formula is made of.
var option = regexp.MustCompile(`^--?[A-Za-z][A-Za-z0-9_.,=<> -]*$`)

// Cell returns a text for a cell of a table in CSV. A spreadsheet takes a cell
// that begins with =, +, -, @, a tab or a carriage return for a formula and
// runs it, so that such a text gets an apostrophe in front. Numbers stay as
// they are, and so do options such as "-O opt-level=2", which nothing in a
// formula could call. One with characters that do not show themselves is
// written as Name writes it, at any length. Rows of a recording are not for
// Cell: they stay exact, for programs.
func Cell(s string) string {
	odd := func(r rune) bool { return Hidden(r) || r == utf8.RuneError }
	if strings.IndexFunc(s, odd) >= 0 {
		return quoted(s, odd)
	}
	if s == "" || !strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil || option.MatchString(s) {
		return s
	}
	return "'" + s
}
