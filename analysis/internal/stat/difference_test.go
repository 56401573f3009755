package stat

import (
	"math"
	"testing"
)

// TestDifference: by hand, from the intervals of the two at half the level each. Student's
// t(0.9875, 2) is 6.2054 and t(0.975, 2) 4.3027, of tables; both samples have the standard
// error 1/sqrt(3).
func TestDifference(t *testing.T) {
	a, b, still := Paired([]float64{9, 10, 11}), Paired([]float64{1, 2, 3}), Paired([]float64{2, 2, 2})
	for _, tt := range []struct {
		name string
		d    Difference
		half float64
	}{
		{"both vary", Difference{a, b}, 2 * 6.2054 / math.Sqrt(3)},
		{"one varies", Difference{a, still}, 4.3027 / math.Sqrt(3)},
		{"the other one varies", Difference{still, b}, 4.3027 / math.Sqrt(3)},
		{"neither varies", Difference{still, still}, 0},
	} {
		i, ok := tt.d.Interval(0.05)
		if v := tt.d.Value(); !ok || math.Abs(i.Low-(v-tt.half)) > 1e-3 || math.Abs(i.High-(v+tt.half)) > 1e-3 || i.Level != 0.95 {
			t.Errorf("%s: %v %v of %v, want half a width of %v", tt.name, i, ok, v, tt.half)
		}
	}
	p, ok := Difference{a, b}.P()
	if i, _ := (Difference{a, b}).Interval(p * 1.001); !ok || !i.ExcludesZero() {
		t.Errorf("p %v does not agree with the interval %v", p, i)
	}
	if _, ok := (Difference{a, Paired([]float64{1})}).Interval(0.05); ok {
		t.Error("one value has an interval")
	}
	if _, ok := (Difference{a, Paired([]float64{1})}).P(); ok {
		t.Error("one value has a p value")
	}
}
