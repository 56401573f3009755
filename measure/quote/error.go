package quote

import "strings"

// Error returns the text of an error for a message. Errors that are joined
// stand on lines of their own; any other line end is one of a name or of a text
// within, and is written as in Go, so that it breaks no line.
func Error(err error) string {
	rest := err.Error()
	if !strings.Contains(rest, "\n") {
		return rest
	}
	var parts []error
	switch e := err.(type) {
	case interface{ Unwrap() []error }:
		parts = e.Unwrap()
		var texts, shown []string
		for _, part := range parts {
			texts = append(texts, part.Error())
			shown = append(shown, Error(part))
		}
		if rest == strings.Join(texts, "\n") { // of errors.Join
			return strings.Join(shown, "\n")
		}
	case interface{ Unwrap() error }:
		if part := e.Unwrap(); part != nil {
			parts = []error{part}
		}
	}
	var b strings.Builder
	plain := strings.NewReplacer("\n", `\n`)
	for _, part := range parts {
		before, after, found := strings.Cut(rest, part.Error())
		if !found {
			continue // it is told in other words
		}
		b.WriteString(plain.Replace(before))
		b.WriteString(Error(part))
		rest = after
	}
	b.WriteString(plain.Replace(rest))
	return b.String()
}
