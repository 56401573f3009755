package html

import (
	"fmt"
	"html/template"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure/words"
)

// mostPlotted is how many lines by machine a page has: some 400 bytes each.
const mostPlotted = 3000

// machines are a comparison of several machines, one by one: a table with a plot beside the
// same numbers.
type machines struct {
	Axis  template.HTML
	Lines []machineLine
	Left  string // what is not shown
}

type machineLine struct {
	report.MachineLine
	Class string
	Bar   template.HTML
}

// machines returns nil for a comparison of one machine.
func (p *pages) machines(c *analysis.Comparison) *machines {
	lines, left := report.ByMachine(c)
	if len(lines) == 0 {
		return nil
	}
	if p.plotted += len(lines); p.plotted > mostPlotted {
		return &machines{Left: "There was no room on the page to show machines one by one; sightglass compare -o json has all."}
	}
	m := &machines{}
	if left > 0 {
		m.Left = fmt.Sprintf("%s nearer to the mean, and not shown; sightglass compare -o json has all.", words.Plural(left, "other machine is", "other machines are"))
	}
	var drawn []analysis.Comparison
	for _, l := range lines {
		drawn = append(drawn, l.Drawn)
	}
	axis := newAxis(drawn, c.Event)
	m.Axis = axis.head()
	for i, l := range lines {
		m.Lines = append(m.Lines, machineLine{l, class(l.Drawn.Verdict, l.Drawn.Effect), axis.bar(&drawn[i])})
	}
	return m
}
