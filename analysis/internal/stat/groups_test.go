package stat

import (
	"math"
	"testing"
)

// TestGroups: three groups 1, 2, 3 have s = 1 and t(0.975, 2) = 4.302653 (tables of
// Student's t): the mean's interval is 2 +- 4.302653/sqrt(3), and that of the next group
// 2 +- 4.302653 sqrt(4/3).
func TestGroups(t *testing.T) {
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-5 }
	g := NewGroups([]float64{1, 2, 3}, []float64{0.25, 0.25, 0.4})
	i, ok := g.Interval(0.05)
	if !ok || !near(i.Low, 2-2.484138) || !near(i.High, 2+2.484138) {
		t.Errorf("%v", i)
	}
	next, ok := g.Next(0.05)
	if !ok || !near(next.Low, 2-4.968275) || !near(next.High, 2+4.968275) || next.Level != 0.95 {
		t.Errorf("%v", next)
	}
	if got := g.Between(); !near(got, math.Sqrt(0.7)) {
		t.Errorf("between: %v", got)
	}
	if got := NewGroups([]float64{1, 2, 3}, []float64{2, 2, 2}).Between(); got != 0 {
		t.Errorf("less than chance: %v", got)
	}
	if got := NewGroups([]float64{1, 2}, []float64{2, math.NaN()}).Between(); !math.IsNaN(got) {
		t.Errorf("not known: %v", got)
	}
	for n, x := range [][]float64{nil, {1}, {1, 2}} {
		g := NewGroups(x, make([]float64, n))
		if _, ok := g.Next(0.05); ok {
			t.Errorf("%d groups have an interval for the next", n)
		}
		if _, ok := g.Interval(0.05); ok != (n == 2) {
			t.Errorf("%d groups: interval %v", n, ok)
		}
		if n < 2 && !math.IsNaN(g.Between()) {
			t.Errorf("%d groups: between %v", n, g.Between())
		}
	}
	same := NewGroups([]float64{1, 1, 1}, []float64{0, 0, 0})
	if next, ok := same.Next(0.05); !ok || next.Low != 1 || next.High != 1 {
		t.Errorf("without variance: %v", next)
	}
}
