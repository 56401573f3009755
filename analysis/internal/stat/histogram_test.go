package stat

import (
	"math"
	"slices"
	"testing"
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
		h := NewHistogram(tt.counts, slices.Min(tt.counts), slices.Max(tt.counts))
		total := 0
		for _, n := range h {
			total += n
		}
		if h != tt.want || total != len(tt.counts) {
			t.Errorf("%s: %v, want %v", tt.name, h, tt.want)
		}
	}
}
