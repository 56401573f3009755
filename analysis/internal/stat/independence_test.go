package stat

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestClusteringShroutFleiss has the ratings of P. E. Shrout and J. L. Fleiss,
// Intraclass correlations, Psychological Bulletin 86 (1979), for an oracle:
// ICC(1,1) = 0.17 from mean squares of 11.24 and 6.26.
func TestClusteringShroutFleiss(t *testing.T) {
	ratings := [][]float64{{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}}
	c, ok := MeasureClustering(ratings)
	if !ok || c.DF1 != 5 || c.DF2 != 18 {
		t.Fatalf("%+v, %v", c, ok)
	}
	within(t, "ICC", c.ICC, 0.166, 5e-4)
	msb, msw, k, _, _ := anova(ratings)
	within(t, "MSB", msb, 11.24, 5e-3)
	within(t, "MSW", msw, 6.26, 5e-3)
	within(t, "k", k, 4, 1e-12)
}

// TestClusteringKruskal has the mucociliary efficiencies of Hollander and
// Wolfe (1973) for an oracle: R's kruskal.test has H = 0.77143, of which F is
// (H/(k-1)) / ((N-1-H)/(N-k)). It is unbalanced.
func TestClusteringKruskal(t *testing.T) {
	c, _ := MeasureClustering([][]float64{{2.9, 3.0, 2.5, 2.6, 3.2}, {3.8, 2.7, 4.0, 2.4}, {2.8, 3.4, 3.7, 2.2, 2.0}})
	const h = 0.77143
	within(t, "F", c.F, h/2/((13-h)/11), 1e-5)
	within(t, "P", c.P, 0.7144, 5e-4) // by numerical integration of F(2, 11): (1 + 2F/11)^(-11/2)
	within(t, "P", c.P, math.Pow(1+2*c.F/11, -5.5), 1e-12)
}

func TestDiagnosticsOfLittle(t *testing.T) {
	for _, p := range [][][]float64{nil, {{1, 2}}, {{1}, {2}}, {{1, 1}, {1, 1}}, {{}, {}}} {
		if c, ok := MeasureClustering(p); ok {
			t.Errorf("clustering of %v: %+v", p, c)
		}
	}
	if c, ok := MeasureClustering([][]float64{{1, 1}, {2, 2}}); !ok || c.ICC != 1 || c.F != math.MaxFloat64 || c.P != 0 {
		t.Errorf("without variance within: %+v, %v", c, ok)
	}
	for _, p := range [][][]float64{nil, {{1, 2, 3}}, {{1, 2}, {2, 1}}, {{1, 1, 1}, {2, 2, 2}}} {
		if s, ok := MeasureSerialCorrelation(p); ok {
			t.Errorf("serial correlation of %v: %+v", p, s)
		}
	}
	if _, ok := TestOrder(make([]float64, 100)); ok {
		t.Error("the order of equal values was tested")
	}
	if _, ok := TestOrder([]float64{1, 2, 3}); ok {
		t.Error("the order of three values was tested")
	}
	if _, ok := MeasureDrift([]float64{1, 2, 3, 4}); ok {
		t.Error("the drift of four values was measured")
	}
}

// TestSerialCorrelation: by hand, for 1 2 3 4, the sums are 5 and 1.25.
func TestSerialCorrelation(t *testing.T) {
	s, ok := MeasureSerialCorrelation([][]float64{{1, 2, 3, 4}, {8, 6, 4, 2}, {5, 5, 5}})
	if !ok || s.Processes != 2 || s.P != 0 || s.T != math.MaxFloat64 {
		t.Fatalf("%+v, %v", s, ok)
	}
	within(t, "lag 1", s.Lag1, 0.25+0.25, 1e-12)

	rng := rand.New(rand.NewPCG(1, 1))
	alarms := 0
	for range 400 {
		p := make([][]float64, 20)
		for i := range p {
			for range 10 {
				p[i] = append(p[i], rng.NormFloat64())
			}
		}
		if s, _ := MeasureSerialCorrelation(p); s.P < 0.05 {
			alarms++
		}
	}
	if alarms < 8 || alarms > 36 { // 20 expected; +-3.7 standard deviations
		t.Errorf("%d of 400 independent samples are found dependent at 5%%", alarms)
	}
}

