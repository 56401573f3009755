package analysis

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

// drawn is two arms of so many rounds whose z have exactly the given mean, and a
// standard deviation of 1%.
func drawn(rounds int, mean float64, name string, seed uint64) (a, b *Series) {
	rng := rand.New(rand.NewPCG(seed, 15))
	z := make([]float64, rounds)
	var sum, squares float64
	for i := range z {
		z[i] = rng.NormFloat64()
		sum += z[i]
	}
	for i := range z {
		z[i] -= sum / float64(rounds)
		squares += z[i] * z[i]
	}
	arm := func(engine string) *Series {
		return &Series{Key: Key{Arch: "x86_64", Engine: engine, Wasm: name, Phase: measure.Execution, Event: "cycles"}}
	}
	a, b = arm("a"), arm("b")
	for i := range z {
		y := mean + 0.01*z[i]/math.Sqrt(squares/float64(rounds-1))
		a.processes = append(a.processes, Process{ID: uint64(i), Counts: []uint64{1e12}})
		b.processes = append(b.processes, Process{ID: uint64(i), Counts: []uint64{uint64(math.Round(1e12 * math.Exp(y)))}})
	}
	InRounds(a, b)
	return a, b
}

// A mean of 3.5 standard errors of 9 rounds, where t(.995, 8) = 3.3554 stand out. The
// oracle is that of stat.TestSelected: scipy's t distribution, integrated.
func TestShrunken(t *testing.T) {
	o := Options{NoDiagnostics: true, Alpha: 0.01}
	se := 0.01 / 3
	for _, sign := range []float64{1, -1} {
		a, b := drawn(9, sign*3.5*se, "w", 1)
		c, err := CompareSeries(a, b, measure.Cycles, o)
		if err != nil || c.Verdict != Changed || c.Shrunken == nil {
			t.Fatalf("%v: %v, shrunken %v", err, c, c.Shrunken)
		}
		value, low, high := math.Log(c.Shrunken.Ratio)/se*sign, math.Log(c.Shrunken.Interval.Low)/se, math.Log(c.Shrunken.Interval.High)/se
		if sign < 0 {
			low, high = -high, -low
		}
		want := []float64{1.8747, -0.9374, 5.8686}
		for i, got := range []float64{value, low, high} {
			if math.Abs(got-want[i]) > 0.02 {
				t.Errorf("%v: %v standard errors, want %v", []string{"value", "low", "high"}[i], got, want[i])
			}
		}
		if k := slices.IndexFunc(c.Caveats, func(v Caveat) bool { return v.Code == Exaggerated }); k < 0 || !strings.Contains(c.Caveats[k].Text, "50% of what is shown") {
			t.Errorf("caveats %v", c.Caveats)
		}
	}
}

func TestNotShrunken(t *testing.T) {
	o := Options{NoDiagnostics: true}
	a, b := drawn(12, 0.2, "w", 2)
	c, err := CompareSeries(a, b, measure.Cycles, o)
	if err != nil || c.Shrunken == nil || math.Abs(math.Log(c.Shrunken.Ratio / *c.Ratio)) > 1e-9 || hasCaveat(c.Caveats, Exaggerated) {
		t.Errorf("far beyond: %v, %v, %v", err, c.Shrunken, c.Caveats)
	}
	a, b = drawn(12, 0.001, "w", 2)
	if c, err := CompareSeries(a, b, measure.Cycles, o); err != nil || c.Shrunken != nil || c.Verdict == Changed {
		t.Errorf("%v: %v, shrunken %v", err, c, c.Shrunken)
	}
	for i := range b.processes { // an exact counter
		b.processes[i].Counts = []uint64{1e12 + 1e11}
	}
	if c, err := CompareSeries(a, b, measure.Fuel, o); err != nil || c.Verdict != Changed || c.Shrunken != nil || hasCaveat(c.Caveats, Exaggerated) {
		t.Errorf("%v: %v, shrunken %v", err, c, c.Shrunken)
	}
}

// TestShrunkenAmongMany: where more is needed to stand out, more was selected; what a
// correction takes back has no size; and correcting again says the same.
func TestShrunkenAmongMany(t *testing.T) {
	const just = 3.9
	se := 0.01 / math.Sqrt(9)
	list := func(n int, change float64) []Comparison {
		var out []Comparison
		for i := range n {
			mean := 0.0
			if i < 2 {
				mean = change * se
			}
			a, b := drawn(9, mean, string(rune('a'+i)), uint64(i))
			c, err := CompareSeries(a, b, measure.Cycles, Options{NoDiagnostics: true})
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, c)
		}
		return out
	}
	alone := list(1, just)[0]
	few := correct(list(10, just), 0)
	many := correct(list(40, just), 0)
	if few[0].Verdict != Changed || few[0].Shrunken == nil || few[0].Many.P > 0.01 {
		t.Fatalf("two of ten: %v", few[0])
	}
	if alone.Shrunken.Ratio < few[0].Shrunken.Ratio {
		t.Errorf("alone %v, one of ten %v", alone.Shrunken, few[0].Shrunken)
	}
	if many[0].Verdict != Unsure || many[0].Shrunken != nil || hasCaveat(many[0].Caveats, Exaggerated) {
		t.Errorf("two of forty: %v, %v, %v", many[0], many[0].Shrunken, many[0].Caveats)
	}
	again := correct(few, 0)
	if *again[0].Shrunken != *few[0].Shrunken || len(again[0].Caveats) != len(few[0].Caveats) {
		t.Errorf("corrected again: %v, %v", again[0].Shrunken, again[0].Caveats)
	}
}
