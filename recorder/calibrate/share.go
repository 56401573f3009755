package calibrate

import (
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// Share is how much of a benchmark is the window and not its work.
type Share struct {
	Engine string        `json:"engine"`
	Flags  string        `json:"engine_flags,omitempty"`
	Wasm   string        `json:"wasm"`
	Phase  measure.Phase `json:"phase"`
	Event  string        `json:"event"`
	// Rows is how many rows of the benchmark there are, Median the median of
	// their counts, cold ones included, and Window the median of the warm
	// windows.
	Rows   int     `json:"rows"`
	Median float64 `json:"median"`
	Window float64 `json:"window"`
	// Ratio is Window over Median: 0.01 is one percent. It is above 1 where
	// the rows come from a faster machine than the overhead.
	Ratio float64 `json:"ratio"`
}

// Shares returns, for every engine, benchmark, phase and event of the rows, in
// the order in which they first occur, what share of it the overhead is. Left
// out is that of which no warm window is known, that of another architecture,
// and that whose median is 0, of which nothing is a share.
func Shares(o *record.Overhead, rows []record.Row) []Share {
	type key struct {
		engine, flags, wasm, event string
		phase                      measure.Phase
	}
	counts := map[key][]uint64{}
	var order []key
	for i := range rows {
		r := &rows[i]
		if r.Arch != o.Arch {
			continue
		}
		k := key{r.Engine, r.EngineFlags, r.Wasm, r.Event, r.Phase}
		if counts[k] == nil {
			order = append(order, k)
		}
		counts[k] = append(counts[k], r.Count)
	}
	var shares []Share
	for _, k := range order {
		window, ok := o.LookupPhase(k.engine, k.flags, k.phase, k.event)
		benchmark := median(counts[k])
		if !ok || window.Warm == nil || benchmark == 0 {
			continue
		}
		shares = append(shares, Share{
			Engine: k.engine, Flags: k.flags, Wasm: k.wasm, Phase: k.phase, Event: k.event,
			Rows: len(counts[k]), Median: benchmark, Window: window.Warm.Median,
			Ratio: window.Warm.Median / benchmark,
		})
	}
	return shares
}
