package html

import (
	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/analysis/report/plot"
)

// maxMarks is how many values all plots of a page may draw together, so that
// it stays below MaxBytes: the 60,000 of 100 benchmarks on two engines in
// three phases, 10 processes of 10 iterations each, twice.
const maxMarks = 60_000

// Bounds for the values drawn of one engine in one plot: fewer show nothing,
// more only ink.
const (
	fewestMarks = 30
	mostMarks   = 4000
)

// A quantityPlots is what the two plots of a quantity are drawn from.
type quantityPlots struct {
	key  analysis.Key // without the engine
	arms []plot.Arm
}

// quantities groups the series of the data by what was measured, the
// engines in the order in which they were recorded. The warm prefix is that
// of the comparisons; without one, that of the series.
func quantities(d *analysis.Data, r *analysis.Result) []quantityPlots {
	warm := map[analysis.Key]int{}
	for _, c := range r.Comparisons {
		k := keyOf(&c)
		warm[k] = max(warm[k], c.Warm)
	}
	var list []*analysis.Series
	for _, config := range d.Configs {
		for i := range d.Series {
			if s := &d.Series[i]; s.Config() == config {
				list = append(list, s)
			}
		}
	}
	var out []quantityPlots
	for _, g := range report.Grouped(list, func(s *analysis.Series) analysis.Key { return quantity(s.Key) }) {
		q := quantityPlots{key: g.Key}
		for _, s := range g.Lines {
			w, compared := warm[g.Key]
			if !compared {
				w = analysis.DiagnoseSeries(s, 0).Warmup.Prefix
			}
			q.arms = append(q.arms, plot.Arm{Name: s.Config().String(), Series: s, Warm: w})
		}
		out = append(out, q)
	}
	return out
}

// quantity is a key without the engine.
func quantity(k analysis.Key) analysis.Key {
	k.Engine, k.EngineFlags, k.Label = "", "", ""
	return k
}
