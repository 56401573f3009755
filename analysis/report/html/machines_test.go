package html

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
)

// TestMachinesOnPage: a comparison of several machines opens into a table with a plot beside
// the same numbers; many comparisons do not make the page explode.
func TestMachinesOnPage(t *testing.T) {
	at := func(x float64) *float64 { return &x }
	compared := func(name string, machines int) analysis.Comparison {
		m := &analysis.Machines{Next: &analysis.Interval{Level: 0.99, Low: 0.9, High: 1.3}}
		for i := range machines {
			m.Each = append(m.Each, analysis.OfMachine{Machine: fmt.Sprintf("n<%d", i), Rounds: 12, Ratio: at(1.1), Interval: &analysis.Interval{Level: 0.99, Low: 1.05, High: 1.15}, Verdict: analysis.Changed, Direction: "slower", Effect: "worse"})
		}
		return analysis.Comparison{Arch: "x86_64", Wasm: name, Phase: measure.Execution, Event: measure.Cycles, Rounds: 36, NoiseThreshold: 0.01,
			Baseline: analysis.Arm{Engine: "a"}, Candidate: analysis.Arm{Engine: "b"}, Ratio: at(1.1), Interval: m.Each[0].Interval, Verdict: analysis.Changed, Direction: "slower", Effect: "worse", Machines: m}
	}
	r := &analysis.Result{Comparisons: []analysis.Comparison{compared("x.wasm", 3)}}
	page := func() string {
		t.Helper()
		var b bytes.Buffer
		if err := WriteReport(&b, Report{Data: &analysis.Data{}, Result: r}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	text := page()
	for _, want := range []string{`<table class="counts machines"><caption>`, `<tr class="changed worse"><th scope="row">n&lt;2<td>12<td>1.10x slower<td>`, "mean over machines<td>36", "another machine<td><td><td>"} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %s", want)
		}
	}
	_, table, _ := strings.Cut(text, `<table class="counts machines">`)
	table, _, _ = strings.Cut(table, "</table>")
	if n, hidden := strings.Count(table, "<svg class="), strings.Count(table, `aria-hidden="true"`); n != 6 || hidden != n {
		t.Errorf("%d drawings, %d of them hidden from those who hear the table, want an axis and 5 lines", n, hidden)
	}
	for i := range 400 {
		r.Comparisons = append(r.Comparisons, compared(fmt.Sprintf("%d.wasm", i), 64))
	}
	if text = page(); strings.Count(text, `<table class="counts machines">`) > mostPlotted/18+1 || !strings.Contains(text, "There was no room on the page to show machines one by one") || !strings.Contains(text, "48 other machines are nearer to the mean") {
		t.Errorf("%d tables", strings.Count(text, `<table class="counts machines">`))
	}
}
