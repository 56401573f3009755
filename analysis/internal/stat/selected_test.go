package stat

import (
	"math"
	"testing"
)

// The oracle is numerical integration of the same density by scipy's Student
// distribution on 60,001 points.
func TestSelected(t *testing.T) {
	for _, c := range []struct{ t, c, df, value, low, high float64 }{
		{3.3, 3.2498355, 9, 1.6905, -0.8922, 5.5667},
		{3.5, 3.2498355, 9, 1.9124, -0.8576, 5.8859},
		{5, 3.2498355, 9, 4.5153, -0.4804, 8.0339},
		{8, 3.2498355, 9, 7.9912, 3.5724, 11.2454},
		{12, 3.2498355, 9, 11.9999, 8.7401, 15.2498},
		{10, 9.9248432, 2, 7.6806, -4.7819, 14.3620},
		{30, 9.9248432, 2, 29.9451, -3.0526, 39.7312},
		{200, 9.9248432, 2, 199.9998, 189.9540, 209.9232},
		{2.8, 2.7079, 39, 1.3068, -0.5772, 4.8493},
		{4, 2.7079, 39, 3.4402, -0.0741, 6.5342},
		{3.3, 3.2, 8.37, 1.7364, -0.9268, 5.6428},
		{3, 2.576, 999, 1.7201, -0.3747, 5.1530},
	} {
		value, i, ok := Selected(c.t, c.c, c.df, 0.01)
		if !ok || i.Level != 0.99 {
			t.Errorf("%v: %v, level %v", c, ok, i.Level)
		}
		within(t, "value", value, c.value, 0.01)
		within(t, "low", i.Low, c.low, 0.01+0.003*c.t)
		within(t, "high", i.High, c.high, 0.01+0.003*c.t)
		if value > c.t || value < 0 {
			t.Errorf("%v: %v is not between 0 and what was shown", c, value)
		}
	}
}

func TestSelectedOfLittle(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range [][3]float64{{2, 3, 9}, {3, 3, 9}, {4, 3, 0}, {4, 0, 9}, {4, -1, 9}, {inf, 3, 9}, {nan, 3, 9}, {4, nan, 9}, {4, 3, nan}} {
		if value, _, ok := Selected(c[0], c[1], c[2], 0.01); ok {
			t.Errorf("%v: %v", c, value)
		}
	}
	for _, df := range []float64{1, 1.5, 2, 1e6} { // nothing hangs or comes out as NaN
		for _, off := range []float64{1e-9, 0.1, 1, 30, 1e6} {
			value, i, ok := Selected(3+off, 3, df, 0.01)
			if !ok || !(0 <= value && value <= 3+off+1e-9 && i.Low <= value && value <= i.High) {
				t.Errorf("%v degrees of freedom, %v beyond: %v in %v", df, off, value, i)
			}
		}
	}
}
