package command

import (
	"encoding/json"
	"io"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// writeJSON writes what a command found out, for programs and for people.
func writeJSON(w io.Writer, found any) error {
	out := json.NewEncoder(quote.NewDocument(w))
	out.SetIndent("", "  ")
	return out.Encode(found)
}
