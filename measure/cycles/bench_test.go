package cycles_test

import (
	"runtime"
	"slices"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/cycles"
)

// floor reports the median and smallest window that pair leaves, in ticks.
func floor(b *testing.B, m measure.Measure, pair func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var counts []uint64
	dst := make([]measure.Reading, 0, 1)
	for b.Loop() {
		pair()
		var err error
		if dst, err = m.Readings(dst[:0]); err != nil {
			b.Fatal(err)
		}
		counts = append(counts, dst[0].Count)
	}
	slices.Sort(counts)
	b.ReportMetric(float64(counts[len(counts)/2]), "median-cycles")
	b.ReportMetric(float64(counts[0]), "min-cycles")
}

// BenchmarkFloor is the window of Start and Stop back to back.
func BenchmarkFloor(b *testing.B) {
	c, err := cycles.Open()
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	floor(b, c, func() { c.Start(); c.Stop() })
}

// BenchmarkFloorInterface is the same as a recorder calls it.
func BenchmarkFloorInterface(b *testing.B) {
	m, err := measure.Open(cycles.Name)
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	floor(b, m, func() { m.Start(); m.Stop() })
}
