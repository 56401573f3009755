package stat

import (
	"math"
	"testing"
)

// p values by scipy 1.10: t = (mean(next)-mean(before)) / (std(before, ddof=1) *
// sqrt(1/m+1/k)), 2*t.sf(|t|, m-1).
func TestPredict(t *testing.T) {
	before := []float64{1, 2, 3, 4, 5, 6, 7, 8}
	for _, tt := range []struct {
		next []float64
		want float64
	}{
		{[]float64{4.5}, 1},
		{[]float64{20}, 0.0005610243015482837},
		{[]float64{-11}, 0.0005610243015482837},
		{[]float64{12, 14}, 0.0031978031003929144},
	} {
		p, ok := Predict(before, tt.next)
		if !ok || math.Abs(p-tt.want) > 1e-9 {
			t.Errorf("%v: %v, %v; want %v", tt.next, p, ok, tt.want)
		}
	}
	for _, tt := range [][2][]float64{{{1}, {2}}, {before, nil}, {{3, 3, 3}, {4}}} {
		if p, ok := Predict(tt[0], tt[1]); ok {
			t.Errorf("%v: %v", tt, p)
		}
	}
	d, ok := Foreseen(before, 0.01)
	if p, _ := Predict(before, []float64{4.5 + d}); !ok || math.Abs(p-0.01) > 1e-9 {
		t.Errorf("what is foreseen at 1%% has p = %v", p)
	}
	if _, ok := Foreseen(before[:1], 0.01); ok {
		t.Error("one value foresees another")
	}
}
