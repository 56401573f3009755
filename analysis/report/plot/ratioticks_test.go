package plot

import (
	"math"
	"strings"
	"testing"
)

func TestRatioTicks(t *testing.T) {
	for _, tt := range []struct {
		low, high float64
		n         int
		want      string
	}{
		{0.98, 1.03, 6, "2% 1% 0% 1% 2% 3%"},
		{0.25, 4, 8, "1x 1.5x 1.5x 2x 2x 3x 3x 4x 4x"},
		{0.9, 8, 8, "1x 1.5x 2x 3x 4x 5x 7x"},
		{1e-6, 10, 6, "1x 10x 10x 100x 1000x 10000x 100000x 1e+06x"},
		{0, 1, 5, ""},
		{1, math.Inf(1), 5, ""},
		{math.NaN(), 2, 5, ""},
		{1, 1, 5, ""},
	} {
		var got []string
		for _, tick := range ratioTicks(tt.low, tt.high, tt.n) {
			got = append(got, tick.Label)
			if !(tick.Value > 0) {
				t.Errorf("a tick at %v", tick.Value)
			}
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%v .. %v: %s, want %s", tt.low, tt.high, s, tt.want)
		}
	}
	if len(ratioTicks(1e-300, 1e300, 8)) == 0 {
		t.Error("no ticks")
	}
}
