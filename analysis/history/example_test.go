package history_test

import (
	"fmt"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/history"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// Three recordings, of which the second was made with a slower commit.
func ExampleBuild() {
	var past []history.Recording
	for day, cost := range []uint64{1000, 1300, 1300} {
		var b analysis.Builder
		b.Header(record.Header{Started: time.Date(2026, 1, 1+day, 0, 0, 0, 0, time.UTC),
			Labels:  map[string]string{"commit": []string{"c0ffee", "decade", "facade"}[day]},
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
		step := series.Steps[at[1]]
		fmt.Printf("%s at %s: %s (%s)\n", series.Wasm, h.Points[step.To].Label, step.Comparison.Brief(), step.Suspicion())
	}
	// Output: noop.wasm at decade: 30.0% slower (candidate: confounded with time)
}
