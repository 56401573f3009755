package html

import (
	"fmt"
	"math"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A valueRow is a summary in the table of counts.
type valueRow struct {
	analysis.Summary
	median float64 // as comparisons have it
	unit   words.Unit
	event  measure.Event
}

// counts is the table of what was counted of a benchmark: a column for each engine,
// so that it fits on a phone.
type counts struct {
	Engines []string
	Lines   []countLine
}

type countLine struct {
	Name  string
	Cells []string
}

// values is the table of the rows, all in the unit in which the smallest median reads
// best.
func values(rows []valueRow) *counts {
	var medians []float64
	t := &counts{}
	for _, v := range rows {
		medians = append(medians, v.median)
		t.Engines = append(t.Engines, v.Config().String())
	}
	unit := words.UnitOf(rows[0].event, medians...)
	add := func(name string, of func(*valueRow) string) {
		line, said := countLine{Name: name}, false
		for i := range rows {
			text := of(&rows[i])
			line.Cells = append(line.Cells, text)
			said = said || text != ""
		}
		if said {
			t.Lines = append(t.Lines, line)
		}
	}
	add("Median of processes", func(v *valueRow) string { return unit.Text(v.median) })
	add("its 99% interval", func(v *valueRow) string {
		if math.IsNaN(v.MedianInterval.Low) {
			return "-"
		}
		return unit.Text(v.MedianInterval.Low) + " .. " + unit.Text(v.MedianInterval.High)
	})
	add("Mean", func(v *valueRow) string { return unit.Text(v.Mean) })
	add("Mean deviation", func(v *valueRow) string {
		if !(v.Mean > 0 && v.N > 1) {
			return "-"
		}
		return words.Share(v.MeanDeviation, v.Mean)
	})
	add("Smallest .. largest", func(v *valueRow) string { return unit.Text(float64(v.Min)) + " .. " + unit.Text(float64(v.Max)) })
	add("Processes × iterations", func(v *valueRow) string {
		if v.MinIterations != v.MaxIterations {
			return fmt.Sprintf("%d × %d to %d", v.Processes, v.MinIterations, v.MaxIterations)
		}
		return fmt.Sprintf("%d × %d", v.Processes, v.MaxIterations)
	})
	add("Notes", func(v *valueRow) string { return strings.Join(v.notes(), "; ") })
	return t
}

// medians returns what comparisons show of each engine, so that the same is
// shown everywhere: the median of processes, without what they leave out.
func medians(r *analysis.Result) map[analysis.Key]float64 {
	out := map[analysis.Key]float64{}
	for i := range r.Comparisons {
		c := &r.Comparisons[i]
		for _, a := range []analysis.Arm{c.Baseline, c.Candidate} {
			k := of(keyOf(c), a)
			if _, ok := out[k]; !ok {
				out[k] = a.Median
			}
		}
	}
	return out
}

func valuesOf(d *analysis.Data, compared map[analysis.Key]float64) map[analysis.Key]*valueRow {
	out := make(map[analysis.Key]*valueRow, len(d.Series))
	for i, s := range analysis.Summarize(d) {
		median, ok := compared[s.Key]
		if !ok {
			median = d.Series[i].ProcessMedian()
		}
		e := d.Events[s.Event]
		out[s.Key] = &valueRow{s, median, words.UnitOf(e, median), e}
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
