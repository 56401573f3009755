package html

import (
	"fmt"
	"strconv"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A valueRow is a summary in the table of values.
type valueRow struct {
	Name, Phase, Event, Arch, Engine       string
	PhaseOrder                             int
	Median, Low, High, Mean, Dev, Min, Max cell
	N                                      int
	Count                                  string // processes x iterations
	Notes                                  []string
	Plots                                  string
}

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

func valuesOf(d *analysis.Data, compared map[analysis.Key]float64, n names, places map[analysis.Key]string) []valueRow {
	var out []valueRow
	for i, s := range analysis.Summarize(d) {
		e := d.Events[s.Event]
		median, ok := compared[s.Key]
		if !ok {
			median = d.Series[i].ProcessMedian()
		}
		unit := words.UnitOf(e, median)
		show := func(x float64) cell {
			return cell{unit.Text(x), ""} // by which the page sorts
		}
		v := valueRow{
			Name: n.of(s.Wasm), Phase: s.Phase.String(), PhaseOrder: int(s.Phase), Event: s.Event, Arch: s.Arch, Engine: s.Config().String(),
			Median: show(median), Low: show(s.MedianInterval.Low), High: show(s.MedianInterval.High), Mean: show(s.Mean),
			Dev: cell{"-", ""}, Min: show(float64(s.Min)), Max: show(float64(s.Max)), N: s.N,
			Plots: places[quantity(s.Key)],
		}
		if s.Mean > 0 && s.N > 1 {
			v.Dev = cell{words.Share(s.MeanDeviation, s.Mean), strconv.FormatFloat(s.MeanDeviation/s.Mean, 'g', 6, 64)}
		}
		v.Count = fmt.Sprintf("%d×%d", s.Processes, s.MaxIterations)
		if s.MinIterations != s.MaxIterations {
			v.Count = fmt.Sprintf("%d×%d to %d", s.Processes, s.MinIterations, s.MaxIterations)
		}
		if s.Scaled > 0 {
			v.Notes = append(v.Notes, words.Count(s.Scaled, "count")+" estimated: the counter ran for a part of the time")
		}
		if drift := s.Series.Steadiness(); drift != nil && !drift.Steady() {
			v.Notes = append(v.Notes, "not steady: "+report.Drift(drift.Drift))
		}
		if s.Collections > 0 {
			v.Notes = append(v.Notes, fmt.Sprintf("%d garbage collections of the recorder fell into it", s.Collections))
		}
		if s.Warned > 0 {
			v.Notes = append(v.Notes, words.Count(s.Warned, "row")+" with a warning of its own")
		}
		if s.Subtracted != nil {
			v.Notes = append(v.Notes, fmt.Sprintf("%d of overhead subtracted from each count", s.Subtracted.Count))
			if s.Subtracted.Clamped > 0 {
				v.Notes = append(v.Notes, words.Count(s.Subtracted.Clamped, "count")+" fell below it and became 0")
			}
		}
		out = append(out, v)
	}
	return out
}
