package plot_test

import (
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report/plot"
	"github.com/sightglass-go/sightglass/measure"
)

func ExampleDistribution() {
	series := analysis.NewSeries(analysis.Key{Engine: "wazero", Wasm: "noop.wasm", Phase: measure.Execution, Event: "cycles"},
		analysis.Process{ID: 7, Counts: []uint64{180, 130, 131}}, analysis.Process{ID: 8, Counts: []uint64{190, 135, 134}})
	d := plot.Distribution([]plot.Arm{{Name: "wazero", Series: series, Warm: 1}},
		plot.SampleOptions{Event: measure.Event{Name: "cycles", Unit: "cycles"}})
	var svg strings.Builder
	fmt.Println(d.WriteSVG(&svg))
	fmt.Println(d.Title)
	fmt.Println(d.Description)
	// Output:
	// <nil>
	// noop.wasm: Execution, cycles: every value by process
	// A line of dots for each process, in the order of time. wazero: 6 values of 2 processes, from 130 to 190 (cycles); 2 warm-up, 0 outliers, 0 outlying processes.
}
