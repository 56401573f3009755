package command

import (
	"encoding/json"
	"io"

	"github.com/sightglass-go/sightglass/measure/quote"
)

func writeJSON(w io.Writer, found any) error {
	out := json.NewEncoder(quote.NewDocument(w))
	out.SetIndent("", "  ")
	return out.Encode(found)
}
