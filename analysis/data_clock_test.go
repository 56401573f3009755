package analysis

import (
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// TestClock: ticks are shown as time where all recordings have one clock.
func TestClock(t *testing.T) {
	header := func(hz float64) record.Header {
		return record.Header{Measures: []record.Measure{{Name: "cycles", Description: measure.Description{FrequencyHz: hz}}}}
	}
	for _, tt := range []struct {
		name  string
		hz    []float64 // of recordings; -1 is one without a header
		want  float64
		ticks bool
	}{
		{"one", []float64{2.4e9}, 2.4e9, false},
		{"measured anew", []float64{2.4e9, 2.401e9}, 2.4e9, false},
		{"two machines", []float64{2.4e9, 3e9}, 0, false},
		{"not known", []float64{0}, 0, false},
		{"not known of the second", []float64{2.4e9, 0}, 0, false},
		{"not known of the first", []float64{0, 2.4e9}, 0, false},
		{"CSV", []float64{-1}, 0, false},
		{"CSV behind it", []float64{2.4e9, -1}, 0, false},
		{"not wanted", []float64{2.4e9}, 0, true},
	} {
		var b Builder
		for i, hz := range tt.hz {
			if hz >= 0 {
				b.Header(header(hz))
			} else {
				b.data.headerless = true
			}
			b.Add(record.Row{Arch: "x86_64", Engine: "a", Wasm: "x", Process: uint64(i), Phase: measure.Execution, Event: "cycles", Count: 5})
		}
		d := b.Data()
		if tt.ticks {
			d.InTicks()
		}
		if got := d.Events["cycles"].Hz; got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
