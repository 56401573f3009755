package upload

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/sightglass-go/sightglass/measure/record"
)

// measurement is a row as the server keeps it: machine, engine and benchmark are IDs.
type measurement struct {
	Machine   string `json:"machine"`
	Engine    string `json:"engine"`
	Benchmark string `json:"benchmark"`
	Process   uint64 `json:"process"`
	Iteration uint64 `json:"iteration"`
	Phase     string `json:"phase"`
	Event     string `json:"event"`
	Count     uint64 `json:"count"`
	Datetime  string `json:"datetime"`
	// EngineFlags are not kept by the original, whose series of one library with
	// several flags are one.
	EngineFlags string `json:"engine_flags,omitempty"`
}

// ids are those that the server has given.
type ids struct {
	engines, benchmarks map[string]string
	machine             string
}

// lines are the two lines of the i-th measurement of a package, and its ID.
func (p *Package) lines(i int, of *ids) (lines []byte, id string, err error) {
	row := &p.Measurements[i]
	text, err := json.Marshal(p.measurement(row, of))
	if err != nil {
		return nil, "", fmt.Errorf("BUG: %w", err)
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", i, text))
	id = hex.EncodeToString(sum[:16])
	return fmt.Appendf(nil, "{\"index\":{\"_id\":%q}}\n%s\n", id, text), id, nil
}

func (p *Package) measurement(row *record.Row, of *ids) measurement {
	return measurement{of.machine, of.engines[p.engineKey(row)], of.benchmarks[row.Wasm],
		row.Process, row.Iteration, row.Phase.String(), row.Event, row.Count, p.Datetime, row.EngineFlags}
}
