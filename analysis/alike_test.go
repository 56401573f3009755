package analysis

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

// traits are benchmarks a, b, c ... with these values.
func traits(values ...[]float64) Traits {
	t := Traits{Values: values}
	for i := range values {
		t.Benchmarks = append(t.Benchmarks, string(rune('a'+i)))
	}
	for j := range values[0] {
		t.Columns = append(t.Columns, fmt.Sprintf("column %d", j))
	}
	return t
}

// TestAlike has numpy 1.24.2 for an oracle: the distances between the first two columns
// of scores (numpy.linalg.svd of standardised columns), over the root of their mean
// square.
func TestAlike(t *testing.T) {
	nan := math.NaN()
	l, err := Alike(traits(
		[]float64{0.50, 0.10, 0.40, 0.00, 0.2, 1},
		[]float64{0.48, 0.12, 0.40, 0.00, 0.2, nan},
		[]float64{0.10, 0.60, 0.25, 0.05, 0.2, 2},
		[]float64{0.20, 0.20, 0.55, 0.05, 0.2, 3},
		[]float64{0.05, 0.05, 0.10, 0.80, 0.2, 4},
	))
	if err != nil {
		t.Fatal(err)
	}
	if l.Columns != 4 || l.Components != 2 || math.Abs(l.Share-0.905584801484) > 1e-9 ||
		!slices.Equal(l.Constant, []string{"column 4"}) || !slices.Equal(l.Unknown, []string{"column 5"}) {
		t.Errorf("%+v", l)
	}
	near := func(got, want Near) bool {
		return got.A == want.A && got.B == want.B && math.Abs(got.Distance-want.Distance) < 1e-9
	}
	if want := []Near{{0, 1, 0.0462104695}, {1, 0, 0.0462104695}, {2, 3, 0.7987392633}, {3, 1, 0.3050404379}, {4, 2, 1.2565592027}}; !slices.EqualFunc(l.Nearest, want, near) {
		t.Errorf("nearest %v, want %v", l.Nearest, want)
	}
	if want := []Near{{0, 1, 0.0462104695}}; !slices.EqualFunc(l.Alike, want, near) {
		t.Errorf("alike %v, want %v", l.Alike, want)
	}
}

// TestAlikeUnits: neither a column's unit nor the order of columns matters.
func TestAlikeUnits(t *testing.T) {
	a, err := Alike(traits([]float64{1, 5}, []float64{2, 7}, []float64{4, 1}, []float64{8, 2}))
	b, err2 := Alike(traits([]float64{5e6, 11}, []float64{7e6, 12}, []float64{1e6, 14}, []float64{2e6, 18}))
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	for i := range a.Nearest {
		if a.Nearest[i].B != b.Nearest[i].B || math.Abs(a.Nearest[i].Distance-b.Nearest[i].Distance) > 1e-9 {
			t.Errorf("%v, %v", a.Nearest, b.Nearest)
		}
	}
}

func TestAlikeOdd(t *testing.T) {
	for n := 1; n <= 2; n++ {
		if _, err := Alike(traits(slices.Repeat([][]float64{{1, 2}}, n)...)); !errors.Is(err, ErrTooFew) || !strings.Contains(err.Error(), fmt.Sprint("not ", n)) {
			t.Errorf("%d benchmarks: %v", n, err)
		}
	}
	if _, err := Alike(Traits{}); !errors.Is(err, ErrTooFew) {
		t.Error(err)
	}
	l, err := Alike(traits(slices.Repeat([][]float64{{1, 2}}, 3)...))
	if err != nil || l.Columns != 0 || l.Components != 0 || l.Share != 0 || len(l.Constant) != 2 || len(l.Alike) != 3 || l.Nearest[2] != (Near{2, 0, 0}) {
		t.Errorf("of copies: %+v, %v", l, err)
	}
	if _, err := Alike(traits([]float64{-math.MaxFloat64}, []float64{math.MaxFloat64}, []float64{0})); err == nil {
		t.Error("too far apart: no error")
	}
	// Two copies and another: the copies are alike, at 0.
	l, err = Alike(traits([]float64{1, 2}, []float64{3, 1}, []float64{1, 2}))
	if err != nil || len(l.Alike) != 1 || l.Alike[0] != (Near{0, 2, 0}) {
		t.Errorf("%+v, %v", l, err)
	}
}
