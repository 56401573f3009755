package stat

import (
	"math"
	"slices"
	"testing"
)

// mixes is a matrix whose last column is the same for all.
var mixes = [][]float64{
	{0.50, 0.10, 0.40, 0.00, 0.2},
	{0.48, 0.12, 0.40, 0.00, 0.2},
	{0.10, 0.60, 0.25, 0.05, 0.2},
	{0.20, 0.20, 0.55, 0.05, 0.2},
	{0.05, 0.05, 0.10, 0.80, 0.2},
}

// TestPrincipalComponents has numpy 1.24.2 for an oracle: numpy.linalg.svd of the
// columns standardised with ddof=1, and numpy.linalg.eigvalsh of numpy.corrcoef, which
// gives the same shares.
func TestPrincipalComponents(t *testing.T) {
	c, ok := PrincipalComponents(mixes)
	if !ok || !slices.Equal(c.Columns, []int{0, 1, 2, 3}) {
		t.Fatalf("%+v, %t", c, ok)
	}
	near := func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }
	if want := []float64{0.578230652936, 0.327354148548, 0.094415198516, 0}; !slices.EqualFunc(c.Shares, want, near) {
		t.Errorf("shares %v, want %v", c.Shares, want)
	}
	for i, want := range [][]float64{ // without signs
		{1.1309624486, 0.6582304318, 0.4055689155, 0},
		{1.0771860753, 0.5460767773, 0.3662459831, 0},
		{0.5586887778, 1.9021929015, 0.3361719044, 0},
		{0.7783597484, 0.2186570016, 1.046533747, 0},
		{2.4278194944, 0.916542694, 0.061453056, 0},
	} {
		if !slices.EqualFunc(c.Scores[i], want, func(got, want float64) bool { return near(math.Abs(got), want) }) {
			t.Errorf("scores of %d: %v, want %v", i, c.Scores[i], want)
		}
	}
}

func TestPrincipalComponentsOdd(t *testing.T) {
	for name, x := range map[string][][]float64{
		"none": {}, "no columns": {{}, {}}, "one": {{1, 2}}, "alike": {{1, 2}, {1, 2}, {1, 2}},
	} {
		if c, ok := PrincipalComponents(x); !ok || len(c.Columns) != 0 || len(c.Shares) != 0 || len(c.Scores) != len(x) {
			t.Errorf("%s: %+v, %t", name, c, ok)
		}
	}
	for name, bad := range map[string]float64{"NaN": math.NaN(), "infinite": math.Inf(-1), "too far apart": -math.MaxFloat64} {
		if c, ok := PrincipalComponents([][]float64{{math.MaxFloat64}, {bad}, {0}}); ok {
			t.Errorf("%s: %+v", name, c)
		}
	}
	// What differs in the last bit alone differs.
	c, ok := PrincipalComponents([][]float64{{1}, {math.Nextafter(1, 2)}, {1}})
	if want := 2 / math.Sqrt(3); !ok || len(c.Shares) != 1 || c.Shares[0] != 1 || math.Abs(math.Abs(c.Scores[1][0])-want) > 1e-12 {
		t.Errorf("%+v, %t; want a score of %g", c, ok, want)
	}
}
