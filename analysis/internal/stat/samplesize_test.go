package stat

import (
	"math"
	"testing"
)

func TestDetectableChange(t *testing.T) {
	if _, ok := DetectableChange(1, 2, 0.01, 0.8); ok {
		t.Error("two rounds detect something")
	}
	// scipy 1.10, from the non-central t, for which a shifted one stands here.
	for _, tt := range []struct {
		n           int
		alpha, want float64
	}{{34, 0.05, 0.49503}, {20, 0.01, 0.83844}, {10, 0.01, 1.33203}} {
		d, ok := DetectableChange(1, tt.n, tt.alpha, 0.8)
		if !ok || math.Abs(d-tt.want) > 0.03*tt.want {
			t.Errorf("%d rounds at %v detect %v, want %v", tt.n, tt.alpha, d, tt.want)
		}
	}
}

// TestDetectableBeyond: by hand, z(0.8) = 0.841621.
func TestDetectableBeyond(t *testing.T) {
	if d := DetectableBeyond(0.1, 0.3, 9, 0.8); math.Abs(d-0.1841621) > 1e-6 {
		t.Error(d)
	}
}

// TestMoreRounds has probabilities by simulation for an oracle (numpy, 400,000
// draws from the posterior and of the values to come): where they pass a half
// and 85%, give or take the step in which rounds are tried.
func TestMoreRounds(t *testing.T) {
	l := Limits{Delta: math.Log(1.01), Alpha: 0.01, Beta: 0.05}
	for _, tt := range []struct {
		n                   int
		mean, sd            float64
		leastLow, leastHigh int
		mostLow, mostHigh   int
		none                bool
	}{
		{n: 5, mean: 0.006, sd: 0.0141, leastLow: 10, leastHigh: 16, mostLow: 28, mostHigh: 42}, // 42% at 10, 71% at 20, 89% at 40
		{n: 10, mean: 0.006, sd: 0.0141, leastLow: 8, leastHigh: 12, mostLow: 20, mostHigh: 28}, // 50% at 10, 81% at 20, 96% at 40
		{n: 10, mean: 0.02, sd: 0.028, leastLow: 5, leastHigh: 8, mostLow: 33, mostHigh: 48},    // 43% at 5, 62% at 10, 85% at 40
		{n: 3, mean: 0.01, sd: 0.01, leastLow: 5, leastHigh: 9, mostLow: 20, mostHigh: 32},      // 37% at 5, 65% at 10, 82% at 20
		{n: 10, mean: 0.005, sd: 0.05, none: true},
		{n: 10, mean: -0.006, sd: 0.0141, leastLow: 8, leastHigh: 12, mostLow: 20, mostHigh: 28},
		{n: 2, mean: 0.006, sd: 0.0141, none: true},
		{n: 10, mean: 0.006, sd: 0, none: true},
	} {
		m, ok := l.MoreRounds(tt.sd, tt.mean, tt.n, false)
		if ok == tt.none || ok && (m.Least < tt.leastLow || m.Least > tt.leastHigh || m.Most < tt.mostLow || m.Most > tt.mostHigh) {
			t.Errorf("%+v: %+v, %v", tt, m, ok)
		}
	}
}

func TestQuickT(t *testing.T) {
	for _, p := range []float64{0.9, 0.95, 0.995, 0.9999} {
		for _, df := range []float64{2, 29, 30, 31, 100, 1e6} {
			within(t, "t", quickT(p)(df), tQuantile(p, df), 3e-4)
		}
	}
}
