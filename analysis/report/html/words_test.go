package html

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// TestWordsInBrowser: what a page's script words itself, values under the pointer and the
// ratios of two pages, reads as package words has it, to the last digit.
func TestWordsInBrowser(t *testing.T) {
	p := openBrowser(t)
	rng := rand.New(rand.NewPCG(5, 6))
	events := []measure.Event{measure.Nanoseconds, measure.CacheMisses, {Name: "MB/s", Unit: "MB/s", Better: measure.Higher}, measure.CodeSize}
	ratios := []float64{math.NaN(), math.Inf(1), math.Inf(-1), -1, 0, 1, 1 + 1e-13, 1 - 1e-9, 0.9999, 0.99995, 1.00084, 1.0000012, 1.0017, 1.05, 0.95, 1.125, 0.976,
		1.031, 1.0994, 1.0995, 1.09994, 1.09996, 1.0999, 0.9001, 0.90005, 0.9, 1.1, 1.25, 1 / 1.83, 1.73, 1.995, 2, 8, 9.994, 9.995, 9.996, 17.25, 17.21, 99.94, 99.95, 99.96,
		100.5, 101.5, 1 / 1234.5, 123456.5, 999999.5, 1e6, 1.42e21, 5.83e-22, math.MaxFloat64, math.SmallestNonzeroFloat64}
	for range 2000 {
		ratios = append(ratios, math.Exp(rng.NormFloat64()*[]float64{0.001, 0.1, 3}[rng.IntN(3)]))
	}
	type ratioCase struct {
		Ratio string        `json:"ratio"`
		Event measure.Event `json:"event"`
	}
	var changes []ratioCase
	var wants []string
	for i, r := range ratios {
		for k, e := range events {
			if i < 100 || i%len(events) == k {
				changes = append(changes, ratioCase{number(r), e})
				wants = append(wants, words.Change(r, e))
			}
		}
	}
	same(t, p, changes, "words.change(Number(c.ratio), c.event)", wants)

	tsc, exact, femto := measure.Cycles, measure.Fuel, measure.Event{Name: "x", Unit: "fs", Time: true}
	tsc.Hz = 2.4e9
	type countCase struct {
		Count string     `json:"count"`
		Unit  words.Unit `json:"unit"`
	}
	var counts []countCase
	wants = nil
	add := func(count float64, u words.Unit) {
		counts = append(counts, countCase{number(count), u})
		wants = append(wants, u.Text(count))
	}
	for _, e := range append(events, tsc, exact, femto, measure.Cycles, measure.Event{Unit: "B/s"}, measure.Event{Unit: "1e-6 hits/op"}, measure.Event{}, measure.PeakMemory) {
		for _, by := range []float64{0, 1, 56, 1234, 65536, 4107164, 2.5e9, 3 << 30, 1e15} {
			u := words.UnitOf(e, by)
			for _, x := range []float64{math.NaN(), math.Inf(1), 0, 1, 7.5, 56, 136.5, 137.5, 999, 999.4, 999.6, 1000.5, 1234, 44.51e6, 353e6, 1e12, 1e15, 1.005e18, math.MaxUint64} {
				add(x, u)
			}
			for range 20 {
				add(math.Trunc(math.Exp(rng.Float64()*40)), u)
			}
		}
	}
	same(t, p, counts, "words.quantity(Number(c.count), c.unit)", wants)
}

// number is a number as both languages read it, also where it is no JSON.
func number(x float64) string {
	switch {
	case math.IsInf(x, 1):
		return "Infinity"
	case math.IsInf(x, -1):
		return "-Infinity"
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// same evaluates an expression for each of the cases, as c, and compares.
func same[T any](t *testing.T, p *browserPage, cases []T, expression string, wants []string) {
	t.Helper()
	text, err := json.Marshal(cases)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	p.Eval(fmt.Sprintf("(() => { %s\nreturn %s.map((c) => %s); })()", wordsScript, text, expression), &got)
	if len(got) != len(wants) || len(wants) < 30 {
		t.Fatalf("%d answers to %d cases", len(got), len(wants))
	}
	for i, want := range wants {
		if got[i] != want {
			t.Errorf("%+v: the script says %q, package words %q", cases[i], got[i], want)
		}
	}
}
