package report

import (
	"encoding/csv"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// counted is 12 rounds of a base and a head that executes 1.14 times the instructions on
// instructions.wasm, takes 1.13 times the cycles and 1.3 times the misses for each on
// misses.wasm, 1.2 times the instructions at 1.1 times fewer cycles each on both.wasm, and
// differs by nothing that is sure on unsure.wasm.
func counted(t *testing.T, events ...string) *analysis.Result {
	t.Helper()
	factors := map[string][3]float64{ // instructions, cycles for each, misses for each
		"instructions.wasm": {1.14, 1, 1}, "misses.wasm": {1, 1.13, 1.3}, "both.wasm": {1.2, 1 / 1.1, 1}, "unsure.wasm": {1, 1, 1},
	}
	var b analysis.Builder
	if err := b.Begin(record.Header{Work: new(record.Work), FirstProcess: 1, Engines: []record.Engine{{Name: "base"}, {Name: "head"}},
		Events:   []measure.Event{measure.CPUCycles, measure.Instructions, measure.CacheMisses},
		Measures: []record.Measure{{Name: "perf-counters", Description: measure.Description{Steps: map[string]float64{"cpu-cycles": 1}}}}}); err != nil {
		t.Fatal(err)
	}
	for round := range uint64(12) {
		for _, wasm := range []string{"instructions.wasm", "misses.wasm", "both.wasm", "unsure.wasm"} {
			for i, engine := range []string{"base", "head"} {
				f := [3]float64{1, 1, 1}
				if i == 1 {
					f = factors[wasm]
				}
				noise := 1 + math.Sin(float64(round*37+uint64(101*i)))/300
				if wasm == "unsure.wasm" {
					noise = 1 + math.Sin(float64(round*37+uint64(101*i)))/20
				}
				instructions := math.Round(1e6 * f[0])
				row := record.Row{Arch: "x86_64", Engine: engine, Wasm: wasm, Process: 1 + round, Phase: measure.Execution}
				for event, count := range map[string]float64{"cpu-cycles": instructions * f[1] * noise, "instructions-retired": instructions,
					"cache-misses": instructions * f[2] / 1000 * (1 + math.Sin(float64(round)+float64(i))/100)} {
					row.Event, row.Count = event, uint64(math.Round(count))
					if err := b.Write(row); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	r, err := analysis.Compare(b.Snapshot(), analysis.Options{Gate: true, Events: events})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestWhyGolden: a change is explained in every form, with the factors that counted makes.
func TestWhyGolden(t *testing.T) {
	r := counted(t, "cpu-cycles")
	for file, format := range map[string]CompareFormat{"why.compact.txt": CompareCompact, "why.table.txt": CompareTable, "why.md": CompareMarkdown} {
		golden(t, file, rounded(render(t, func(w io.Writer) error { return Compare(w, r, format, CompareOptions{}) })), true)
	}
	golden(t, "why.sentences.txt", Sentences(r, CompareTable, CompareOptions{}), true)
	text, err := pullRequest(r, nil).Markdown(65536)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "why.pullrequest.md", text, true)
	lines, err := csv.NewReader(strings.NewReader(render(t, func(w io.Writer) error { return Compare(w, r, CompareCSV, CompareOptions{}) }))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	last := len(lines[0]) - 1
	if lines[0][last] != "explanation" || !strings.HasPrefix(lines[1][last], "goes with ") {
		t.Errorf("%s: %s", lines[0][last], lines[1][last])
	}
}

// TestWhy: what is said of factors, in all their states.
func TestWhy(t *testing.T) {
	interval := func(low, high float64) *analysis.Interval {
		return &analysis.Interval{Level: 0.995, Low: low, High: high}
	}
	share := func(s float64) *float64 { return &s }
	ratio := 1.15
	per := measure.Instructions
	changed, not, unsure := analysis.Changed, analysis.NotChanged, analysis.Unsure
	cpi := func(ratio float64, v analysis.Verdict, i *analysis.Interval, s float64) analysis.Factor {
		return analysis.Factor{Event: measure.CPUCycles, Per: &per, Ratio: ratio, Verdict: v, Interval: i, Share: share(s)}
	}
	count := func(ratio float64, v analysis.Verdict, exact bool, s float64) analysis.Factor {
		return analysis.Factor{Event: measure.Instructions, Ratio: ratio, Verdict: v, Exact: exact, Interval: interval(ratio, ratio), Share: share(s)}
	}
	time := func(ratio float64) analysis.Factor {
		return analysis.Factor{Event: measure.Nanoseconds, Per: &per, Ratio: ratio, Verdict: changed, Interval: interval(ratio-0.01, ratio+0.01), Share: share(1)}
	}
	misses := analysis.Factor{Event: measure.CacheMisses, Per: &per, Ratio: 1.3, Verdict: changed, Baseline: 1000, Candidate: 1300}
	operators := analysis.Factor{Event: measure.WasmOperators, Ratio: 1, Verdict: not, Exact: true, Share: share(0)}
	each := analysis.Factor{Event: measure.Instructions, Per: &operators.Event, Ratio: 1.14, Verdict: changed, Exact: true, Share: share(1), Apart: true}
	code := analysis.Factor{Event: measure.CodeSize, Ratio: 1.2, Verdict: changed, Exact: true, Baseline: 10240, Candidate: 12288}
	for _, tt := range []struct {
		factors, beside []analysis.Factor
		full, brief     string
	}{
		{[]analysis.Factor{operators, each}, []analysis.Factor{code},
			"goes with 1.14x more instructions per operator (nearly all of the change); exactly as many operators; beside it 1.20x larger code (12 KiB against 10 KiB); not all of it was counted in one recording",
			"1.14x more instructions per operator"},
		{nil, []analysis.Factor{code}, "beside it 1.20x larger code (12 KiB against 10 KiB)", ""},
		{[]analysis.Factor{count(1.14, changed, true, 0.94), cpi(1.01, unsure, interval(0.998, 1.027), 0.06)}, nil,
			"goes with 1.14x more instructions (about 90% of the change); unsure about cycles per instruction (99.5% interval 0.20% fewer .. 2.7% more)",
			"1.14x more instructions"},
		{[]analysis.Factor{count(1, not, true, 0), cpi(1.15, changed, interval(1.14, 1.16), 1)}, []analysis.Factor{misses},
			"goes with 1.15x more cycles per instruction (nearly all of the change; 99.5% interval 1.14x .. 1.16x); exactly as many instructions; beside it 1.30x more cache misses per instruction (1.30 k against 1.00 k)",
			"1.15x more cycles per instruction"},
		{[]analysis.Factor{count(1.3, changed, true, 1.88), cpi(0.885, changed, interval(0.88, 0.89), -0.88)}, []analysis.Factor{misses},
			"goes with 1.30x more instructions, in spite of 1.13x fewer cycles per instruction (99.5% interval 1.12x .. 1.14x)",
			"1.30x more instructions"},
		{[]analysis.Factor{count(1.005, not, false, 0.04), time(1.15)}, nil,
			"goes with 1.15x more time per instruction (nearly all of the change; 99.5% interval 1.14x .. 1.16x); as many instructions to within 1%",
			"1.15x more time per instruction"},
		{[]analysis.Factor{count(1.07, unsure, false, 0.5), cpi(1.07, unsure, nil, 0.5)}, nil,
			"unsure about instructions (99.5% interval 7.0% more) and cycles per instruction", ""},
		{[]analysis.Factor{count(1.08, changed, true, 0.56), cpi(1.065, changed, interval(1.06, 1.07), 0.44)}, nil,
			"goes with 8.0% more instructions (about 60% of the change) and 6.5% more cycles per instruction (about 40% of the change; 99.5% interval 6.0% .. 7.0%)",
			"8.0% more instructions"},
	} {
		c := &analysis.Comparison{Event: measure.CPUCycles, Ratio: &ratio, Verdict: changed, NoiseThreshold: 0.01,
			Explanation: &analysis.Explanation{Factors: tt.factors, Beside: tt.beside}}
		if got := Why(c); got != tt.full {
			t.Errorf("\n got %s\nwant %s", got, tt.full)
		}
		if got := WhyBriefly(c); got != tt.brief {
			t.Errorf("%q, want %q", got, tt.brief)
		}
	}
	c := new(analysis.Comparison)
	if Why(c) != "" || WhyBriefly(c) != "" {
		t.Errorf("%q, %q of nothing", Why(c), WhyBriefly(c))
	}
	c.Explanation = &analysis.Explanation{Modules: &[2]analysis.Module{{Bytes: 1000, SHA256: strings.Repeat("ab", 32)}, {Bytes: 1200, SHA256: strings.Repeat("cd", 32)}}}
	if want := "the benchmark's modules differ: abababababab (1.0 kB) and cdcdcdcdcdcd (1.2 kB)"; Why(c) != want {
		t.Errorf("%q, want %q", Why(c), want)
	}
}
