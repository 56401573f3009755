package analysis

import (
	"math"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// The steps are by hand: 0 to 160 in steps of 10.
func TestHistogram(t *testing.T) {
	for _, tt := range []struct {
		name   string
		counts []uint64
		want   Histogram
	}{
		{"one", []uint64{7}, Histogram{1}},
		{"all the same", []uint64{7, 7, 7}, Histogram{3}},
		{"two", []uint64{9, 7}, Histogram{0: 1, 15: 1}},
		{"edges", []uint64{0, 9, 10, 19, 20, 149, 150, 160}, Histogram{0: 2, 1: 2, 2: 1, 14: 1, 15: 2}},
		{"an outlier", []uint64{100, 101, 102, 100, 1 << 60}, Histogram{0: 4, 15: 1}},
		{"all there is", []uint64{0, math.MaxUint64, math.MaxUint64 / 2}, Histogram{0: 1, 8: 1, 15: 1}},
	} {
		var rows []record.Row
		for i, c := range tt.counts {
			rows = append(rows, record.Row{Engine: "e", Wasm: "a.wasm", Iteration: uint64(i), Phase: measure.Execution, Event: "cycles", Count: c})
		}
		sum := Group(rows).Series[0].Summary()
		total := 0
		for _, n := range sum.Histogram {
			total += n
		}
		if sum.Histogram != tt.want || total != sum.N {
			t.Errorf("%s: %v, want %v", tt.name, sum.Histogram, tt.want)
		}
	}
}
