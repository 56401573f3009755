package calibrate

import (
	"math"
	"slices"
	"testing"
)

// upTo is 1 ... n in descending order.
func upTo(n int) []uint64 {
	list := make([]uint64, n)
	for i := range list {
		list[i] = uint64(n - i)
	}
	return list
}

// TestSummarize: the expected numbers were worked out by hand.
func TestSummarize(t *testing.T) {
	const none = math.MaxUint64 // of P99
	for _, tt := range []struct {
		name         string
		counts       [][]uint64
		n            int
		min, max     uint64
		median, mean float64
		deviation    float64 // -1: absent
		p99          uint64
		processes    []float64
	}{
		{"one", [][]uint64{{7}}, 1, 7, 7, 7, 7, -1, none, nil},
		{"two", [][]uint64{{4, 1}}, 2, 1, 4, 2.5, 2.5, 1.5, none, []float64{2.5}},
		{"one each", [][]uint64{{4}, {1}}, 2, 1, 4, 2.5, 2.5, 1.5, none, nil},
		{"all the same", [][]uint64{{5, 5}, {5}}, 3, 5, 5, 5, 5, 0, none, []float64{5, 5}},
		{"an empty process", [][]uint64{{3, 1, 2}, nil, {10}}, 4, 1, 10, 2.5, 4, 3, none, []float64{2, 10}},
		{"zeros are counts", [][]uint64{{0, 0}}, 2, 0, 0, 0, 0, 0, none, []float64{0}},
		{"99", [][]uint64{upTo(99)}, 99, 1, 99, 50, 50, 50. * 49 / 99, none, []float64{50}},
		{"100", [][]uint64{upTo(100)}, 100, 1, 100, 50.5, 50.5, 25, 99, []float64{50.5}},
		{"101", [][]uint64{upTo(101)}, 101, 1, 101, 51, 51, 51. * 50 / 101, 100, []float64{51}},
		{"200", [][]uint64{upTo(200)}, 200, 1, 200, 100.5, 100.5, 50, 198, []float64{100.5}},
		{"201", [][]uint64{upTo(201)}, 201, 1, 201, 101, 101, 101. * 100 / 201, 199, []float64{101}},
		{"huge", [][]uint64{{math.MaxUint64, math.MaxUint64}}, 2, math.MaxUint64, math.MaxUint64, 1 << 64, 1 << 64, 0, none, []float64{1 << 64}},
	} {
		before := make([][]uint64, len(tt.counts))
		for i := range before {
			before[i] = slices.Clone(tt.counts[i])
		}
		s := summarize(tt.counts)
		if s == nil {
			t.Errorf("%s: nil", tt.name)
			continue
		}
		near := func(what string, got, want float64) {
			if math.Abs(got-want) > 1e-9*math.Max(1, want) {
				t.Errorf("%s: %s is %v, want %v", tt.name, what, got, want)
			}
		}
		if s.N != tt.n || s.Min != tt.min || s.Max != tt.max {
			t.Errorf("%s: %+v", tt.name, s)
		}
		near("median", s.Median, tt.median)
		near("mean", s.Mean, tt.mean)
		if (s.MeanDeviation == nil) != (tt.deviation < 0) {
			t.Errorf("%s: mean deviation %v", tt.name, s.MeanDeviation)
		} else if s.MeanDeviation != nil {
			near("mean deviation", *s.MeanDeviation, tt.deviation)
		}
		if (s.P99 == nil) != (tt.p99 == none) || s.P99 != nil && *s.P99 != tt.p99 {
			t.Errorf("%s: 99th percentile %v, want %d", tt.name, s.P99, tt.p99)
		}
		if !slices.Equal(s.ProcessMedians, tt.processes) {
			t.Errorf("%s: medians of processes %v, want %v", tt.name, s.ProcessMedians, tt.processes)
		}
		for i := range before {
			if !slices.Equal(tt.counts[i], before[i]) {
				t.Errorf("%s: the counts of process %d were reordered", tt.name, i)
			}
		}
	}
	for _, none := range [][][]uint64{nil, {}, {nil, {}}} {
		if s := summarize(none); s != nil {
			t.Errorf("of nothing there is %+v", s)
		}
	}
}
