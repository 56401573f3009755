package stat

import (
	"testing"
)

// TestAdjusted has R's p.adjust for an oracle.
func TestAdjusted(t *testing.T) {
	for _, tt := range []struct{ p, holm, bh []float64 }{
		{nil, nil, nil},
		{[]float64{0.03}, []float64{0.03}, []float64{0.03}},
		{[]float64{0.04, 0.01, 0.03, 0.02}, []float64{0.06, 0.04, 0.06, 0.06}, []float64{0.04, 0.04, 0.04, 0.04}},
		{[]float64{0.5, 0.5, 0.001}, []float64{1, 1, 0.003}, []float64{0.5, 0.5, 0.003}},
		{[]float64{0, 1, 1}, []float64{0, 1, 1}, []float64{0, 1, 1}},
	} {
		holm, bh := Holm(tt.p), BenjaminiHochberg(tt.p)
		for i := range tt.p {
			within(t, "Holm", holm[i], tt.holm[i], 1e-15)
			within(t, "Benjamini-Hochberg", bh[i], tt.bh[i], 1e-15)
		}
	}
}

// TestThrombolysis has section 3.2 of Benjamini and Hochberg (1995) for an
// oracle: of 15 p values their procedure selects 4 at 5%, Bonferroni 3.
func TestThrombolysis(t *testing.T) {
	p := []float64{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
		0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000}
	var bh, holm int
	for i := range p {
		if BenjaminiHochberg(p)[i] <= 0.05 {
			bh++
		}
		if Holm(p)[i] <= 0.05 {
			holm++
		}
	}
	if bh != 4 || holm != 3 {
		t.Errorf("selected %d by Benjamini and Hochberg, %d by Holm", bh, holm)
	}
	within(t, "alpha", SelectedAlpha(0.05, bh, len(p)), 0.05*4/15, 1e-15)
	within(t, "alpha of none", SelectedAlpha(0.05, 0, 0), 0.05, 0)
}
