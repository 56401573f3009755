package history_test

import (
	"fmt"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/history"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// Twelve recordings, of which the seventh was made with a slower commit.
func ExampleBuild() {
	var past []history.Recording
	for day := range 12 {
		cost := uint64(1000 + 7*day%5)
		if day >= 6 {
			cost += 300
		}
		var b analysis.Builder
		b.Header(record.Header{Started: time.Date(2026, 1, 1+day, 0, 0, 0, 0, time.UTC),
			Labels:  map[string]string{"commit": fmt.Sprintf("c%d", day+1)},
			Machine: record.Machine{Fingerprint: "the same"}})
		for process := range uint64(8) {
			b.Add(record.Row{Arch: "x86_64", Engine: "wazero", Wasm: "noop.wasm", Process: 100*uint64(day) + process,
				Phase: measure.Execution, Event: "cycles", Count: cost + process%4})
		}
		past = append(past, history.Recording{Name: fmt.Sprintf("%d.jsonl", day), Data: b.Data()})
	}
	h, err := history.Build(past, history.Options{By: "commit"})
	if err != nil {
		fmt.Println(err)
	}
	for _, at := range h.Changes() {
		series := h.Series[at[0]]
		change := series.Changes[at[1]]
		fmt.Printf("%s at %s: %s (%s)\n", series.Wasm, h.Points[change.To].Label, change.Comparison.Brief(), change.Suspicion())
	}
	// Output: noop.wasm at c7: 1.30x slower (candidate: confounded with time)
}
