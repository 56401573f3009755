package words

import (
	"math"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

func TestUnit(t *testing.T) {
	cycles, tsc, femto := measure.Cycles, measure.Cycles, measure.Event{Name: "x", Unit: "fs", Time: true}
	tsc.Hz = 2.4e9
	for _, tt := range []struct {
		e     measure.Event
		row   []float64 // by which the unit is chosen
		x     float64
		want  string
		label string
	}{
		// One unit for both, with three digits of each.
		{ns, []float64{353e6, 44.5e6}, 353e6, "353 ms", "ms"},
		{ns, []float64{353e6, 44.5e6}, 44.51e6, "44.5 ms", "ms"},
		{ns, []float64{1.2e9, 800e6}, 1.2e9, "1,200 ms", "ms"},
		{ns, []float64{1.2e9}, 1.2e9, "1.20 s", "s"},
		{ns, []float64{999.4}, 999.4, "999 ns", "ns"},
		{ns, []float64{999.6}, 999.6, "1.00 µs", "µs"},
		{ns, []float64{7.5}, 7.5, "7.50 ns", "ns"},
		{ns, []float64{7}, 7, "7 ns", "ns"},
		{ns, []float64{44.5e6}, 1234, "0.00123 ms", "ms"},
		{ns, []float64{0}, 0, "0 ns", "ns"},
		{ns, []float64{5e6}, 0, "0 ms", "ms"},
		{ns, nil, math.NaN(), "-", "ns"},
		{ns, []float64{math.Inf(1)}, math.Inf(1), "-", "ns"},
		{ns, []float64{1e12}, 1e12, "1,000 s", "s"},
		{ns, []float64{1}, 1e12, "1.00e+12 ns", "ns"},
		// Ticks at a known rate are time: 106.8 million at 2.4 GHz are 44.5 ms.
		{tsc, []float64{106.8e6}, 106.8e6, "44.5 ms", "ms"},
		{tsc, []float64{2400}, 2400, "1.00 µs", "µs"},
		{tsc, []float64{1000}, 1000, "417 ns", "ns"},
		{tsc, []float64{56, 126}, 56, "56 ticks", "ticks"},
		{tsc, []float64{999}, 136.5, "136 ticks", "ticks"},
		{tsc, []float64{56, 2400}, 56, "23.3 ns", "ns"},
		// And at an unknown one are ticks.
		{cycles, []float64{4107164}, 4107164, "4.11 M", "M ticks"},
		{cycles, []float64{2.5e9}, 2.5e9, "2.50 G", "G ticks"},
		{cycles, []float64{133916}, 133916, "134 k", "k ticks"},
		{cycles, []float64{56}, 56, "56", "ticks"},
		{cycles, []float64{136.5}, 136.5, "136", "ticks"},
		{cycles, []float64{12.25}, 12.25, "12.2", "ticks"},
		{cycles, []float64{999.6}, 999.6, "1.00 k", "k ticks"},
		{cycles, []float64{math.MaxUint64}, math.MaxUint64, "18,446,744 T", "T ticks"},
		{misses, []float64{1234567}, 1234567, "1.23 M", "M misses"},
		{femto, []float64{12_340_000}, 12_340_000, "12.3 ns", "ns"},
		{femto, []float64{250_000}, 250_000, "0.250 ns", "ns"},
		{femto, []float64{1.5e15}, 1.5e15, "1.50 s", "s"},
		{femto, []float64{0}, 0, "0 ns", "ns"},
		{measure.Event{Unit: "B/s"}, []float64{123_400_000}, 123_400_000, "123 MB/s", "MB/s"},
		{measure.Event{Unit: "1e-6 hits/op"}, []float64{125_000}, 125_000, "0.125 hits/op", "hits/op"},
		{measure.Event{Unit: "1e-6 "}, []float64{125_000}, 125_000, "125 k", "k 1e-6"},
		// Every digit of an exact count matters.
		{measure.Fuel, []float64{1234567}, 1234567, "1,234,567", "fuel"},
		// Bytes are multiples of 1024, exact ones whole: 17 pages of 64 KiB are 1,088 KiB.
		{measure.GuestMemory, []float64{1114112, 16 << 20}, 1114112, "1,088 KiB", "KiB"},
		{measure.GuestMemory, []float64{1114112, 16 << 20}, 16 << 20, "16,384 KiB", "KiB"},
		{measure.GuestMemory, []float64{16 << 20}, 16 << 20, "16 MiB", "MiB"},
		{measure.GuestMemory, []float64{65536}, 100, "0.0977 KiB", "KiB"},
		{measure.GuestMemory, []float64{0, 65536}, 0, "0 KiB", "KiB"},
		{measure.GuestMemory, []float64{0}, 0, "0 B", "B"},
		{measure.CodeSize, []float64{254_912, 254_928}, 254_928, "254,928 B", "B"},
		{measure.CodeSize, []float64{254_912.5}, 254_912.5, "254,912.5 B", "B"},
		{measure.PeakMemory, []float64{13_000_000}, 13_000_000, "12.4 MiB", "MiB"},
		{measure.PeakMemory, []float64{3 << 30}, 3 << 30, "3.00 GiB", "GiB"},
		{measure.MemoryGrowth, []float64{4096, 0}, 0, "0 KiB", "KiB"},
		{measure.MemoryGrowth, []float64{0}, 0, "0 B", "B"},
		{measure.AllocatedBytes, []float64{812}, 812, "812 B", "B"},
	} {
		u := UnitOf(tt.e, tt.row...)
		if got := u.Text(tt.x); got != tt.want || u.String() != tt.label {
			t.Errorf("%v of %s among %v: %q in %q, want %q in %q", tt.x, tt.e.Name, tt.row, got, u, tt.want, tt.label)
		}
	}
	for _, e := range []measure.Event{ns, tsc, cycles, misses, {}} {
		for _, x := range []float64{math.SmallestNonzeroFloat64, 1e-300, 1e300, math.MaxFloat64, -1} {
			if got := Quantity(x, e); len(got) > 30 {
				t.Errorf("%v of %s: %q", x, e.Name, got)
			}
		}
	}
}
