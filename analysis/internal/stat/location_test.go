package stat

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// Student's sleep data, R's data set "sleep".
var (
	sleep1 = []float64{0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0}
	sleep2 = []float64{1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}
)

func within(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

// TestStudent has R's t.test of the sleep data for an oracle.
func TestStudent(t *testing.T) {
	z := make([]float64, len(sleep1))
	for i := range z {
		z[i] = sleep1[i] - sleep2[i]
	}
	for _, tt := range []struct {
		name         string
		l            TLocation
		t, df, p     float64
		low, high    float64
		pTol, dfTol  float64
		intervalTol  float64
		differenceAt float64
	}{
		{"paired", Paired(z), -4.0621, 9, 0.002833, -2.4598858, -0.7001142, 5e-7, 0, 5e-8, -1.58},
		{"Welch", Welch(sleep2, sleep1), -1.8608, 17.776, 0.07939, -3.3654832, 0.2054832, 5e-6, 5e-4, 5e-8, -1.58},
	} {
		i, ok := tt.l.Interval(0.05)
		p, okP := tt.l.P()
		if !ok || !okP {
			t.Fatalf("%s: no interval", tt.name)
		}
		within(t, tt.name+" t", tt.l.Mean/tt.l.SE, tt.t, 5e-5)
		within(t, tt.name+" df", tt.l.DF, tt.df, tt.dfTol)
		within(t, tt.name+" p", p, tt.p, tt.pTol)
		within(t, tt.name+" low", i.Low, tt.low, tt.intervalTol)
		within(t, tt.name+" high", i.High, tt.high, tt.intervalTol)
		within(t, tt.name+" mean", tt.l.Value(), tt.differenceAt, 1e-12)
	}
}

// TestStudentQuantiles has the usual printed table for an oracle.
func TestStudentQuantiles(t *testing.T) {
	for _, tt := range []struct{ p, df, want float64 }{
		{0.975, 1, 12.706}, {0.995, 1, 63.657}, {0.995, 2, 9.925}, {0.95, 3, 2.353}, {0.975, 9, 2.262},
		{0.995, 9, 3.250}, {0.995, 11, 3.106}, {0.975, 30, 2.042}, {0.995, 120, 2.617}, {0.975, 1e6, 1.960},
	} {
		within(t, "t", tQuantile(tt.p, tt.df), tt.want, 5e-4)
	}
	within(t, "tail", tTail(63.657, 1), 0.01, 1e-6)
}

func TestLocationsOfLittle(t *testing.T) {
	for _, tt := range []struct {
		name  string
		l     Location
		value float64
		p     float64 // negative for none
		width float64 // at 0.5; negative for none
	}{
		{"paired 0", Paired(nil), 0, -1, -1},
		{"paired 1", Paired([]float64{3}), 3, -1, -1},
		{"paired same", Paired([]float64{3, 3, 3}), 3, 0, 0},
		{"paired zero", Paired([]float64{0, 0}), 0, 1, 0},
		{"Welch 0", Welch(nil, []float64{1}), 0, -1, -1},
		{"Welch 1", Welch([]float64{1}, []float64{2, 4}), 2, -1, -1},
		{"Welch same", Welch([]float64{1, 1}, []float64{2, 2}), 1, 0, 0},
		{"Hodges-Lehmann 0", NewHodgesLehmann(nil), 0, -1, -1},
		{"Hodges-Lehmann 1", NewHodgesLehmann([]float64{3}), 3, 1, -1},
		{"Hodges-Lehmann 2", NewHodgesLehmann([]float64{3, 4}), 3.5, 0.5, 1},
		{"Hodges-Lehmann same", NewHodgesLehmann([]float64{3, 3, 3}), 3, 0.25, 0},
		{"Hodges-Lehmann zero", NewHodgesLehmann([]float64{0, 0, 0}), 0, 1, 0},
	} {
		if got := tt.l.Value(); got != tt.value {
			t.Errorf("%s: value %v, want %v", tt.name, got, tt.value)
		}
		if p, ok := tt.l.P(); ok != (tt.p >= 0) || ok && p != tt.p {
			t.Errorf("%s: p %v %v, want %v", tt.name, p, ok, tt.p)
		}
		if i, ok := tt.l.Interval(0.5); ok != (tt.width >= 0) || ok && i.High-i.Low != tt.width {
			t.Errorf("%s: interval %v %v, want width %v", tt.name, i, ok, tt.width)
		}
	}
}

// TestHodgesLehmannDepression has the depression data of Hollander and Wolfe,
// Nonparametric Statistical Methods (1973), example 3.1, for an oracle, as
// R's wilcox.test computes it: p is twice the one-sided 0.01953.
func TestHodgesLehmannDepression(t *testing.T) {
	x := []float64{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30}
	y := []float64{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29}
	z := make([]float64, len(x))
	for i := range z {
		z[i] = x[i] - y[i]
	}
	before := slices.Clone(z)
	h := NewHodgesLehmann(z)
	i, _ := h.Interval(0.05)
	p, _ := h.P()
	within(t, "estimate", h.Value(), 0.46, 1e-9)
	within(t, "low", i.Low, 0.010, 1e-9)
	within(t, "high", i.High, 0.786, 1e-9)
	within(t, "p", p, 2*0.01953125, 1e-12)
	if !slices.Equal(z, before) {
		t.Error("the input was sorted")
	}
}

// TestHodgesLehmannEnumerated has all Walsh averages, sorted, for an oracle.
func TestHodgesLehmannEnumerated(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for n := 1; n <= 45; n++ {
		for _, ties := range []bool{false, true} {
			z := make([]float64, n)
			for i := range z {
				z[i] = rng.NormFloat64() / 100
				if ties {
					z[i] = math.Round(z[i]*150) / 8
				}
			}
			var walsh []float64
			for i := range z {
				for j := i; j < n; j++ {
					walsh = append(walsh, z[i]/2+z[j]/2)
				}
			}
			slices.Sort(walsh)
			h := NewHodgesLehmann(z)
			for k := range walsh {
				if got := h.walsh(k + 1); got != walsh[k] {
					t.Fatalf("n = %d: W(%d) = %v, want %v", n, k+1, got, walsh[k])
				}
			}
			within(t, "value", h.Value(), middleOf(walsh), 1e-15)
			checkDual(t, h)
		}
	}
}

// middleOf is the median.
func middleOf(sorted []float64) float64 {
	m := len(sorted)
	return (sorted[(m-1)/2] + sorted[m/2]) / 2
}

// checkDual checks that interval and p value agree about 0.
func checkDual(t *testing.T, h HodgesLehmann) {
	t.Helper()
	p, _ := h.P()
	for _, alpha := range []float64{0.01, 0.05, 0.1, 0.5} {
		if i, ok := h.Interval(alpha); ok && (i.Low <= 0 && 0 <= i.High) == (p <= alpha) {
			t.Errorf("n = %d, alpha %v: p = %v and interval %v", len(h.z), alpha, p, i)
		}
	}
}

func TestHodgesLehmannIsFastAndExactForMany(t *testing.T) {
	const n = 100_000 // five thousand million Walsh averages
	z := make([]float64, n)
	for i := range z {
		z[i] = float64(i) - (n-1)/2.0
	}
	h := NewHodgesLehmann(z)
	if h.Value() != 0 {
		t.Errorf("the middle of a symmetric sample is %v", h.Value())
	}
	if i, ok := h.Interval(0.05); !ok || i.Low != -i.High || i.High <= 0 {
		t.Errorf("its interval is %v", i)
	}
}

func TestIntervalExp(t *testing.T) {
	i := Interval{0.99, -1e6, 1e6}.Exp()
	if i.Low != 0 || i.High != math.MaxFloat64 {
		t.Errorf("%v cannot be written as JSON", i)
	}
}

// TestTQuantileKept: a quantile that is kept is the one that was asked for, also
// where many more are asked for than are kept. The oracle is gonum.
func TestTQuantileKept(t *testing.T) {
	for range 2 {
		for df := 1.0; df < 300; df += 0.75 {
			for _, p := range []float64{0.5, 0.95, 0.975, 0.995, 0.9999} {
				if got, want := tQuantile(p, df), (distuv.StudentsT{Sigma: 1, Nu: df}).Quantile(p); got != want {
					t.Fatalf("the %v quantile with %v degrees of freedom is %v, want %v", p, df, got, want)
				}
			}
		}
	}
}
