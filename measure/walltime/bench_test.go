package walltime

import (
	"slices"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/clock"
)

// BenchmarkFloor reports the window that Start and Stop back to back leave.
func BenchmarkFloor(b *testing.B) {
	var m measure.Measure = Open()
	var wall, cpu []uint64
	dst := make([]measure.Reading, 0, 2)
	for b.Loop() {
		m.Start()
		m.Stop()
		dst, _ = m.Readings(dst[:0])
		wall = append(wall, dst[0].Count)
		cpu = append(cpu, dst[len(dst)-1].Count)
	}
	slices.Sort(wall)
	slices.Sort(cpu)
	b.ReportMetric(float64(wall[len(wall)/2]), "median-wall-ns")
	b.ReportMetric(float64(cpu[len(cpu)/2]), "median-cpu-ns")
}

// BenchmarkWallStamp is why the wall stamp is time.Since and not a system
// call: compare with BenchmarkCPUStamp.
func BenchmarkWallStamp(b *testing.B) {
	t := Open()
	for b.Loop() {
		t.wallStart = clock.Now()
	}
}

func BenchmarkCPUStamp(b *testing.B) {
	t := Open()
	for b.Loop() {
		_ = t.cpuStart.take()
	}
}
