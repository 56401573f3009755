package report

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
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

// TestDistinct: names keep what tells them apart, and no more.
func TestDistinct(t *testing.T) {
	for _, tt := range []struct{ of, want string }{
		{"suite/bz2/benchmark.wasm suite/noop/noop.wasm", "bz2 noop"},
		{"a/x.wasm a/y.wasm", "x y"},
		{"a/x.wasm b/x.wasm", "a/x b/x"},
		{"only/noop.wasm", "noop"},
		{"a/x.wasm a/x", "x.wasm x"}, // shorter they would be the same
		{"parser.BenchmarkParse parser.BenchmarkParseSame-8", "Parse ParseSame-8"},
		{"a.BenchmarkX b.BenchmarkX", "a.BenchmarkX b.BenchmarkX"},
		{"d/a-very-long-name-that-ends-in-one.wasm d/b.wasm", "…g-name-that-ends-in-one b"},
		{"d/aa-the-same-end-of-many-letters.wasm d/ba-the-same-end-of-many-letters.wasm", "aa-the-same-end-of-many-letters ba-the-same-end-of-many-letters"},
	} {
		r := new(analysis.Result)
		for _, wasm := range strings.Fields(tt.of) {
			r.Comparisons = append(r.Comparisons, analysis.Comparison{Wasm: wasm})
		}
		name, got := CompareOptions{}.distinct(r), []string(nil)
		for _, c := range r.Comparisons {
			got = append(got, name(c.Wasm))
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%s: %s, want %s", tt.of, s, tt.want)
		}
	}
}

// TestCompactFits: eight benchmarks in three phases are on one screen of 40 lines,
// whatever the width, and no line is wider.
func TestCompactFits(t *testing.T) {
	r := eight(10)
	for _, phase := range []measure.Phase{measure.Compilation, measure.Instantiation} {
		for _, c := range r.Comparisons[:8] {
			c.Phase = phase
			r.Comparisons = append(r.Comparisons, c)
		}
	}
	for _, screen := range []Screen{{}, {Width: 60}, {Width: 80, ASCII: true}, {Width: 140}} {
		got := render(t, func(w io.Writer) error {
			return Compare(w, r, CompareCompact, CompareOptions{Screen: screen, More: "-v shows all"})
		})
		for line := range strings.Lines(got) {
			if n := text.StringWidth(strings.TrimSuffix(line, "\n")); n > screen.width() {
				t.Errorf("%d columns of %d: %s", n, screen.width(), line)
			}
		}
		if n := strings.Count(got, "\n"); n > 40 && screen.width() >= 80 {
			t.Errorf("%d lines in %d columns:\n%s", n, screen.width(), got)
		}
		if !strings.Contains(strings.ReplaceAll(got, "\n", " "), "1 other note: -v shows all") {
			t.Errorf("no -v in\n%s", got)
		}
	}
}

// TestCanSee: the median of what the comparisons can show, of 2%, 4% and 8%; nothing
// below five rounds, and the self-check's sentence where there is one.
func TestCanSee(t *testing.T) {
	see := func(rounds int, check *record.Selfcheck) string {
		r := &analysis.Result{Selfcheck: check, Took: 498 * time.Second, Engines: []record.Engine{{Name: "wazero", Version: "v1.12.0"}, {Name: "w@main", Version: "v9"}}}
		for i, detectable := range []float64{1.08, 1.02, 1.04} {
			r.Comparisons = append(r.Comparisons, analysis.Comparison{Wasm: string(rune('a' + i)), Rounds: rounds + i, Detectable: &detectable,
				Baseline: analysis.Arm{Engine: "wazero"}, Candidate: analysis.Arm{Engine: "w@main"}, Event: measure.Nanoseconds})
		}
		return render(t, func(w io.Writer) error {
			return Compare(w, r, CompareCompact, CompareOptions{Screen: Screen{Width: 140}})
		})
	}
	for _, tt := range []struct{ got, want string }{
		{see(10, nil), "3 benchmarks: w@main against wazero 1.12.0; 10 to 12 rounds, 8m18s; can see changes of 4.0% and more\n\n"},
		{see(4, nil), "3 benchmarks: w@main against wazero 1.12.0; 4 to 6 rounds, 8m18s\n\n"},
		{see(10, &record.Selfcheck{Verdict: record.SelfcheckPassed}), "3 benchmarks: w@main against wazero 1.12.0; 10 to 12 rounds, 8m18s\nSelf-check passed.\n\n"},
	} {
		if !strings.HasPrefix(tt.got, tt.want) {
			t.Errorf("no %q in\n%s", tt.want, tt.got)
		}
	}
}

// TestToldNamesDirection: of a change that is too small to matter, which is called not
// changed, the interval says which way it went.
func TestToldNamesDirection(t *testing.T) {
	ratio := 1.000013
	c := analysis.Comparison{Event: measure.Fuel, Rounds: 20, Verdict: analysis.NotChanged, Small: true, Direction: "more", Ratio: &ratio,
		Interval: &analysis.Interval{Level: 0.99, Low: ratio, High: ratio}}
	if verdict, interval := Told(&c); verdict != "not changed" || interval != "0.0013% more" {
		t.Errorf("%s, %s", verdict, interval)
	}
}

// TestGravestIsTrueOfItsLine: where comparisons have notes of one kind that say different
// things, that which is shown says of which it is true, and is counted alone.
func TestGravestIsTrueOfItsLine(t *testing.T) {
	r := eight(10)
	for i := range r.Comparisons {
		r.Comparisons[i].Caveats = []analysis.Caveat{{Code: "several-machines", Text: "slower on all 3 machines"}}
	}
	worst, lines, others := Gravest(r)
	if worst.Text != "slower on all 3 machines" || lines != len(r.Comparisons) || others != 0 {
		t.Errorf("alike: %q, %d lines, %d others", worst.Text, lines, others)
	}
	first := &r.Comparisons[0]
	first.Caveats[0].Text = "faster on all 3 machines"
	worst, lines, others = Gravest(r)
	if !strings.HasSuffix(worst.Text, ": faster on all 3 machines") || !strings.HasPrefix(worst.Text, folderOfComparisons(r).short(first.Wasm)+", ") || lines != 1 || others != 1 {
		t.Errorf("not alike: %q, %d lines, %d others", worst.Text, lines, others)
	}
}
