package html

import (
	"fmt"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A valueRow is a summary in the table of values.
type valueRow struct {
	analysis.Summary
	median float64 // as comparisons have it
	unit   words.Unit
	plots  string
}

// values is the table of summaries; c says what tells them apart.
func values(rows []valueRow, c columns, n names) table {
	number := func(heading, title string, detail bool, of func(valueRow) float64) report.Column[valueRow] {
		return report.Column[valueRow]{Heading: heading, Title: title, Align: text.AlignRight, Detail: detail,
			Text: func(v valueRow) string { return v.unit.Text(of(v)) }}
	}
	columns := []report.Column[valueRow]{
		{Heading: "Benchmark", Text: func(v valueRow) string { return n.of(v.Wasm) }},
		phaseColumn(func(v valueRow) measure.Phase { return v.Phase }),
		{Heading: "Event", Key: "event", Text: func(v valueRow) string { return v.Event }, Hidden: !c.Event},
		{Heading: "Architecture", Text: func(v valueRow) string { return v.Arch }, Hidden: !c.Arch},
		{Heading: "Engine", Key: "engine", Text: func(v valueRow) string { return v.Config().String() }},
		number("Median of processes", "median of the medians of processes, as in the comparison", false, func(v valueRow) float64 { return v.median }),
		number("99% interval of it, low", "", false, func(v valueRow) float64 { return v.MedianInterval.Low }),
		number("high", "", false, func(v valueRow) float64 { return v.MedianInterval.High }),
		number("Mean", "", true, func(v valueRow) float64 { return v.Mean }),
		{Heading: "Deviation", Title: "mean absolute deviation from the mean, as a share of it", Align: text.AlignRight, Detail: true, Text: func(v valueRow) string {
			if !v.deviates() {
				return "-"
			}
			return words.Share(v.MeanDeviation, v.Mean)
		}, Value: func(v valueRow) any {
			if !v.deviates() {
				return nil
			}
			return v.MeanDeviation / v.Mean
		}},
		number("Min", "", true, func(v valueRow) float64 { return float64(v.Min) }),
		number("Max", "", true, func(v valueRow) float64 { return float64(v.Max) }),
		{Heading: "Processes × iterations", Align: text.AlignRight, Detail: true, Text: func(v valueRow) string {
			if v.MinIterations != v.MaxIterations {
				return fmt.Sprintf("%d×%d to %d", v.Processes, v.MinIterations, v.MaxIterations)
			}
			return fmt.Sprintf("%d×%d", v.Processes, v.MaxIterations)
		}, Value: func(v valueRow) any { return v.N }},
		{Heading: "Notes", Remarks: true, Text: func(v valueRow) string { return remarks(v.notes()) }},
	}
	return tableOf("values-table", "table of values", columns, rows, func(v valueRow) tr { return tr{Attributes: plotsAt(v.plots)} })
}

// deviates is whether a share of the mean can be had.
func (v valueRow) deviates() bool { return v.Mean > 0 && v.N > 1 }

// medians returns what comparisons show of each engine, so that the same is
// shown everywhere: the median of processes, without what they leave out.
func medians(r *analysis.Result) map[analysis.Key]float64 {
	out := map[analysis.Key]float64{}
	for _, c := range r.Comparisons {
		for _, a := range []analysis.Arm{c.Baseline, c.Candidate} {
			k := analysis.Key{Arch: c.Arch, Wasm: c.Wasm, Phase: c.Phase, Event: c.Event.Name, Engine: a.Engine, EngineFlags: a.Flags, Label: a.Label}
			if _, ok := out[k]; !ok {
				out[k] = a.Median
			}
		}
	}
	return out
}

func valuesOf(d *analysis.Data, compared map[analysis.Key]float64, places map[analysis.Key]string) []valueRow {
	var out []valueRow
	for i, s := range analysis.Summarize(d) {
		median, ok := compared[s.Key]
		if !ok {
			median = d.Series[i].ProcessMedian()
		}
		out = append(out, valueRow{s, median, words.UnitOf(d.Events[s.Event], median), places[quantity(s.Key)]})
	}
	return out
}

func (v valueRow) notes() (out []string) {
	if v.Scaled > 0 {
		out = append(out, words.Count(v.Scaled, "count")+" estimated: the counter ran for a part of the time")
	}
	if drift := v.Series.Steadiness(); drift != nil && !drift.Steady() {
		out = append(out, "not steady: "+report.Drift(drift.Drift))
	}
	if v.Collections > 0 {
		out = append(out, fmt.Sprintf("%d garbage collections of the recorder fell into it", v.Collections))
	}
	if v.Warned > 0 {
		out = append(out, words.Count(v.Warned, "row")+" with a warning of its own")
	}
	if v.Subtracted != nil {
		out = append(out, fmt.Sprintf("%d of overhead subtracted from each count", v.Subtracted.Count))
		if v.Subtracted.Clamped > 0 {
			out = append(out, words.Count(v.Subtracted.Clamped, "count")+" fell below it and became 0")
		}
	}
	return out
}