// TestOrderTest: for values in order the numerator is n-1 and the ratio
// 12/(n(n+1)); over all orders the mean is 2 (Bartels 1982); and independent
// values must be called dependent at the nominal rate.
func TestOrderTest(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for _, n := range []int{20, 60, 100, 150} {
		x := make([]float64, n)
		for i := range x {
			x[i] = float64(i)
		}
		o, ok := TestOrder(x)
		if !ok || o.N != n || o.P > 1e-6 {
			t.Errorf("n = %d in order: %+v", n, o)
		}
		within(t, "RVN", o.RVN, 12/(float64(n)*float64(n+1)), 1e-12)
		const runs = 2000
		alarms, sum := 0, 0.0
		for range runs {
			rng.Shuffle(n, func(i, j int) { x[i], x[j] = x[j], x[i] })
			o, _ := TestOrder(x)
			sum += o.RVN
			if o.P < 0.05 {
				alarms++
			}
		}
		within(t, "mean RVN", sum/runs, 2, 0.05)
		if alarms < 65 || alarms > 140 { // 100 expected
			t.Errorf("n = %d: %d of %d random orders found dependent at 5%%", n, alarms, runs)
		}
	}
}

// TestDrift has the example of R's cor.test, the Hunter L of tuna against its
// quality (Hollander and Wolfe 1973), for an oracle: rho = 0.6. P is that of
// t = 0.6 sqrt(7/0.64) with 7 degrees of freedom.
func TestDrift(t *testing.T) {
	d, ok := MeasureDrift([]float64{2.5, 4.0, 2.6, 3.6, 2.8, 3.1, 5.2, 5.0, 3.8})
	if !ok || d.N != 9 {
		t.Fatalf("%+v, %v", d, ok)
	}
	within(t, "rho", d.Rho, 0.6, 1e-12)
	within(t, "P", d.P, 0.08762, 5e-5)
	d, _ = MeasureDrift([]float64{5, 4, 3, 2, 1})
	if d.Rho != -1 || d.P != 2.0/120 {
		t.Errorf("falling: %+v", d)
	}
}

func TestWarmup(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	make10 := func(n, iterations int, shift ...float64) [][]float64 {
		p := make([][]float64, n)
		for i := range p {
			for k := range iterations {
				y := 10 + 0.01*rng.NormFloat64()
				if k < len(shift) {
					y += shift[k]
				}
				p[i] = append(p[i], y)
			}
		}
		return p
	}
	for _, tt := range []struct {
		name   string
		p      [][]float64
		prefix int
		judged int
	}{
		{"nothing", nil, 0, 0},
		{"three iterations", make10(10, 3, 1), 0, 0},
		{"steady", make10(10, 10), 0, 5},
		{"one slow", make10(10, 10, 0.2), 1, 5},
		{"two slow", make10(10, 10, 0.5, 0.2), 2, 5},
		{"fast ones count, too", make10(10, 10, -0.2), 1, 5},
		{"the second alone is no prefix", make10(10, 10, 0, 0.5), 0, 5},
		{"warm for half of the time", make10(10, 10, 1, .9, .8, .7, .6), 5, 5},
		{"four iterations", make10(20, 4, 0.5), 1, 2},
		{"one disturbed process", append(make10(9, 10), make10(1, 10, 3)...), 0, 5},
		{"a short process among long", append(make10(9, 10, 0.3), []float64{10}), 1, 5},
		{"a zero among them", append(make10(9, 10, 0.3), append([]float64{math.Inf(-1)}, make10(1, 9)[0]...)), 1, 5},
		{"no variance", [][]float64{{2, 1, 1, 1}, {2, 1, 1, 1}}, 1, 2},
		{"no variance, within 1%", [][]float64{{1.009, 1, 1, 1}, {1.009, 1, 1, 1}}, 0, 2},
	} {
		if w := DetectWarmup(tt.p); w.Prefix != tt.prefix || w.Judged != tt.judged {
			t.Errorf("%s: %+v, want a prefix of %d of %d", tt.name, w, tt.prefix, tt.judged)
		}
	}
}

