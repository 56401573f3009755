package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// TestNotSteady: an engine whose iterations get slower to the very end is named in
// every table, in JSON, and beside what it is compared with; one that does not is
// not.
func TestNotSteady(t *testing.T) {
	var rows []record.Row
	for p := range 10 {
		for _, engine := range []string{"flat", "rising"} {
			for i := range 10 {
				y := 0.002 * math.Sin(float64(7*p+3*i))
				if engine == "rising" {
					y += math.Log(1.05) / 4 * float64(i) // of the last five, 5% from the first to the last
				}
				rows = append(rows, record.Row{Arch: "x86_64", Engine: engine, Wasm: "a.wasm", Process: uint64(p), Iteration: uint64(i),
					Phase: measure.Execution, Event: "cycles", Count: uint64(1e9 * math.Exp(y))})
			}
		}
	}
	d := analysis.Group(rows)
	sums := analysis.Summarize(d)
	table := strings.Join(strings.Fields(render(t, func(w io.Writer) error { return Table(w, sums, NewOptions(d)) })), " ")
	if !strings.Contains(table, "Not steady") || !strings.Contains(table, "a.wasm, Execution, cycles on rising (the last half of the iterations rises by 5") || strings.Contains(table, "on flat") {
		t.Error(table)
	}
	text := render(t, func(w io.Writer) error { return Summarize(w, sums, record.JSON) })
	if n := strings.Count(text, `"not_steady":{"drift":0.0`); n != 1 {
		t.Errorf("%d lines of JSON are not steady:\n%s", n, text)
	}
	r, err := analysis.Compare(d, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(r.Comparisons[0].Caveats, func(c analysis.Caveat) bool { return c.Code == analysis.NotSteady })
	if at < 0 || !strings.HasPrefix(r.Comparisons[0].Caveats[at].Text, "rising is not steady") {
		t.Errorf("caveats %v", r.Comparisons[0].Caveats)
	}
	if s := r.Comparisons[0].Diagnostics.Baseline.Steadiness; s == nil || !s.Steady() {
		t.Errorf("flat: %+v", s)
	}
	var many []analysis.Summary
	for i := range 8 {
		s := sums[1]
		s.Wasm = fmt.Sprint(i)
		many = append(many, s)
	}
	if text := (&Options{}).unsteady(many); !strings.HasSuffix(text, "; and 3 more.") {
		t.Error(text)
	}
	if text := (&Options{}).unsteady([]analysis.Summary{{}, sums[0]}); text != "" {
		t.Error(text)
	}
}
