package html

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"slices"

	"github.com/sightglass-go/sightglass/analysis/report"
)

// numbers puts the comparisons into the page: what they come to, to be read by
// programs as it stands, and whole as a file to be saved.
func (v *view) numbers(r *Report) error {
	var whole bytes.Buffer
	if err := report.Compare(&whole, r.Result, report.CompareJSON, report.CompareOptions{}); err != nil {
		return err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(whole.Bytes(), &all); err != nil {
		return fmt.Errorf("read the comparisons again: %w", err)
	}
	out := map[string]any{"warnings": all["warnings"]}
	for _, list := range []string{"comparisons", "suites"} {
		var brief []map[string]json.RawMessage
		if err := json.Unmarshal(all[list], &brief); err != nil {
			return fmt.Errorf("read the %s again: %w", list, err)
		}
		for _, c := range brief {
			for key := range c {
				if !slices.Contains(numberKeys, key) {
					delete(c, key)
				}
			}
		}
		out[list] = brief
	}
	text, err := json.Marshal(out)
	if err != nil {
		return err
	}
	v.JSON = template.JS(text) // Marshal escapes what would end the element
	v.whole = whole.Bytes()
	return nil
}

// numberKeys are what the page says of a comparison to programs, under the
// names and with the values of compare --output-format json.
var numberKeys = []string{"arch", "wasm", "phase", "event", "baseline", "candidate", "rounds", "ratio", "interval", "p", "mean_ratio", "verdict", "direction", "effect", "more_rounds"}
