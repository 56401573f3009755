package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// MixFormat is a form in which mixes are written.
type MixFormat string

// The forms of mixes: tables for people, the columns of the Rust sightglass's
// pca-metrics, and all that is known.
const (
	MixTable    MixFormat = "table"
	MixMarkdown MixFormat = "markdown"
	MixCSV      MixFormat = "csv"
	MixJSON     MixFormat = "json"
)

// MixOptions is what Mixes are written with.
type MixOptions struct {
	Screen Screen
	// Engine is what the benchmarks were executed on; empty if they were not.
	Engine string
	// Likeness is which of them are alike, and Unlike why that is not known; Left are
	// those that were not compared with the others.
	Likeness *analysis.Likeness
	Unlike   error
	Left     []string
}

// Mixes writes mixes. Tables have a line for each class of operators that occurs, what
// is executed most first, and below them which benchmarks are alike.
func Mixes(w io.Writer, m *analysis.Mixes, format MixFormat, o MixOptions) error {
	switch format {
	case MixCSV:
		return writeCSV(w, metricColumns(m), true, pointers(m.Mixes))
	case MixJSON:
		return writeJSON(w, mixDocument(m, o))
	}
	if format == MixMarkdown {
		o.Screen = Screen{}
	}
	d := mixDrawing{MixOptions: o, m: m, markdown: format == MixMarkdown}
	if d.in = folderOf(m.Mixes, func(x *analysis.Mix) string { return x.Benchmark }); d.in != "" {
		d.note("%s", strings.TrimSuffix(d.in.line(), "\n"))
		d.paragraph()
	}
	for i := range m.Mixes {
		d.mix(&m.Mixes[i])
	}
	if len(m.Mixes) > 1 {
		d.uncovered()
	}
	d.alike()
	_, err := io.WriteString(w, d.b.String())
	return err
}

func pointers[T any](list []T) (out []*T) {
	for i := range list {
		out = append(out, &list[i])
	}
	return out
}

// metricColumns are those of pca-metrics.
func metricColumns(m *analysis.Mixes) []Column[*analysis.Mix] {
	columns := []Column[*analysis.Mix]{{Key: "benchmark", Value: func(x *analysis.Mix) any { return x.Benchmark }}}
	for _, metric := range m.Metrics() {
		columns = append(columns, Column[*analysis.Mix]{Key: metric.Name, Value: func(x *analysis.Mix) any { return known(metric.Of(x)) }})
	}
	return columns
}

// A mixDrawing writes mixes for people.
type mixDrawing struct {
	MixOptions
	m        *analysis.Mixes
	in       folder
	markdown bool
	b        strings.Builder
}

// note writes a line of words, in Markdown an item of a list.
func (d *mixDrawing) note(format string, args ...any) {
	line := quote.Line(fmt.Sprintf(format, args...))
	if d.markdown {
		d.b.WriteString("- " + quote.Markdown(line) + "\n")
		return
	}
	d.b.WriteString(d.Screen.note("%s", line))
}

// heading stands above a table.
func (d *mixDrawing) heading(format string, args ...any) {
	line := quote.Line(fmt.Sprintf(format, args...))
	if d.markdown {
		d.b.WriteString("### " + quote.Markdown(line) + "\n\n")
		return
	}
	d.b.WriteString(d.Screen.Bold(d.Screen.wrap(d.Screen.Text(line), d.Screen.width())) + "\n")
}

func (d *mixDrawing) paragraph() {
	if d.markdown {
		d.b.WriteString("\n")
	}
}

// grid draws a table of which the first columns are words and the others numbers.
func grid[T any](d *mixDrawing, keys int, columns []Column[T], lines []T) {
	if !d.markdown {
		d.b.WriteString(Grid(d.Screen, keys, columns, lines))
		return
	}
	for i := range columns {
		if shown := columns[i].Text; i >= keys {
			columns[i].Align = text.AlignRight
		} else {
			columns[i].Text = func(line T) string { return cell(shown(line)) }
		}
	}
	d.b.WriteString(markdownTable(columns, lines) + "\n\n")
}

// mix draws one benchmark's.
func (d *mixDrawing) mix(mix *analysis.Mix) {
	static := mix.StaticTotal()
	dynamic, executed := mix.DynamicTotal()
	title := fmt.Sprintf("%s: %s", d.in.short(mix.Benchmark), operators(static))
	switch {
	case executed:
		title += fmt.Sprintf(", %s executed on %s", words.Whole(float64(dynamic)), quote.Name(d.Engine))
	case d.Engine != "":
		title += ", not executed to its end"
	}
	if static == 0 {
		d.note("%s.", title) // there is nothing to tabulate
		d.paragraph()
		return
	}
	d.heading("%s", title)
	var classes []int
	for c, n := range mix.Static {
		if n > 0 || executed && mix.Dynamic[c] > 0 {
			classes = append(classes, c)
		}
	}
	slices.SortStableFunc(classes, func(a, b int) int {
		if executed && mix.Dynamic[a] != mix.Dynamic[b] {
			return cmp.Compare(mix.Dynamic[b], mix.Dynamic[a])
		}
		return cmp.Compare(mix.Static[b], mix.Static[a])
	})
	columns := []Column[int]{
		{Heading: "class", Text: func(c int) string { return className(d.m.Classes[c]) }},
		{Heading: "in the code", Text: func(c int) string { return words.Whole(float64(mix.Static[c])) }},
		{Heading: "share", Text: func(c int) string { return words.Share(float64(mix.Static[c]), float64(static)) }},
	}
	if executed {
		columns = append(columns,
			Column[int]{Heading: "executed", Text: func(c int) string { return words.Whole(float64(mix.Dynamic[c])) }},
			Column[int]{Heading: "share", Text: func(c int) string { return words.Share(float64(mix.Dynamic[c]), float64(dynamic)) }})
	}
	grid(d, 1, columns, classes)
}

func operators(n uint64) string {
	text := words.Whole(float64(n)) + " operators"
	if n == 1 {
		return strings.TrimSuffix(text, "s")
	}
	return text
}

// className is what people read: "memory load".
func className(class string) string { return strings.ReplaceAll(class, "_", " ") }

// uncovered says which classes no benchmark has.
func (d *mixDrawing) uncovered() {
	list := func(classes []string) string {
		named := make([]string, len(classes))
		for i, c := range classes {
			named[i] = className(c)
		}
		return strings.Join(named, ", ")
	}
	absent, idle := d.m.Uncovered()
	if len(absent) > 0 {
		d.note("No benchmark has operators of these classes: %s.", list(absent))
	}
	if len(idle) > 0 {
		d.note("No benchmark executes those that it has of these: %s.", list(idle))
	}
}
