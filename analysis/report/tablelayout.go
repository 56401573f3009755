package report

import (
	"fmt"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A tableLayout is a way to draw the table of summaries.
type tableLayout struct {
	engine   int  // columns at which engines are broken into lines
	bars     int  // columns of a distribution
	twoLines bool // smallest, largest and distribution stand in a second line
}

// tableLayouts are tried in this order until one fits. An engine's width is not
// the WidthMax of its column, which would break the headings, too.
var tableLayouts = []tableLayout{{32, 16, false}, {16, 16, false}, {16, 8, false}, {32, 16, true}, {20, 16, true}, {16, 16, true}, {16, 8, true}, {9, 8, true}}

// maxHeading is how wide headings may make a table that is narrower.
const maxHeading = 76

// render draws the table in the first layout that fits, else in the last.
func (o *Options) render(groups []group, several bool) string {
	var s string
	for _, layout := range tableLayouts {
		t := drawing{o, layout, groups, several, nil}
		t.measure()
		// A heading that is longer than the columns' texts together makes
		// go-pretty widen all columns, by more than would be needed.
		bare := text.LongestLineLen(t.render(0)) - 4
		s = t.render(max(bare, min(o.width()-4, maxHeading)))
		if !o.fits(s) {
			s = t.render(bare)
		}
		if o.fits(s) {
			break
		}
	}
	return s
}

// drawing is the table in one layout.
type drawing struct {
	*Options
	tableLayout
	groups  []group
	several bool
	ends    []int // the widths of the smallest and the largest values
}

// measure finds how wide the smallest and the largest values are, so that the
// bars between them stand below each other.
func (d *drawing) measure() {
	d.ends = []int{3, 3}
	for _, g := range d.groups {
		for _, s := range g.sums {
			for i, end := range []uint64{s.Min, s.Max} {
				d.ends[i] = max(d.ends[i], text.StringWidth(d.quantity(float64(end), s.Event)))
			}
		}
	}
}

func (d *drawing) quantity(x float64, event string) string {
	return d.text(words.Quantity(x, d.Events[event].Unit))
}

// spread is the smallest value, the bars, and the largest.
func (d *drawing) spread(low, bars, high string) string {
	return text.AlignRight.Apply(low, d.ends[0]) + " " + text.AlignLeft.Apply(bars, d.bars) + " " + text.AlignLeft.Apply(high, d.ends[1])
}

// render draws the table with headings of the given width, without any if it
// is 0.
func (d *drawing) render(width int) string {
	t := d.newTable()
	d.header(t)
	for i, g := range d.groups {
		if i > 0 {
			t.AppendSeparator()
		}
		heading := ""
		if width > 0 {
			heading = text.WrapSoft(d.heading(g.key), width)
		}
		row := make(table.Row, d.columns())
		for j := range row {
			row[j] = heading
		}
		t.AppendRow(row, table.RowConfig{AutoMerge: true, AutoMergeAlign: text.AlignLeft})
		for _, s := range g.sums {
			d.line(t, s, g.sums[0])
		}
	}
	return t.Render()
}

// columns is how many there are.
func (d *drawing) columns() int {
	n := 5
	if d.twoLines {
		n--
	}
	if d.several {
		n++
	}
	return n
}

func (d *drawing) header(t table.Writer) {
	mean := d.text("mean ± deviation")
	spread := d.bold(d.spread("min", "", "max"))
	rows := [][]any{{"engine", "median", mean, spread, "n", "ratio of\nmedians"}}
	if d.twoLines {
		rows = [][]any{{"engine", "median", mean, "n", "ratio of"}, {"", spread, spread, " ", "medians"}}
	}
	for _, row := range rows {
		row = row[:d.columns()]
		for i, cell := range row {
			if cell != spread {
				row[i] = d.bold(cell.(string))
			}
		}
		t.AppendHeader(row, table.RowConfig{AutoMerge: d.twoLines, AutoMergeAlign: text.AlignRight})
	}
	var configs []table.ColumnConfig
	for i := 2; i <= d.columns(); i++ {
		configs = append(configs, table.ColumnConfig{Number: i, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(configs)
}

func (d *drawing) line(t table.Writer, s, base analysis.Summary) {
	engine := wrapName(d.text(quote.Name(s.Config().String())), d.engine)
	median := d.quantity(s.Median, s.Event)
	mean := d.quantity(s.Mean, s.Event) + d.text(" ± ") + words.Share(s.MeanDeviation, s.Mean)
	spread := d.spread(d.quantity(float64(s.Min), s.Event), d.histogram(s, d.bars), d.quantity(float64(s.Max), s.Event))
	n, r := d.text(samples(s)), ratio(s, base)
	if !d.twoLines {
		t.AppendRow(table.Row{engine, median, mean, spread, n, r}[:d.columns()])
		return
	}
	t.AppendRow(table.Row{engine, median, mean, n, r}[:d.columns()])
	// Cells with the same text are one: those of the spread, and no others.
	t.AppendRow(table.Row{"", spread, spread, " ", ""}[:d.columns()], table.RowConfig{AutoMerge: true, AutoMergeAlign: text.AlignRight})
}

// samples is "processes×iterations", or the number of values and of
// processes where these have different numbers of iterations.
func samples(s analysis.Summary) string {
	if s.MinIterations == s.MaxIterations {
		return fmt.Sprintf("%d×%d", s.Processes, s.MaxIterations)
	}
	return fmt.Sprintf("%d×%d-%d", s.Processes, s.MinIterations, s.MaxIterations)
}
