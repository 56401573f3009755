package report

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// compared is 12 rounds of two engines on four benchmarks: the second engine
// is as fast on steady.wasm, slower on slow.wasm, perhaps slower on
// noisy.wasm, and counts zero on zero.wasm.
func compared(t *testing.T) *analysis.Result {
	t.Helper()
	var rows []record.Row
	for p := range 12 {
		for e, engine := range []string{"wasmtime", "wazero"} {
			for w, wasm := range []string{"noisy.wasm", "slow.wasm", "steady.wasm", "zero.wasm"} {
				for i := range 4 {
					x := math.Sin(float64(1 + p*37 + e*101 + w*53 + i*7))
					count := 1e6 * (1 + x/300)
					switch {
					case w == 0:
						count *= 1 + math.Sin(float64(p*p+e))/10
					case w == 1 && e == 1:
						count *= 1.25
					case w == 3:
						count = 0
					}
					rows = append(rows, record.Row{Arch: "x86_64", Engine: engine, EngineFlags: strings.Repeat("-O2", e), Wasm: wasm,
						Process: uint64(40 + p), Iteration: uint64(i), Phase: measure.Execution, Event: "cycles", Count: uint64(count)})
				}
			}
		}
	}
	rows = append(rows, record.Row{Arch: "x86_64", Engine: "wasmtime", Wasm: "lonely.wasm", Process: 40, Phase: measure.Execution, Event: "cycles", Count: 1})
	r, err := analysis.Compare(analysis.Group(rows), analysis.Options{Baseline: "wasmtime"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// rounded writes long fractions with nine digits: the last ones differ
// between processors that fuse multiplications and additions and those that
// do not.
func rounded(s string) string {
	return regexp.MustCompile(`\d+\.\d{7,}(e-?\d+)?`).ReplaceAllStringFunc(s, func(n string) string {
		x, _ := strconv.ParseFloat(n, 64)
		return strconv.FormatFloat(x, 'g', 9, 64)
	})
}

// roundedIntervals is rounded for the intervals of medians alone: the other
// numbers of a summary are the same on all processors.
func roundedIntervals(s string) string {
	return regexp.MustCompile(`"median_interval":{[^}]*}`).ReplaceAllStringFunc(s, rounded)
}

func TestCompareGolden(t *testing.T) {
	r := compared(t)
	for _, tt := range []struct {
		file   string
		format CompareFormat
		o      CompareOptions
	}{
		{"compare.table.txt", CompareTable, CompareOptions{}},
		{"compare.all.table.txt", CompareTable, CompareOptions{ShowUnchanged: true}},
		{"compare.compact.txt", CompareCompact, CompareOptions{}},
		{"compare.md", CompareMarkdown, CompareOptions{ShowUnchanged: true}},
		{"compare.out.csv", CompareCSV, CompareOptions{}},
		{"compare.json", CompareJSON, CompareOptions{}},
	} {
		golden(t, tt.file, rounded(render(t, func(w io.Writer) error { return Compare(w, r, tt.format, tt.o) })), true)
	}
}

// TestCompareCSVMeans: what the golden file says must be what the comparison
// holds; the half width is that of the interval of means, in counts.
func TestCompareCSVMeans(t *testing.T) {
	r := compared(t)
	lines, err := csv.NewReader(strings.NewReader(render(t, func(w io.Writer) error {
		return Compare(w, r, CompareCSV, CompareOptions{})
	}))).ReadAll()
	if err != nil || len(lines) != 1+len(r.Comparisons)+len(r.Suites) {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	at := func(line []string, name string) string {
		for i, n := range lines[0] {
			if n == name {
				return line[i]
			}
		}
		t.Fatalf("no column %s", name)
		return ""
	}
	for i, c := range r.Comparisons {
		line := lines[i+1]
		half := ""
		if c.Ratio != nil {
			half = float(c.Baseline.Mean * (c.MeanInterval.High - c.MeanInterval.Low) / 2).String()[:6]
		}
		if at(line, "wasm") != c.Wasm || at(line, "verdict") != string(c.Verdict) || !strings.HasPrefix(at(line, "half_width_confidence_interval"), half) ||
			at(line, "b_engine") != "wazero" || at(line, "b_engine_flags") != "-O2" || at(line, "significance_level") != "0.01" {
			t.Errorf("%v is not %v", line, c)
		}
	}
	if line := lines[len(lines)-1]; at(line, "wasm") != analysis.GeomeanName {
		t.Errorf("the last line is %v", line)
	}
}

func TestCompareJSONIsWhole(t *testing.T) {
	var back struct {
		Comparisons []struct {
			analysis.Comparison
			Summary string
		}
		Warnings []string
	}
	r := compared(t)
	js := render(t, func(w io.Writer) error { return Compare(w, r, CompareJSON, CompareOptions{}) })
	if err := json.Unmarshal([]byte(js), &back); err != nil {
		t.Fatal(err)
	}
	if len(back.Comparisons) != 4 || len(back.Warnings) != 1 {
		t.Fatalf("%d comparisons, %v", len(back.Comparisons), back.Warnings)
	}
	for i, c := range r.Comparisons {
		b := back.Comparisons[i]
		if b.Summary != c.String() || b.Verdict != c.Verdict || b.Phase != c.Phase || b.Diagnostics == nil ||
			b.Event != c.Event || (b.P == nil) != (c.P == nil) || b.P != nil && *b.P != *c.P {
			t.Errorf("%+v is not %+v", b, c)
		}
	}
}

func TestCompareNothing(t *testing.T) {
	r := &analysis.Result{}
	for format, want := range map[CompareFormat]string{
		CompareTable: "nothing was compared\n", CompareMarkdown: "- nothing was compared\n",
		CompareJSON: "{\n \"comparisons\": [],\n \"suites\": [],\n \"warnings\": []\n}\n",
	} {
		if got := render(t, func(w io.Writer) error { return Compare(w, r, format, CompareOptions{}) }); got != want {
			t.Errorf("%s: %q", format, got)
		}
	}
	if err := Compare(io.Discard, r, "xml", CompareOptions{}); !errors.Is(err, ErrCompareFormat) {
		t.Error(err)
	}
}

// TestCompareHostileNames: names come from files and must not break a table.
func TestCompareHostileNames(t *testing.T) {
	r := compared(t)
	for i := range r.Comparisons {
		r.Comparisons[i].Wasm = "a|b\n\x1b[31m*c*"
		r.Comparisons[i].Candidate.Engine = "<script>_x_|"
	}
	for _, format := range []CompareFormat{CompareTable, CompareMarkdown} {
		got := render(t, func(w io.Writer) error { return Compare(w, r, format, CompareOptions{ShowUnchanged: true}) })
		if strings.Contains(got, "\x1b") || format == CompareMarkdown && strings.Contains(got, "<script>") {
			t.Errorf("%s:\n%s", format, got)
		}
	}
}

func TestPooledWelchReport(t *testing.T) {
	half := 3.5
	list := []analysis.EffectSize{
		{Arch: "x86_64", Wasm: "a.wasm", Phase: measure.Execution, Event: "cycles", AEngine: "old", AMean: 10, BEngine: "new", BMean: 15,
			SignificanceLevel: 0.05, HalfWidth: &half},
		{Arch: "x86_64", Wasm: "b.wasm", Phase: measure.Execution, Event: "cycles", AEngine: "old", AMean: 10, BEngine: "new", BMean: 12.5,
			SignificanceLevel: 0.05, HalfWidth: &half},
		{Arch: "x86_64", Wasm: "c.wasm", Phase: measure.Execution, Event: "cycles", AEngine: "old", AMean: 10, BEngine: "new", BMean: 15,
			SignificanceLevel: 0.05},
	}
	for file, format := range map[string]CompareFormat{"pooled.out.csv": CompareCSV, "pooled.json": CompareJSON, "pooled.table.txt": CompareTable} {
		golden(t, file, render(t, func(w io.Writer) error { return PooledWelch(w, list, format) }), true)
	}
	if err := PooledWelch(io.Discard, nil, "xml"); !errors.Is(err, ErrCompareFormat) {
		t.Error(err)
	}
}

// fullDisk is a writer that is full.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestCompareReportsErrors(t *testing.T) {
	r := compared(t)
	for _, f := range []CompareFormat{CompareTable, CompareCSV, CompareJSON, CompareMarkdown} {
		if err := Compare(fullDisk{}, r, f, CompareOptions{}); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("%s: %v", f, err)
		}
	}
	_ = fmt.Sprint(r.Comparisons[0]) // a Comparison is a Stringer
}

// TestNotesCountBenchmarks: notes count what the line of totals does, and that
// is not the geometric means.
func TestNotesCountBenchmarks(t *testing.T) {
	with := func(wasm, text string) analysis.Comparison {
		return analysis.Comparison{Wasm: wasm, Phase: measure.Execution, Event: measure.Event{Name: "cycles"}, Verdict: analysis.Unsure,
			Caveats: []analysis.Caveat{{Code: "x", Text: text}}}
	}
	r := &analysis.Result{
		Comparisons: []analysis.Comparison{with("a", "all"), with("b", "all"), with("c", "all")},
		Suites:      []analysis.Comparison{with(analysis.GeomeanName, "mean"), with(analysis.GeomeanName, "mean")},
	}
	r.Comparisons[0].Caveats = append(r.Comparisons[0].Caveats, analysis.Caveat{Code: "y", Text: "two"})
	r.Comparisons[1].Caveats = append(r.Comparisons[1].Caveats, analysis.Caveat{Code: "y", Text: "two"})
	r.Suites[0].Caveats = append(r.Suites[0].Caveats, analysis.Caveat{Code: "y", Text: "two"})
	var out strings.Builder
	if err := Compare(&out, r, CompareTable, CompareOptions{Screen: Screen{Width: 200}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"all (everywhere)", "two (2 of 3 comparisons, the first a", "mean (2 of 2 geometric means, the first", "0 better, 0 worse), 3 unsure"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}
