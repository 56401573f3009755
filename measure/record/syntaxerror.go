package record

import (
	"cmp"
	"fmt"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// maxMessage is how many characters a SyntaxError says of a line.
const maxMessage = 500

// SyntaxError says which line of which file could not be read as a row, and
// why. A Reader that returned one continues with the next line.
type SyntaxError struct {
	// File is the name given to NewReader.
	File string
	// Line counts from 1. For a row that spans lines it is the first of them,
	// except in JSON, where it is the line of the mistake.
	Line int
	// Msg says what is wrong.
	Msg string
	// Err is the reason behind Msg, nil if there is none.
	Err error
}

// Error returns "file:line: message", ready for editors that jump to it.
func (e *SyntaxError) Error() string {
	msg := e.Msg
	switch {
	case e.Err == nil:
	case msg == "":
		msg = e.Err.Error()
	default:
		msg += ": " + e.Err.Error()
	}
	// It may quote the line, which is of any length.
	return fmt.Sprintf("%s:%d: %s", cmp.Or(e.File, "input"), e.Line, quote.Clip(msg, maxMessage))
}

// Unwrap returns Err.
func (e *SyntaxError) Unwrap() error { return e.Err }
