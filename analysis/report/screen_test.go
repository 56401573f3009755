package report

import (
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
)

// everything is both tables on a screen.
func everything(t *testing.T, s Screen) string {
	t.Helper()
	d, r := excerpt(t), compared(t)
	o := NewOptions(d)
	o.Screen = s
	return render(t, func(w io.Writer) error {
		if err := Table(w, analysis.Summarize(d), o); err != nil {
			return err
		}
		return Compare(w, r, CompareTable, CompareOptions{Screen: s, ShowUnchanged: true})
	})
}

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

// drawn is the lines of tables, without what stands around them.
func drawn(text string) (lines []string) {
	for line := range strings.Lines(text) {
		if strings.ContainsAny(line[:1], "|+") || strings.HasPrefix(line, "│") || strings.ContainsAny(line, "┌├└") {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	return lines
}

// TestScreenWidths: tables fit, from 80 columns on, and hold the same numbers
// in the same order on every screen; the wider shows more.
func TestScreenWidths(t *testing.T) {
	number := regexp.MustCompile(`\d[\d,.]*\d`)
	var want []string
	for _, width := range []int{200, 140, 120, 100, 90, 80, 70, 40, 1} {
		got := everything(t, Screen{Width: width})
		lines := drawn(got)
		if len(lines) < 30 {
			t.Fatalf("%d lines:\n%s", len(lines), got)
		}
		if width >= 80 {
			checkWidth(t, strings.Join(lines, "\n"), width)
		}
		var numbers []string
		heading := false // has the scale's ends
		for _, line := range lines {
			heading = strings.Contains(line, "verdict") || heading && !strings.Contains(line, "├")
			if heading {
				continue
			}
			numbers = append(numbers, number.FindAllString(line, -1)...)
		}
		slices.Sort(numbers)
		if want == nil {
			want = numbers
		} else if !slices.Equal(numbers, want) {
			t.Errorf("%d columns: other numbers\n%q\n%q", width, numbers, want)
		}
		if bars := strings.Contains(got, "●"); bars != (width > 110) {
			t.Errorf("%d columns: bars of intervals are there: %v", width, bars)
		}
	}
	if everything(t, Screen{}) != everything(t, Screen{Width: 80}) || everything(t, Screen{Width: -5}) != everything(t, Screen{}) {
		t.Error("the default is not 80 columns")
	}
	golden(t, "wide.table.txt", everything(t, Screen{Width: 140}), true)
}

// TestASCII: nothing but ASCII, the same lines, and names that stay different.
func TestASCII(t *testing.T) {
	got := everything(t, Screen{Width: 140, ASCII: true})
	golden(t, "ascii.table.txt", got, true)
	if i := strings.IndexFunc(got, func(r rune) bool { return r > 0x7e || r < ' ' && r != '\n' }); i >= 0 {
		t.Errorf("not ASCII: %q", got[i:i+10])
	}
	s := Screen{ASCII: true}
	if a, b := s.Text("gr\u00f6\u00dfe"), s.Text("gr\u00fc\u00dfe"); a != `gr\u00f6\u00dfe` || a == b {
		t.Errorf("%q, %q", a, b)
	}
}

// TestColorIsNeverAlone: without its colours a table is what it is without
// colour, and what has a colour has its word.
func TestColorIsNeverAlone(t *testing.T) {
	for _, width := range []int{80, 140} {
		plain, colored := everything(t, Screen{Width: width}), everything(t, Screen{Width: width, Color: true})
		if sgr.ReplaceAllString(colored, "") != plain || plain == colored || strings.Contains(plain, "\x1b") {
			t.Errorf("%d columns: colour is more than colour\n%s", width, colored)
		}
	}
	ratio := 0.9
	for _, tt := range []struct {
		verdict analysis.Verdict
		better  measure.Better
		ratio   float64
		want    string
	}{
		{analysis.Changed, measure.Lower, 0.9, "\x1b[1;32m1.11x faster\x1b[0m"},
		{analysis.Changed, measure.Lower, 1.1, "\x1b[1;31m1.10x slower\x1b[0m"},
		{analysis.Changed, measure.Neither, 1.1, "\x1b[1;36m1.10x slower\x1b[0m"},
		{analysis.Unsure, measure.Lower, 1.1, "\x1b[1;33munsure\x1b[0m"},
		{analysis.NotChanged, measure.Lower, 1, "not changed"},
	} {
		ratio = tt.ratio
		c := analysis.Comparison{Event: measure.Event{Time: true, Better: tt.better}, Ratio: &ratio, Verdict: tt.verdict}
		switch {
		case tt.better == measure.Lower && tt.ratio < 1:
			c.Effect = "better"
		case tt.better == measure.Lower && tt.ratio > 1:
			c.Effect = "worse"
		}
		if got := (Screen{Color: true}).paint(c.Judged(), verdictColor(c)); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
		// Fewer and more say nothing of better and worse.
		c.Event.Time = false
		want := c.Brief()
		if tt.verdict == analysis.Changed && c.Effect != "" {
			want += " (" + c.Effect + ")"
		}
		if got := c.Judged(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestBars(t *testing.T) {
	for _, tt := range []struct {
		counts []int
		want   string
	}{
		{nil, ""},
		{[]int{0, 0}, "  "},
		{[]int{1}, "█"},
		{[]int{1000, 1, 0, 500}, "█▁ ▅"}, // one of a thousand is seen
		{[]int{8, 7, 6, 5, 4, 3, 2, 1}, "█▇▆▅▅▄▃▂"},
	} {
		if got := (Screen{}).Bars(tt.counts); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.counts, got, tt.want)
		}
	}
	sum := analysis.Summary{Min: 5, Max: 5, Histogram: stat.Histogram{9}}
	if got := (Screen{}).histogram(sum, 8); got != "█" {
		t.Errorf("all the same: %q", got)
	}
	sum = analysis.Summary{Min: 0, Max: 160, Histogram: stat.Histogram{0: 4, 1: 4, 6: 4, 15: 8}}
	if a, b := (Screen{}).histogram(sum, 8), (Screen{}).histogram(sum, 16); a != "█  ▅   █" || b != "▅▅    ▅        █" {
		t.Errorf("%q, %q", a, b)
	}
}

func TestScale(t *testing.T) {
	line := func(low, ratio, high float64) analysis.Comparison {
		c := analysis.Comparison{Ratio: &ratio}
		if low > 0 {
			c.Interval = &analysis.Interval{Low: low, High: high}
		}
		return c
	}
	lines := []analysis.Comparison{line(0.25, 0.5, 1), line(0.5, 1, 2), line(2, 2.83, 4), line(0, 1.42, 0), {}, line(0.999, 1.0, 1.001), line(3.9, 4, 4)}
	s := scaleOf(lines, 17)
	if got, want := s.heading(), "4.00x   1   4.00x"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for i, want := range []string{
		"├───●───┤        ",
		"    ├───●───┤    ",
		"        │   ├─●─┤",
		"        │ ●      ",
		"-",
		"        ●        ",
		"        │       ●",
	} {
		if got := s.draw(lines[i], Screen{}); got != want {
			t.Errorf("%d: %q, want %q", i, got, want)
		}
	}
	if got := s.draw(line(0.5, 1.4, 2), Screen{ASCII: true}); got != "    [---+-o-]    " {
		t.Errorf("%q", got)
	}
	odd := scaleOf([]analysis.Comparison{line(0, 0, 0), line(1, 1, 1), line(math.SmallestNonzeroFloat64, 1, math.MaxFloat64)}, 21)
	if got := odd.draw(line(0, 0, 0), Screen{}) + odd.heading(); !strings.HasPrefix(got, "●") || strings.Contains(got, "Inf") {
		t.Errorf("%q", got)
	}
	if same := scaleOf([]analysis.Comparison{line(1, 1, 1)}, 5); same.draw(line(1, 1, 1), Screen{}) != "  ●  " || same.heading() != "  1" {
		t.Errorf("%q", same.heading())
	}
}

func TestWrapName(t *testing.T) {
	for _, tt := range []struct {
		name  string
		width int
		want  string
	}{
		{"a.wasm", 10, "a.wasm"},
		{"shootout-ackermann/shootout-ackermann.wasm", 24, "shootout-ackermann/|shootout-ackermann.wasm"},
		{"shootout-ackermann/shootout-ackermann.wasm", 12, "shootout-|ackermann/|shootout-|ackermann.|wasm"},
		{"abcdefghijkl", 5, "abcde|fghij|kl"},
		{"(geometric mean)", 12, "(geometric|mean)"},
		{"日本語日本語", 5, "日本|語日|本語"},
	} {
		if got := strings.ReplaceAll(wrapName(tt.name, tt.width), "\n", "|"); got != tt.want {
			t.Errorf("%s at %d: %s, want %s", tt.name, tt.width, got, tt.want)
		}
	}
}

func TestMarkdown(t *testing.T) {
	d := excerpt(t)
	o := NewOptions(d)
	o.Screen = Screen{Width: 1, Color: true, ASCII: true} // does not matter
	o.Warnings = []error{fmt.Errorf("a_b is odd")}
	golden(t, "excerpt.md", render(t, func(w io.Writer) error { return Markdown(w, analysis.Summarize(d), o) }), true)
	if got := render(t, func(w io.Writer) error { return Markdown(w, nil, Options{}) }); !strings.HasPrefix(got, "- no values\n") {
		t.Errorf("%q", got)
	}
	sums := analysis.Summarize(d)
	sums[0].Wasm, sums[0].Engine = "a|b\n\x1b[31m*c*", "<script>_x_|"
	if got := render(t, func(w io.Writer) error { return Markdown(w, sums, o) }); strings.Contains(got, "\x1b") || strings.Contains(got, "<script>") {
		t.Error(got)
	}
	if err := Markdown(fullDisk{}, sums, o); err == nil {
		t.Error("a full disk is no error")
	}
}
