//go:build (amd64 || arm64) && !sightglass_noasm

package cycles

import (
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

func TestRate(t *testing.T) {
	tests := []struct {
		name string
		a, b sample
		want float64
	}{
		{"2 GHz", sample{ticks: 100, nanos: 50}, sample{ticks: 2100, nanos: 1050}, 2e9},
		{"62.5 MHz", sample{}, sample{ticks: 625, nanos: 10000}, 62.5e6},
		{"no time", sample{ticks: 1, nanos: 5}, sample{ticks: 2, nanos: 5}, 0},
		{"no ticks", sample{ticks: 1, nanos: 5}, sample{ticks: 1, nanos: 9}, 0},
		{"backwards", sample{ticks: 3, nanos: 5}, sample{ticks: 1, nanos: 9}, 0},
	}
	for _, tt := range tests {
		if got := rate(tt.a, tt.b); got != tt.want {
			t.Errorf("%s: %v Hz, want %v", tt.name, got, tt.want)
		}
	}
}

func TestSettle(t *testing.T) {
	tests := []struct {
		name               string
		declared, measured float64
		hz                 float64
		source             string
		warnings           int
	}{
		{"declared", 2.4e9, 2.401e9, 2.4e9, "leaf", 0},
		{"not declared", 0, 2.401e9, 2.401e9, measuredSource, 0},
		{"scaled by a hypervisor", 2.4e9, 2.1e9, 2.1e9, measuredSource, 1},
		{"not measurable", 2.4e9, 0, 2.4e9, "leaf", 0},
		{"nothing known", 0, 0, 0, "", 0},
	}
	for _, tt := range tests {
		d := settle(measure.Description{}, tt.declared, tt.measured, "leaf")
		if d.FrequencyHz != tt.hz || d.FrequencySource != tt.source || len(d.Warnings) != tt.warnings {
			t.Errorf("%s: %+v, want %v Hz, %q, %d warnings", tt.name, d, tt.hz, tt.source, tt.warnings)
		}
	}
}
