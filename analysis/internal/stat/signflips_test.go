package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestSignFlipsExact: the p value is the share of all 2^8 namings of one series,
// counted one by one, but for how many are tried.
func TestSignFlipsExact(t *testing.T) {
	for name, z := range map[string][]float64{
		"mixed":      {0.3, -0.1, 0.4, 0.2, -0.6, 0.5, 0.7, 0.8},
		"one sided":  {0.3, 0.1, 0.4, 0.2, 0.6, 0.5, 0.7, 0.8},
		"in bunches": {0.3, 0.35, 0.4, 0.2, -0.6, -0.5, -0.7, -0.8},
	} {
		sum, lag := signStatistics([][]float64{z})
		uneven, lagged := 0, 0
		for naming := range 1 << len(z) {
			flipped := make([]float64, len(z))
			for i, v := range z {
				flipped[i] = v
				if naming>>i&1 == 1 {
					flipped[i] = -v
				}
			}
			u, l := signStatistics([][]float64{flipped})
			if u >= sum-1e-9 {
				uneven++
			}
			if l >= lag-1e-9 {
				lagged++
			}
		}
		const n = 20_000
		got := TestSignFlips([][]float64{z}, []int{0}, n, rand.New(rand.NewPCG(1, 1)))
		for what, p := range map[string][2]float64{"uniform": {got.Uniform, float64(uneven) / 256}, "lag": {got.Lag1P, float64(lagged) / 256}} {
			if sd := math.Sqrt(p[1] * (1 - p[1]) / n); math.Abs(p[0]-p[1]) > 4*sd+1.0/n {
				t.Errorf("%s, %s: p %v, and by counting %v", name, what, p[0], p[1])
			}
		}
	}
}

// TestSignFlipsBlocks: what comes from the same processes counts once. Ten copies of
// one series are no more evidence than that one; as ten series that have nothing to
// do with each other they would be.
func TestSignFlipsBlocks(t *testing.T) {
	z := []float64{0.3, 0.1, 0.4, -0.2, 0.6, 0.5, 0.7, 0.8, -0.05, 0.9}
	var all [][]float64
	together, apart := make([]int, 10), make([]int, 10)
	for i := range 10 {
		all, apart[i] = append(all, z), i
	}
	rng := func() *rand.Rand { return rand.New(rand.NewPCG(2, 2)) }
	one := TestSignFlips([][]float64{z}, []int{0}, 4000, rng())
	if ten := TestSignFlips(all, together, 4000, rng()); ten.Uniform != one.Uniform || ten.Lag1P != one.Lag1P {
		t.Errorf("copies: %+v, one: %+v", ten, one)
	}
	if ten := TestSignFlips(all, apart, 4000, rng()); ten.Uniform > 0.001 || one.Uniform < 0.005 {
		t.Errorf("ten blocks: %+v, one: %+v", ten, one)
	}
	if none := TestSignFlips(nil, nil, 10, rng()); none != (SignFlips{1, 0, 1}) {
		t.Errorf("of no series: %+v", none)
	}
	gaps := []float64{math.NaN(), 0.1, math.NaN(), 0.2}
	if few := TestSignFlips([][]float64{gaps}, []int{0}, 10, rng()); math.IsNaN(few.Uniform) || few.Lag1 != 0 {
		t.Errorf("with gaps: %+v", few)
	}
}

// TestForeseenChange: by hand, with t(.995, 19) = 2.860935 of scipy.stats.t.ppf.
func TestForeseenChange(t *testing.T) {
	u := math.Sqrt(1 + 2.860935*2.860935/2*(1.0/19+1.0/9))
	want := (2.860935*(1+3.0/36) + 0.8416212*u) * 0.02 * math.Sqrt(math.Pi/3/20)
	if got, ok := ForeseenChange(0.02, 10, 20, 0.01, 0.8); !ok || math.Abs(got-want) > 1e-8 {
		t.Errorf("%v, want %v", got, want)
	}
	for _, n := range [][2]int{{2, 20}, {20, 2}, {0, 0}} {
		if _, ok := ForeseenChange(0.02, n[0], n[1], 0.01, 0.8); ok {
			t.Errorf("%v rounds", n)
		}
	}
}
