package analysis

import (
	"math"
	"testing"
)

// TestSeriesOutliers: a series lists as many outliers as are asked for, where
// the diagnostics of a comparison stop at twenty; all are counted in any case.
func TestSeriesOutliers(t *testing.T) {
	var s Series
	for p := range 10 {
		counts := make([]uint64, 30)
		for i := range counts {
			counts[i] = 1000
		}
		counts[7], counts[20], counts[25] = 2000, 2000, 500
		s.processes = append(s.processes, Process{ID: uint64(p), Counts: counts})
	}
	all, few := s.Outliers(0, s.Len()), s.Outliers(0, 20)
	if all.High != 20 || all.Low != 10 || len(all.First) != 30 || few.High != 20 || few.Low != 10 || len(few.First) != 20 {
		t.Errorf("%d and %d high, %d and %d low, %d and %d listed", all.High, few.High, all.Low, few.Low, len(all.First), len(few.First))
	}
	if o := all.First[0]; o.Process != 0 || o.Iteration != 7 || math.Abs(o.Log-math.Log(2)) > 1e-12 {
		t.Errorf("the first is %+v", o)
	}
	if warm := s.Outliers(8, s.Len()); warm.High != 10 || warm.First[0].Iteration != 20 {
		t.Errorf("behind a warm-up of 8: %+v", warm)
	}
}

func within(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}
