package forge

import (
	"fmt"
	"io"
	"strings"
)

// The levels of annotations.
const (
	Error   = "error"
	Warning = "warning"
)

// MaxAnnotations is how many of a level GitHub shows for a step.
const MaxAnnotations = 10

// What GitHub demands of messages and, beside that, of properties: see its toolkit's
// package core.
var (
	message  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// Annotate writes the line by which GitHub shows a message beside the job. No text
// can end it, or begin another.
func Annotate(w io.Writer, level, title, text string) error {
	_, err := fmt.Fprintf(w, "::%s title=%s::%s\n", level, property.Replace(title), message.Replace(Harmless(text)))
	return err
}

// Harmless is a text for the log of a job, in which no part is taken for a command
// of the older form, "##[...]", which may stand anywhere in a line; those of the other
// form begin a line.
func Harmless(text string) string { return strings.ReplaceAll(text, "##[", "## [") }
