package html

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure"
)

// numbers puts the comparisons into the page: what they come to, to be read by
// programs as it stands, and whole as a file to be saved.
func (v *view) numbers(r *Report, values map[analysis.Key]*valueRow) error {
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
	v.Values, err = packedValues(r.Data, values)
	return err
}

// A value is the median of a benchmark on one engine, for another page that is compared
// with this one.
type value struct {
	Arch   string        `json:"arch"`
	Engine string        `json:"engine"`
	Wasm   string        `json:"wasm"`
	Phase  measure.Phase `json:"phase"`
	Event  string        `json:"event"`
	Median *float64      `json:"median"`
	Text   string        `json:"text"`
}

// packedValues are all values, and the events that they are of.
func packedValues(d *analysis.Data, rows map[analysis.Key]*valueRow) (template.HTML, error) {
	list := make([]value, 0, len(d.Series))
	for i := range d.Series {
		k := d.Series[i].Key
		row := rows[k]
		one := value{Arch: k.Arch, Engine: k.Config().String(), Wasm: k.Wasm, Phase: k.Phase, Event: k.Event, Text: row.unit.Text(row.median)}
		if !math.IsNaN(row.median) && !math.IsInf(row.median, 0) {
			one.Median = &row.median
		}
		list = append(list, one)
	}
	text, err := json.Marshal(map[string]any{"events": d.Events, "values": list})
	return packed(text), err
}

// numberKeys are what the page says of a comparison to programs, under the
// names and with the values of compare --output-format json.
var numberKeys = []string{"arch", "wasm", "phase", "event", "baseline", "candidate", "rounds", "ratio", "interval", "p", "mean_ratio", "verdict", "direction", "effect", "more_rounds"}