// TestSteadiness: numbers by hand, with the p value of the t distribution with
// 2 degrees of freedom, 1 - |t|/sqrt(2+t^2).
func TestSteadiness(t *testing.T) {
	rise := func(first, by float64, n int) (p []float64) {
		for i := range n {
			p = append(p, first+by*float64(i))
		}
		return p
	}
	// Half of 6 is 3: from its first to its last, 0.02, 0.04 and 0.06.
	three := [][]float64{rise(1, 0.01, 6), rise(5, 0.02, 6), rise(2, 0.03, 6)}
	s, ok := MeasureSteadiness(three)
	tt := 0.04 / (0.02 / math.Sqrt(3))
	if want := (Steadiness{Drift: 0.04, Last: 3, T: tt, P: 1 - tt/math.Sqrt(2+tt*tt), Processes: 3}); !ok ||
		math.Abs(s.Drift-want.Drift) > 1e-12 || math.Abs(s.T-want.T) > 1e-9 || math.Abs(s.P-want.P) > 1e-9 || s.Last != 3 || s.Processes != 3 || !s.Steady() {
		t.Errorf("%+v, want %+v", s, want)
	}
	// A least-squares line through 0, 3, 0, 1: slope (1.5*1 + 0.5*(0-3)) / 5 = 0.
	flat := []float64{9, 9, 9, 9, 0, 3, 0, 1}
	for _, tt := range []struct {
		name   string
		p      [][]float64
		known  bool
		drift  float64
		steady bool
	}{
		{"nothing", nil, false, 0, true},
		{"two processes", three[:2], false, 0, true},
		{"three iterations", [][]float64{rise(1, 1, 3), rise(1, 1, 3), rise(1, 1, 3)}, false, 0, true},
		{"no variance", [][]float64{rise(1, 0.01, 6), rise(1, 0.01, 6), rise(1, 0.01, 6)}, true, 0.02, false},
		{"no variance, within 1%", [][]float64{rise(1, 0.004, 6), rise(1, 0.004, 6), rise(1, 0.004, 6)}, true, 0.008, true},
		{"all the same", [][]float64{rise(1, 0, 6), rise(1, 0, 6), rise(2, 0, 6)}, true, 0, true},
		{"falling", [][]float64{rise(1, -0.01, 6), rise(1, -0.01, 6), rise(1, -0.01, 6)}, true, -0.02, false},
		{"a line", [][]float64{flat, flat, flat}, true, 0, true},
		{"a short one among them", append(slices.Clone(three), []float64{1}), true, 0.04, true},
		{"a zero among them", append(slices.Clone(three), []float64{1, 1, 1, math.Inf(-1), 1, 1}), true, 0.04, true},
	} {
		s, ok := MeasureSteadiness(tt.p)
		if ok != tt.known || math.Abs(s.Drift-tt.drift) > 1e-12 || ok && s.Steady() != tt.steady {
			t.Errorf("%s: %+v, %v, steady %v; want a drift of %v, steady %v", tt.name, s, ok, s.Steady(), tt.drift, tt.steady)
		}
	}
}

func TestOutliers(t *testing.T) {
	p := [][]float64{{9, 1.00, 1.01, 1.02}, {9, 1.00, 1.5, 1.01}, {9, 1.01, 0.5, 1.02}, {9, 1.02, 1.00, 1.01}, {9, 3, 3.01, 3.02}}
	before := slices.Clone(p[1])
	o := LabelOutliers(p, 1, 20)
	if o.High != 1 || o.Low != 1 || !slices.Equal(o.Processes, []int{4}) {
		t.Errorf("%+v", o)
	}
	if len(o.First) != 2 || o.First[0].Process != 1 || o.First[0].Iteration != 2 || o.First[1].Process != 2 {
		t.Errorf("%+v", o.First)
	}
	if !slices.Equal(p[1], before) {
		t.Error("the input was sorted")
	}
	if o := LabelOutliers([][]float64{{1}, {2}}, 0, 20); o.High+o.Low+len(o.Processes) != 0 {
		t.Errorf("of two values: %+v", o)
	}
}
