package report

import (
	"io"
	"math"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
)

func TestFolder(t *testing.T) {
	for _, tt := range []struct {
		names string
		want  folder
		short string // of the first
	}{
		{"", "", ""},
		{"a.wasm", "", "a.wasm"},
		{"x/a.wasm", "x/", "a.wasm"},
		{"x/a.wasm x/a.wasm", "x/", "a.wasm"},
		{"x/y/a.wasm x/y/b.wasm", "x/y/", "a.wasm"},
		{"x/y1/a.wasm x/y2/a.wasm", "x/", "y1/a.wasm"},
		{"x/y/a.wasm x/y.wasm", "x/", "y/a.wasm"},
		{"x/a.wasm b.wasm", "", "x/a.wasm"},
		{"/a/x.wasm /b/x.wasm", "/", "a/x.wasm"},
		{`c:\b\x.wasm c:\b\y.wasm`, `c:\b\`, "x.wasm"},
		{"x/ x/a", "x/", ""},
		{"x/a.wasm " + strings.ReplaceAll(analysis.SuiteName, " ", "_"), "", "x/a.wasm"},
	} {
		names := strings.Fields(tt.names)
		got := folder(Folder(names))
		if got != tt.want || len(names) > 0 && got.short(names[0]) != tt.short {
			t.Errorf("%s: %q", tt.names, got)
		}
	}
	if got := Folder([]string{"x/a.wasm", analysis.SuiteName, analysis.GeomeanName}); got != "x/" {
		t.Errorf("with a suite: %q", got)
	}
}

// TestCompareFits: names as they are usual, in folders of their own, and
// verdicts as long as they come, fit into 80 columns.
func TestCompareFits(t *testing.T) {
	r := compared(t)
	for i := range r.Comparisons {
		r.Comparisons[i].Wasm = "examples/benchmarks/shootout-ackermann" + strings.Repeat("x", i) + "/shootout-ackermann.wasm"
	}
	r.Comparisons[0].MoreRounds = &analysis.MoreRounds{Least: 55, Most: 100}
	r.Comparisons[1].Small = true
	*r.Comparisons[1].Ratio = math.Exp(0.004)
	got := render(t, func(w io.Writer) error { return Compare(w, r, CompareTable, CompareOptions{ShowUnchanged: true}) })
	table, _, _ := strings.Cut(got, "\n\n")
	checkWidth(t, table, DefaultWidth)
	if !strings.HasPrefix(got, "benchmarks in examples/benchmarks/\n") || strings.Count(table, "examples/") != 1 {
		t.Errorf("got\n%s", got)
	}
}
