package stat

import (
	"math"
	"testing"
)

// golden are the logarithms of the ratios of the vector that all tests of
// comparisons share.
func goldenLogs() []float64 {
	a := []float64{100, 102, 98, 101, 99, 103, 97, 100.5, 101.5, 99.5, 100.2, 98.8}
	b := []float64{103, 104.5, 100, 103, 100, 106, 101, 102.5, 104, 101, 103.5, 100.8}
	z := make([]float64, len(a))
	for i := range a {
		z[i] = math.Log(b[i]) - math.Log(a[i])
	}
	return z
}

// The evidence for 2 and 3 values is the integral of the likelihood ratio over
// effect sizes, scipy 1.10: quad(nct.pdf(t, v, d sqrt(n)) norm.pdf(d)) /
// t.pdf(t, v). scipy's nct overflows beyond; there the closed form was
// evaluated with it, and the interval's ends are roots of it by brentq.
func TestAnytime(t *testing.T) {
	for _, c := range []struct {
		n         int
		e         float64
		low, high float64 // at 0.01; NaN where all means are possible
	}{
		{0, 1, math.NaN(), math.NaN()},
		{1, 1, math.NaN(), math.NaN()},
		{2, 1.6988155600988286, math.NaN(), math.NaN()},
		{3, 3.6101233762819156, math.NaN(), math.NaN()},
		{6, 39.30238142720115, math.NaN(), math.NaN()}, // six have no signed ranks at 1%
		{12, 12374.225846191404, 0.012338091272064101, 0.03502831514385691},
	} {
		a := NewAnytime(goldenLogs()[:c.n])
		if e := math.Exp(a.LogE(0)); math.Abs(e-c.e) > 1e-11*c.e {
			t.Errorf("n = %d: e is %v, want %v", c.n, e, c.e)
		}
		p, _ := a.Alone().P()
		if math.Abs(p-1/c.e) > 1e-11 {
			t.Errorf("n = %d: p is %v, want %v", c.n, p, 1/c.e)
		}
		if both, ok := a.P(); ok != (c.n > 1) || both < max(p, min(1, a.LeastP())) {
			t.Errorf("n = %d: p is %v with the signed ranks, %v", c.n, both, ok)
		}
		i, ok := a.Interval(0.01)
		if ok != !math.IsNaN(c.low) {
			t.Errorf("n = %d: there is an interval: %v", c.n, ok)
		}
		if ok && (math.Abs(i.Low-c.low) > 1e-10 || math.Abs(i.High-c.high) > 1e-10 || i.Level != 0.99) {
			t.Errorf("n = %d: the interval is %v, want %v to %v at 0.99", c.n, i, c.low, c.high)
		}
	}
}

// The ends of the interval are what the t test just rejects, unless the signed
// ranks go further.
func TestAnytimeIntervalIsTest(t *testing.T) {
	for n := 2; n <= 12; n++ {
		a := NewAnytime(goldenLogs()[:n])
		for _, alpha := range []float64{0.5, 0.1, 0.01} {
			i, ok := a.Interval(alpha)
			ranks, has := a.ranks.Interval(alpha)
			if rejects := a.LogE(1e9) >= -math.Log(alpha); ok != (has && rejects) {
				t.Errorf("n = %d, alpha = %v: interval %v, of ranks %v, 1e9 rejected %v", n, alpha, ok, has, rejects)
			}
			if !ok {
				continue
			}
			for _, end := range [][2]float64{{i.Low, ranks.Low}, {i.High, ranks.High}} {
				if end[0] != end[1] && math.Abs(a.LogE(end[0])+math.Log(alpha)) > 1e-8 {
					t.Errorf("n = %d, alpha = %v: the evidence at %v is exp(%v)", n, alpha, end[0], a.LogE(end[0]))
				}
			}
		}
	}
}

// Values without variance are evidence, but that of a few values: the limit is
// (1+n)^((n-1)/2).
func TestAnytimeWithoutVariance(t *testing.T) {
	a := NewAnytime([]float64{0.5, 0.5, 0.5})
	if got, want := a.LogE(0), math.Log(4); math.Abs(got-want) > 1e-12 {
		t.Errorf("three equal values have the evidence exp(%v), want 4", got)
	}
	if got, want := a.LogE(0.5), -math.Log(4)/2; math.Abs(got-want) > 1e-12 {
		t.Errorf("against their own value it is exp(%v), want 1/2", got)
	}
	if i, ok := a.Interval(0.3); !ok || i.Low != 0.5 || i.High != 0.5 {
		t.Errorf("the interval is %v, %v", i, ok)
	}
	if _, ok := a.Interval(0.01); ok {
		t.Error("three equal values have an interval at 1%")
	}
}
