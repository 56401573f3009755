package words

import (
	"math"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

var (
	ns     = measure.Nanoseconds
	misses = measure.CacheMisses
	rate   = measure.Event{Name: "MB/s", Unit: "MB/s", Better: measure.Higher}
)

func TestChange(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, tt := range []struct {
		ratio            float64
		time, count, mbs string
	}{
		{0.976, "2.4% less time", "2.4% fewer", "2.4% less"},
		{1.031, "3.1% more time", "3.1% more", "3.1% more"},
		{1 / 1.83, "1.83x faster", "1.83x fewer", "1.83x less"},
		{1.73, "1.73x slower", "1.73x more", "1.73x more"},
		{1, "the same", "the same", "the same"},
		{1 + 1e-13, "the same", "the same", "the same"},
		// The border is a tenth, as it is read.
		{1.1, "1.10x slower", "1.10x more", "1.10x more"},
		{0.9, "1.11x faster", "1.11x fewer", "1.11x less"},
		{1.0999, "9.99% more time", "9.99% more", "9.99% more"},
		{0.9001, "9.99% less time", "9.99% fewer", "9.99% less"},
		{1.0994, "9.9% more time", "9.9% more", "9.9% more"},
		{1.09996, "1.10x slower", "1.10x more", "1.10x more"},
		// Tiny.
		{1.05, "5.0% more time", "5.0% more", "5.0% more"},
		{1.0017, "0.17% more time", "0.17% more", "0.17% more"},
		{1.0000012, "0.00012% more time", "0.00012% more", "0.00012% more"},
		{1 - 1e-9, "under 0.0001% less time", "under 0.0001% fewer", "under 0.0001% less"},
		// Huge.
		{2, "2.00x slower", "2.00x more", "2.00x more"},
		{9.996, "10.0x slower", "10.0x more", "10.0x more"},
		{17.21, "17.2x slower", "17.2x more", "17.2x more"},
		{99.96, "100x slower", "100x more", "100x more"},
		{1.0 / 1234.5, "1,234x faster", "1,234x fewer", "1,234x less"},
		{1.42e21, "over 1,000,000x slower", "over 1,000,000x more", "over 1,000,000x more"},
		{5.83e-22, "over 1,000,000x faster", "over 1,000,000x fewer", "over 1,000,000x less"},
		{0, "over 1,000,000x faster", "over 1,000,000x fewer", "over 1,000,000x less"},
		{inf, "over 1,000,000x slower", "over 1,000,000x more", "over 1,000,000x more"},
		{nan, "-", "-", "-"},
		{-1, "-", "-", "-"},
	} {
		for i, want := range []string{tt.time, tt.count, tt.mbs} {
			e := []measure.Event{ns, misses, rate}[i]
			if got := Change(tt.ratio, e); got != want {
				t.Errorf("%v %s: %q, want %q", tt.ratio, e.Name, got, want)
			}
		}
	}
	for ratio, want := range map[float64]string{1.73: "1.73x larger", 0.976: "2.4% smaller", 1: "the same", nan: "-"} {
		if got := Change(ratio, measure.CodeSize); got != want {
			t.Errorf("size %v: %q, want %q", ratio, got, want)
		}
	}
	for ratio, want := range map[float64]string{1.081: "8.1%", 1.83: "1.83x", 0.5: "2.00x", 1: "0%", inf: "over 1,000,000x", nan: "-"} {
		if got := Difference(ratio); got != want {
			t.Errorf("difference %v: %q, want %q", ratio, got, want)
		}
	}
}

func TestBetween(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, tt := range []struct {
		low, high, ratio float64
		e                measure.Event
		want             string
	}{
		{1 / 2.18, 1 / 1.47, 1 / 1.83, ns, "1.47x .. 2.18x"},
		{1.47, 2.18, 1.83, ns, "1.47x .. 2.18x"},
		{1.017, 1.031, 1.024, ns, "1.7% .. 3.1%"},
		{0.961, 0.9996, 0.978, misses, "0.040% .. 3.9%"},
		// Ends on both sides of a tenth have the form of the estimate.
		{1.08, 1.16, 1.12, ns, "1.08x .. 1.16x"},
		{1.08, 1.12, 1.09, ns, "8.0% .. 12%"},
		{0.5, 0.99, 0.91, ns, "1.0% .. 50%"},
		{1.00017, 120.5, 1.7, ns, "1.0002x .. 120x"},
		// It spans 1.
		{0.97, 1.052, 1.01, ns, "3.0% less .. 5.2% more time"},
		{0.97, 1.052, 1.01, misses, "3.0% fewer .. 5.2% more"},
		{0.97, 1.052, 1.01, rate, "3.0% less .. 5.2% more"},
		{1 / 1.04, 1.35, 1.2, ns, "1.04x faster .. 1.35x slower"},
		{1 / 1.04, 1.35, 1.05, ns, "1.04x faster .. 1.35x slower"},
		{0.8, 1.1, 0.95, misses, "1.25x fewer .. 1.10x more"},
		// The estimate lies on the other side, or there is none.
		{1.02, 1.05, 0.99, ns, "2.0% .. 5.0% more time"},
		{1.47, 2.18, nan, ns, "1.47x .. 2.18x slower"},
		{1.02, 1.05, nan, ns, "2.0% .. 5.0% more time"},
		// It ends at 1, or is a point.
		{1, 1.031, 1.02, ns, "0% .. 3.1%"},
		{1 / 1.5, 1, 1 / 1.2, ns, "1.00x .. 1.50x"},
		{1, 1, 1, ns, "the same"},
		{2, 2, 2, ns, "2.00x"},
		{1.249, 1.251, 1.25, ns, "1.25x .. 1.25x"},
		// Tiny, huge, infinite, none.
		{1.0000002, 1.0000004, 1.0000003, ns, "under 0.0001% .. under 0.0001%"},
		{5.83e-22, 1.42e21, 1.5, ns, "over 1,000,000x faster .. over 1,000,000x slower"},
		{0, inf, 1, ns, "over 1,000,000x faster .. over 1,000,000x slower"},
		{1.02, inf, 1.05, ns, "2.0% .. over 1,000,000%"},
		{nan, 2, 1.5, ns, "-"},
		{1, nan, 1.5, ns, "-"},
		{2, 1, 1.5, ns, "-"},
	} {
		if got := Between(tt.low, tt.high, tt.ratio, tt.e); got != tt.want {
			t.Errorf("%v .. %v around %v of %s: %q, want %q", tt.low, tt.high, tt.ratio, tt.e.Name, got, tt.want)
		}
	}
}
