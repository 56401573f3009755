package html

import (
	"html/template"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/analysis/report/plot"
	"github.com/sightglass-go/sightglass/measure/record"
)

// checked is what the page shows of a self-check.
type checked struct {
	Line, Class string
	P           template.HTML // the plot of p values, "" without any
}

func checkedBy(r *analysis.Result) *checked {
	if r.Selfcheck == nil {
		return nil
	}
	c := &checked{Line: report.SelfcheckLine(r.Selfcheck), Class: "caveat"}
	if r.Selfcheck.Verdict != record.SelfcheckPassed {
		c.Class = "warn"
	}
	if p := r.Selfcheck.P; len(p) > 0 {
		c.P = template.HTML(plot.PValues(p).Inline()) // it holds numbers alone
	}
	return c
}
