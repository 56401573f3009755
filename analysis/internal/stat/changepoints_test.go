package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

// series is n values with a spread of 1%, to which shift adds.
func series(seed uint64, n int, shift func(i int) float64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 4))
	x := make([]float64, n)
	for i := range x {
		x[i] = 0.01*rng.NormFloat64() + shift(i)
	}
	return x
}

func TestChangePoints(t *testing.T) {
	step := func(at int, by float64) func(int) float64 {
		return func(i int) float64 {
			if i >= at {
				return by
			}
			return 0
		}
	}
	for _, c := range []struct {
		name  string
		x     []float64
		least int // points
		most  int
		at    int // where one of them is, give or take near; 0 anywhere
		near  int
	}{
		{"nothing", series(1, 100, step(100, 0)), 0, 0, 0, 0},
		{"none", nil, 0, 0, 0, 0},
		{"too few", []float64{0, 0, 0, 9, 9, 9, 9}, 0, 0, 0, 0},
		{"no variance", make([]float64, 50), 0, 0, 0, 0},
		{"one outlier", append(make([]float64, 20), append([]float64{5}, make([]float64, 20)...)...), 0, 0, 0, 0},
		{"the last alone", append(series(2, 40, step(40, 0)), 9), 0, 0, 0, 0},
		{"an exact step", append(make([]float64, 12), 1, 1, 1, 1, 1, 1), 1, 1, 12, 0},
		{"2% at 60", series(3, 100, step(60, 0.02)), 1, 2, 60, 3},
		{"the last two", series(4, 100, step(98, 0.2)), 1, 1, 98, 0},
		{"there and back", series(5, 100, func(i int) float64 {
			if i >= 40 && i < 50 {
				return 0.05
			}
			return 0
		}), 2, 3, 50, 0},
		{"creep of 5%", series(6, 100, func(i int) float64 { return 0.05 * float64(i) / 99 }), 2, 6, 0, 0},
	} {
		points, p := ChangePoints(c.x, 0.01, 999)
		if (p <= 0.01) != (c.least > 0) {
			t.Errorf("%s: the p value of the series is %v", c.name, p)
		}
		if len(points) < c.least || len(points) > c.most {
			t.Errorf("%s: %v, want %d to %d points", c.name, points, c.least, c.most)
		}
		found := c.at == 0
		for k, p := range points {
			found = found || max(p.At-c.at, c.at-p.At) <= c.near
			if p.P > 0.01 || p.P < 0.001 {
				t.Errorf("%s: p = %v at %d", c.name, p.P, p.At)
			}
			if k > 0 && p.At <= points[k-1].At {
				t.Errorf("%s: %v is not ascending", c.name, points)
			}
		}
		if !found {
			t.Errorf("%s: %v, want one at %d", c.name, points, c.at)
		}
	}
}

// A step in the middle of n values is found by luck in 2 of C(n, n/2) orders:
// 2/70, 2/126, 2/252 from 8 values on, 2/3432 for 14.
func TestLeastValues(t *testing.T) {
	for alpha, want := range map[float64]int{0.5: 8, 0.05: 8, 0.02: 9, 0.01: 10, 0.001: 14} {
		n := LeastValues(alpha)
		if n != want {
			t.Errorf("at %v it takes %d values, want %d", alpha, n, want)
		}
		step := make([]float64, n)
		for i := range step[:n/2] {
			step[i] = 1
		}
		if points, p := ChangePoints(step, alpha, 19_999); len(points) != 1 {
			t.Errorf("at %v a step among %d values has p = %v: %v", alpha, n, p, points)
		}
	}
}

// The largest distance is found by sums; here it is by its definition.
func TestBestSplit(t *testing.T) {
	mean := func(a, b []float64) float64 {
		sum := 0.0
		for _, v := range a {
			for _, u := range b {
				sum += math.Abs(v - u)
			}
		}
		return sum / float64(len(a)*len(b))
	}
	within := func(a []float64) float64 { n := float64(len(a)); return mean(a, a) * n / (n - 1) }
	for seed := range uint64(20) {
		x := series(seed, 9, func(i int) float64 { return float64(i/5) * 0.01 })
		wantAt, want := 0, math.Inf(-1)
		for at := 2; at <= 7; at++ {
			for end := at + 2; end <= 9; end++ {
				a, b := x[:at], x[at:end]
				m, n := float64(len(a)), float64(len(b))
				if q := m * n / (m + n) * (2*mean(a, b) - within(a) - within(b)); q > want {
					wantAt, want = at, q
				}
			}
		}
		if at, q := new(splitter).best(x); at != wantAt || math.Abs(q-want) > 1e-12 {
			t.Errorf("seed %d: %v at %d, want %v at %d", seed, q, at, want, wantAt)
		}
	}
}
