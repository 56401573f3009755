package report

import (
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
)

// eight is a comparison of eight benchmarks, one of each kind and more.
func eight(rounds int) *analysis.Result {
	r := &analysis.Result{}
	add := func(wasm string, v analysis.Verdict, ratio, low, high float64, caveats ...analysis.Caveat) {
		c := analysis.Comparison{Wasm: "suite/" + wasm, Phase: measure.Execution, Event: measure.Nanoseconds, Arch: "x86_64", Verdict: v, Rounds: rounds,
			Candidate: analysis.Arm{Engine: "wasmtime", Median: 4e7 * ratio}, Baseline: analysis.Arm{Engine: "wazero", Median: 4e7},
			Ratio: &ratio, Interval: &analysis.Interval{Level: 0.99, Low: low, High: high}, Caveats: caveats}
		if v == analysis.Changed {
			c.Direction, c.Effect = "faster", "better"
			if ratio > 1 {
				c.Direction, c.Effect = "slower", "worse"
			}
		}
		r.Comparisons = append(r.Comparisons, c)
	}
	add("bz2/benchmark.wasm", analysis.Changed, 1/7.2, 1/21.0, 1/3.0)
	add("noop/noop.wasm", analysis.NotChanged, 1.001, 0.998, 1.004)
	add("blake3-scalar/benchmark.wasm", analysis.Unsure, 1.6, 0.9, 3.3)
	add("slow/benchmark.wasm", analysis.Changed, 1.031, 1.017, 1.045)
	add("slower/benchmark.wasm", analysis.Changed, 1.73, 1.5, 2, analysis.Caveat{Code: "few-rounds", Text: "few rounds"})
	add("sieve/sieve.wasm", analysis.Changed, 0.976, 0.96, 0.99, analysis.Caveat{Code: analysis.Confounded, Text: "the two were not interleaved"})
	add("twice/a.wasm", analysis.Unsure, 1.01, 0.9, 1.2)
	add("twice/b.wasm", analysis.Unsure, 1.02, 0.9, 1.2)
	return r
}

// TestCompact: what matters is first, names are short, 80 columns and a screen
// suffice, and what changes the meaning of a verdict is named.
func TestCompact(t *testing.T) {
	got := render(t, func(w io.Writer) error { return Compare(w, eight(10), CompareCompact, CompareOptions{}) })
	var names []string
	known := strings.Fields("bz2 noop blake3-scalar slow slower sieve twice/a twice/b")
	for line := range strings.Lines(got) {
		if n := text.StringWidth(strings.TrimSuffix(line, "\n")); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
		if f := strings.Fields(line); len(f) > 0 && slices.Contains(known, f[0]) {
			names = append(names, f[0])
		}
	}
	if s := strings.Join(names, " "); s != "slower slow bz2 sieve blake3-scalar twice/b twice/a noop" {
		t.Errorf("order is %s\n%s", s, got)
	}
	if n := strings.Count(got, "\n"); n > 24 {
		t.Errorf("%d lines", n)
	}
	for _, want := range []string{"8 benchmarks: wasmtime against wazero; 10 rounds\n", "2 slower, 2 faster, 3 unsure, 1 not changed", " baseline wasmtime ",
		" 40.0 ms  5.56 ms 7.20x faster, 3.00x .. 21.0x         ├●─┤│\n", "unsure, 1.11x faster .. 3.30x slower", "3.1% more time, 1.7% .. 4.5%", "intervals of 99%; ├●┤ draws them",
		"note: the two were not interleaved (1 of 8 lines); 1 other note\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	few := render(t, func(w io.Writer) error { return Compare(w, eight(4), CompareCompact, CompareOptions{}) })
	if strings.Contains(few, "..") || strings.Count(few, "too few rounds to tell") != 3 {
		t.Errorf("4 rounds:\n%s", few)
	}
	if none := render(t, func(w io.Writer) error { return Compare(w, new(analysis.Result), CompareCompact, CompareOptions{}) }); none != "nothing was compared\n" {
		t.Errorf("%q", none)
	}
}
