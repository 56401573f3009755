package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A summaryLine is an engine's line in a table of summaries.
type summaryLine struct {
	*analysis.Summary
	base *analysis.Summary // that of the first engine
}

// columns are all that is shown of summaries. What a heading or a text is
// depends on the drawing; keys and values do not.
func (d *drawing) columns() []Column[summaryLine] {
	const right = text.AlignRight
	medians := "against\nfirst"
	if d.markdown {
		medians = "against first"
	}
	return []Column[summaryLine]{
		{Key: "arch", Value: func(l summaryLine) any { return l.Arch }},
		{Heading: "benchmark", Text: func(l summaryLine) string { return cell(d.in.short(l.Wasm)) }, Hidden: !d.markdown},
		{Heading: "engine", Text: d.engineName, Key: "engine", Value: func(l summaryLine) any { return l.Engine }},
		{Key: "engine_flags", Value: func(l summaryLine) any {
			if l.EngineFlags == "" {
				return nil
			}
			return l.EngineFlags
		}},
		{Key: "wasm", Value: func(l summaryLine) any { return l.Wasm }},
		{Key: "phase", Value: func(l summaryLine) any { return l.Phase.String() }},
		{Key: "event", Value: func(l summaryLine) any { return l.Event }},
		{Key: "min", Value: func(l summaryLine) any { return l.Min }},
		{Key: "max", Value: func(l summaryLine) any { return l.Max }},
		{Heading: "median", Text: func(l summaryLine) string { return d.quantity(l.Median, l.Summary) }, Align: right,
			Key: "median", Value: func(l summaryLine) any { return l.UpperMedian }},
		{Heading: d.Text("mean ± deviation"), Text: func(l summaryLine) string {
			mean := d.quantity(l.Mean, l.Summary)
			if l.N == 1 {
				return mean // one value does not deviate
			}
			return mean + d.Text(" ± ") + words.Share(l.MeanDeviation, l.Mean)
		}, Align: right, Key: "mean", Value: func(l summaryLine) any { return float(l.Mean) }},
		{Key: "mean_deviation", Value: func(l summaryLine) any { return float(l.MeanDeviation) }},
		{Heading: "min", Text: d.lowest, Align: right, Hidden: !d.markdown},
		{Heading: "spread", Text: func(l summaryLine) string {
			return strings.ReplaceAll(d.histogram(*l.Summary, d.bars), " ", "\u00a0") // blanks that no renderer of Markdown takes away
		}, Align: text.AlignLeft, Hidden: !d.markdown},
		{Heading: "max", Text: d.highest, Align: text.AlignLeft, Hidden: !d.markdown},
		{Heading: d.spread("min", "", "max"), Text: func(l summaryLine) string {
			return d.spread(d.lowest(l), d.histogram(*l.Summary, d.bars), d.highest(l))
		}, Align: right, Hidden: d.markdown},
		{Heading: "n", Text: func(l summaryLine) string { return d.Text(samples(l)) }, Align: right},
		{Heading: medians, Text: d.against, Align: right, Hidden: !d.several},
		{Key: "median_interval", Value: func(l summaryLine) any {
			if math.IsNaN(l.MedianInterval.Low) || math.IsNaN(l.MedianInterval.High) {
				return nil
			}
			return l.MedianInterval
		}, Extra: true},
		{Key: "not_steady", Value: func(l summaryLine) any { return orNil(drifting(l.Summary)) }, Extra: true},
		{Key: "overhead_subtracted", Value: func(l summaryLine) any {
			return of(l.Subtracted, func(s *analysis.Subtraction) any { return s.Count })
		}, Extra: true},
	}
}

func (d *drawing) engineName(l summaryLine) string {
	name := quote.Name(l.Config().String())
	if d.markdown {
		return cell(name)
	}
	return wrapName(d.Text(name), d.engine)
}

// quantity is a value of a summary, all of which have one unit.
func (d *drawing) quantity(x float64, of *analysis.Summary) string {
	return d.Text(words.UnitOf(d.Events[of.Event], of.Median).Text(x))
}

func (d *drawing) lowest(l summaryLine) string  { return d.quantity(float64(l.Min), l.Summary) }
func (d *drawing) highest(l summaryLine) string { return d.quantity(float64(l.Max), l.Summary) }

// spread is the smallest value, the bars, and the largest.
func (d *drawing) spread(low, bars, high string) string {
	return text.AlignRight.Apply(low, d.ends[0]) + " " + text.AlignLeft.Apply(bars, d.bars) + " " + text.AlignLeft.Apply(high, d.ends[1])
}

// samples is "processes×iterations", or the number of values and of
// processes where these have different numbers of iterations.
func samples(s summaryLine) string {
	if s.MinIterations == s.MaxIterations {
		return fmt.Sprintf("%d×%d", s.Processes, s.MaxIterations)
	}
	return fmt.Sprintf("%d×%d-%d", s.Processes, s.MinIterations, s.MaxIterations)
}

// against is the median beside the first engine's.
func (d *drawing) against(l summaryLine) string {
	switch {
	case !(l.Median > 0) || !(l.base.Median > 0):
		return "-"
	case l.Config() == l.base.Config():
		return ""
	}
	return words.Change(l.Median/l.base.Median, d.Events[l.Event])
}
