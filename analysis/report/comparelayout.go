package report

import "github.com/jedib0t/go-pretty/v6/table"

// A compareLayout is a way to draw the table of comparisons. The zero value is
// that of Markdown, which breaks its lines itself.
type compareLayout struct {
	name, verdict, interval, means int // columns at which these are broken into lines, 0 for never
	bar                            int // columns of an interval's bar, 0 for none
}

// compareLayouts are tried in this order until one fits.
var compareLayouts = []compareLayout{
	{name: 44, verdict: 40, bar: 41}, {name: 32, verdict: 36, bar: 31}, {name: 32, verdict: 24, interval: 18, bar: 21},
	{name: 44, verdict: 36}, {name: 24, verdict: 24}, {name: 24, verdict: 18, interval: 18, means: 14}, {name: 19, verdict: 14, interval: 14, means: 12},
	{name: 12, verdict: 11, interval: 11, means: 8},
}

// draw draws the sections, all in the first layout in which all fit, else in
// the last. bars tells whether there are bars in it.
func (o CompareOptions) draw(all []section) (tables []string, bars bool) {
	for _, layout := range compareLayouts {
		tables, bars = tables[:0], layout.bar > 0
		fit := true
		for _, s := range all {
			t := s.table(o, layout).Render()
			tables = append(tables, t)
			fit = fit && o.fits(t)
		}
		if fit {
			break
		}
	}
	return tables, bars
}

// table draws the section.
func (s section) table(o CompareOptions, layout compareLayout) table.Writer {
	columns := Shown((&compareDrawing{o, layout, s}).columns())
	return fill(o.newTable(), o.Screen, columns, s.lines, func(i int) bool { return i > 0 && len(s.lines[i].Benchmarks) > 0 })
}
