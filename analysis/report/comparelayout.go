package report

import (
	"strconv"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A compareLayout is a way to draw the table of comparisons. The zero value is
// that of Markdown, which breaks its lines itself.
type compareLayout struct {
	name, verdict int  // columns at which these are broken into lines, 0 for never
	bar           int  // columns of an interval's bar, 0 for none
	twoLines      bool // the interval stands below the ratio
}

// compareLayouts are tried in this order until one fits.
var compareLayouts = []compareLayout{
	{name: 44, verdict: 40, bar: 41}, {name: 32, verdict: 36, bar: 31}, {name: 32, verdict: 24, bar: 21},
	{name: 44, verdict: 36}, {name: 24, verdict: 24}, {name: 19, verdict: 24, twoLines: true}, {name: 19, verdict: 17, twoLines: true}, {name: 12, verdict: 11, twoLines: true},
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
	t := o.newTable()
	level := s.level()
	interval := "interval"
	if level != 0 {
		interval = words.Level(level) + " interval"
	}
	scale := scaleOf(s.lines, layout.bar)
	header := []string{"benchmark", "verdict", "ratio", interval, "ratio,\nmeans", "rounds"}
	switch {
	case layout.twoLines:
		header = []string{"benchmark", "verdict", "ratio\n" + interval, "ratio,\nmeans", "rounds"}
	case layout.bar > 0:
		header = []string{"benchmark", "verdict", "ratio", interval, "the interval beside 1\n" + scale.heading(), "ratio,\nmeans", "rounds"}
	}
	var configs []table.ColumnConfig
	row := make(table.Row, len(header))
	for i, h := range header {
		row[i] = o.bold(h)
		if i >= 2 && !(layout.bar > 0 && i == 4) {
			configs = append(configs, table.ColumnConfig{Number: i + 1, Align: text.AlignRight, AlignHeader: text.AlignRight})
		}
	}
	t.AppendHeader(row)
	t.SetColumnConfigs(configs)
	for i, c := range s.lines {
		if i > 0 && len(c.Benchmarks) > 0 {
			t.AppendSeparator()
		}
		t.AppendRow(s.row(c, o, layout, scale, level == 0))
	}
	return t
}

// row is the line of a comparison. withLevel says the interval's level in it.
func (s section) row(c analysis.Comparison, o CompareOptions, layout compareLayout, scale scale, withLevel bool) table.Row {
	name, verdict := o.text(s.in.short(c.Wasm)), o.text(verdictWords(c))
	if layout.name > 0 {
		name, verdict = wrapName(name, layout.name), text.WrapSoft(verdict, layout.verdict)
	} else {
		name = cell(name)
	}
	color := verdictColor(c)
	verdict = o.paint(verdict, color)
	ratio, within := plainRatio(c.Ratio), interval(c.Shown(), withLevel)
	means, rounds := plainRatio(c.MeanRatio), strconv.Itoa(c.Rounds)
	switch {
	case layout.twoLines:
		return table.Row{name, verdict, ratio + "\n" + within, means, rounds}
	case layout.bar > 0:
		return table.Row{name, verdict, ratio, within, o.paint(scale.draw(c, o.Screen), color), means, rounds}
	}
	return table.Row{name, verdict, ratio, within, means, rounds}
}
