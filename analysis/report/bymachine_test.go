package report

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
)

// machinesApart is a comparison of machines with these ratios.
func machinesApart(ratios ...float64) analysis.Comparison {
	at := func(x float64) *float64 { return &x }
	m := &analysis.Machines{Next: &analysis.Interval{Level: 0.99, Low: 0.5, High: 2}}
	sum := 0.0
	for i, r := range ratios {
		sum += math.Log(r) / float64(len(ratios))
		m.Each = append(m.Each, analysis.OfMachine{Machine: fmt.Sprintf("n%02d", i+1), Rounds: 12, Ratio: at(r), Interval: &analysis.Interval{Level: 0.99, Low: r / 1.01, High: r * 1.01}, Verdict: analysis.Changed, Direction: "slower", Effect: "worse"})
	}
	return analysis.Comparison{Wasm: "x.wasm", Phase: measure.Execution, Event: measure.Cycles, Rounds: 12 * len(ratios), NoiseThreshold: 0.01,
		Baseline: analysis.Arm{Engine: "a"}, Candidate: analysis.Arm{Engine: "b"},
		Ratio: at(math.Exp(sum)), Interval: &analysis.Interval{Level: 0.99, Low: 1.05, High: 1.15}, Verdict: analysis.Changed, Direction: "slower", Effect: "worse", Machines: m}
}

// TestByMachine: by hand: of 64 machines, the 16 farthest from the mean are shown, in their
// order, and always the mean and the next.
func TestByMachine(t *testing.T) {
	var many []float64
	for i := range 64 {
		many = append(many, 1.1*math.Exp(0.001*float64(i%8-4)*float64(1+i/32)))
	}
	for _, tt := range []struct {
		ratios []float64
		lines  int
		left   int
		has    []string
	}{
		{[]float64{1.10, 1.12, 1.14}, 5, 0, []string{"n01", "n03", "1.10x slower", "1.14x slower", "mean over machines", "another machine", "2.00x faster .. 2.00x slower"}},
		{many, 18, 48, []string{"mean over machines", "another machine", "48 other machines are nearer to the mean"}},
	} {
		c := machinesApart(tt.ratios...)
		lines, left := ByMachine(&c)
		if len(lines) != tt.lines || left != tt.left {
			t.Errorf("%d machines: %d lines, %d left", len(tt.ratios), len(lines), left)
		}
		for _, format := range []CompareFormat{CompareTable, CompareMarkdown} {
			var b bytes.Buffer
			if err := Compare(&b, &analysis.Result{Comparisons: []analysis.Comparison{c}}, format, CompareOptions{}); err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(b.String(), "\n") {
				if n := utf8.RuneCountInString(line); format == CompareTable && n > 80 {
					t.Errorf("a line of %d columns: %s", n, line)
				}
			}
			for _, want := range tt.has {
				if !strings.Contains(b.String(), want) {
					t.Errorf("%s of %d machines lacks %q", format, len(tt.ratios), want)
				}
			}
		}
	}
	long := machinesApart(1.10, 1.12, 1.14)
	long.Machines.Each[0].Machine = strings.Repeat("name-", 20)
	var b bytes.Buffer
	if err := Compare(&b, &analysis.Result{Comparisons: []analysis.Comparison{long}}, CompareTable, CompareOptions{}); err != nil || strings.Contains(b.String(), strings.Repeat("name-", 8)) {
		t.Errorf("a long name, %v:\n%s", err, b.String())
	}
	one := machinesApart(1.1)
	one.Machines = nil
	if lines, _ := ByMachine(&one); lines != nil {
		t.Errorf("of one machine: %v", lines)
	}
	// Many benchmarks do not make it a book.
	var list []analysis.Comparison
	for range 30 {
		list = append(list, machinesApart(1.10, 1.12, 1.14))
	}
	for format, most := range map[CompareFormat]int{CompareTable: mostByMachine, CompareMarkdown: mostByMachineMarkdown} {
		var b bytes.Buffer
		if err := Compare(&b, &analysis.Result{Comparisons: list}, format, CompareOptions{}); err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(b.String(), "By machine: "); n != most || !strings.Contains(b.String(), fmt.Sprintf("By machine, %d other comparisons are not shown", 30-most)) {
			t.Errorf("%s: %d tables", format, n)
		}
	}
}
