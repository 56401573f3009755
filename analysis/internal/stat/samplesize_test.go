package stat

import (
	"math"
	"testing"
)

// TestRoundsToDetect has R's power.t.test(type = "one.sample") for an oracle,
// rounded up: it uses the non-central t, for which a shifted one stands here.
func TestRoundsToDetect(t *testing.T) {
	for _, tt := range []struct {
		sd, effect, alpha, power float64
		want                     int
	}{
		{1, 0.5, 0.05, 0.8, 34},
		{1, 0.5, 0.05, 0.9, 44},
		{1, 1, 0.05, 0.8, 10},
		{1, -1, 0.05, 0.8, 10},
		{0, 1, 0.05, 0.8, 3},
		{1, 0, 0.05, 0.8, 0},
		{1, 1e-6, 0.05, 0.8, 0},
		{1, 100, 0.05, 0.8, 3},
	} {
		got := RoundsToDetect(tt.sd, tt.effect, tt.alpha, tt.power)
		if got < tt.want-1 || got > tt.want+1 || (tt.want == 0) != (got == 0) {
			t.Errorf("%+v: %d", tt, got)
		}
	}
}

// TestRoundsToRule: the least n for a true ratio of 1 solves, by hand,
// delta sqrt(n)/sd >= t(.95, n-1) + z(.9), here 2 sqrt(n) for n = 3 and up.
func TestRoundsToRule(t *testing.T) {
	n := RoundsToRule(1, 0, 0.5, 0.05, 0.8)
	at := func(n int) float64 { return 0.5*math.Sqrt(float64(n)) - tQuantile(0.95, float64(n-1)) - 1.2816 }
	if at(n) < 0 || at(n-1) > 0 {
		t.Errorf("%d rounds", n)
	}
	if n := RoundsToRule(1, 0.5, 0.5, 0.05, 0.8); n != 0 {
		t.Errorf("an effect of delta is ruled out by %d rounds", n)
	}
	if a, b := RoundsToRule(1, 0.1, 0.5, 0.05, 0.8), RoundsToRule(1, -0.1, 0.5, 0.05, 0.8); a != b || a <= n {
		t.Errorf("%d and %d rounds", a, b)
	}
}

func TestDetectableChange(t *testing.T) {
	if _, ok := DetectableChange(1, 2, 0.01, 0.8); ok {
		t.Error("two rounds detect something")
	}
	d, _ := DetectableChange(1, 34, 0.05, 0.8)
	if n := RoundsToDetect(1, d, 0.05, 0.8); n != 34 {
		t.Errorf("%d rounds detect what 34 do", n)
	}
}

func TestQuickT(t *testing.T) {
	for _, p := range []float64{0.9, 0.95, 0.995, 0.9999} {
		for _, df := range []float64{2, 29, 30, 31, 100, 1e6} {
			within(t, "t", quickT(p)(df), tQuantile(p, df), 3e-4)
		}
	}
}
