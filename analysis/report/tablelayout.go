package report

import (
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// A tableLayout is a way to draw the table of summaries.
type tableLayout struct {
	engine   int  // columns at which engines are broken into lines
	bars     int  // columns of a distribution
	twoLines bool // smallest, largest and distribution stand in a second line
	markdown bool // which breaks its lines itself, and has the three in columns of their own
}

// tableLayouts are tried in this order until one fits. An engine's width is not
// the WidthMax of its column, which would break the headings, too.
var tableLayouts = []tableLayout{{32, 16, false, false}, {16, 16, false, false}, {16, 8, false, false}, {32, 16, true, false}, {20, 16, true, false}, {16, 16, true, false}, {16, 8, true, false}, {9, 8, true, false}}

// maxHeading is how wide headings may make a table that is narrower.
const maxHeading = 76

// render draws the table in the first layout that fits, else in the last.
func (o *Options) render(groups []group, several bool) string {
	var s string
	for _, layout := range tableLayouts {
		t := drawing{Options: o, tableLayout: layout, groups: groups, several: several}
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
	ends    [2]int // the widths of the smallest and the largest values
}

// measure finds how wide the smallest and the largest values are, so that the
// bars between them stand below each other.
func (d *drawing) measure() {
	d.ends = [2]int{3, 3}
	for _, g := range d.groups {
		for k := range g.sums {
			s := &g.sums[k]
			for i, end := range []uint64{s.Min, s.Max} {
				d.ends[i] = max(d.ends[i], text.StringWidth(d.quantity(float64(end), s)))
			}
		}
	}
}

// render draws the table with headings of the given width, without any if it
// is 0.
func (d *drawing) render(width int) string {
	columns := Shown(d.columns())
	below := slices.IndexFunc(columns, func(c Column[summaryLine]) bool { return c.Heading == d.spread("min", "", "max") })
	spread := columns[below]
	if d.twoLines {
		columns = slices.Delete(columns, below, below+1)
	}
	t := d.newTable()
	align(t, columns)
	merge := table.RowConfig{AutoMerge: true, AutoMergeAlign: text.AlignRight}
	// second is the line with the spread. Neighbours with the same text become
	// one cell: those of the spread, and no others.
	second := func(wide string) table.Row {
		row := make(table.Row, len(columns))
		for i := range row {
			row[i] = strings.Repeat(" ", i%2)
			if 0 < i && i < below {
				row[i] = wide
			}
		}
		return row
	}
	header := func(part int) table.Row {
		row := second(spread.Heading)
		for i, c := range columns {
			if parts := strings.Split(c.Heading, "\n"); part < len(parts) {
				row[i] = parts[part]
			}
			row[i] = d.Bold(row[i].(string))
		}
		return row
	}
	if d.twoLines {
		t.AppendHeader(header(0), merge)
		t.AppendHeader(header(1), merge)
	} else {
		t.AppendHeader(cells(columns, func(c Column[summaryLine]) string { return d.Bold(c.Heading) }))
	}
	for i, g := range d.groups {
		if i > 0 {
			t.AppendSeparator()
		}
		heading := ""
		if width > 0 {
			heading = text.WrapSoft(d.heading(g.key), width)
		}
		row := cells(columns, func(Column[summaryLine]) string { return heading })
		t.AppendRow(row, table.RowConfig{AutoMerge: true, AutoMergeAlign: text.AlignLeft})
		for _, line := range lines(g) {
			t.AppendRow(cells(columns, func(c Column[summaryLine]) string { return c.Text(line) }))
			if d.twoLines {
				t.AppendRow(second(spread.Text(line)), merge)
			}
		}
	}
	return t.Render()
}
