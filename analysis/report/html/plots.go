package html

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"

	"github.com/sightglass-go/sightglass/analysis/internal/parallel"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report/plot"
)

// A figure is a plot in a width for screens and one for phones.
type figure struct {
	Heading      string
	Wide, Narrow template.HTML
}

func forests(groups []group, n names) []figure {
	var out []figure
	for i := range groups {
		g := &groups[i]
		list := g.all()
		out = append(out, figure{
			Heading: fmt.Sprintf("%s against %s · %v · %s · %s", g.cand, g.base, g.phase, g.event.Name, g.arch),
			// The drawing escapes what it writes.
			Wide:   template.HTML(plot.Forest(list, plot.ForestOptions{Name: n.of}).Inline()),
			Narrow: template.HTML(plot.Forest(list, plot.ForestOptions{Name: n.of, Width: 350}).Inline()),
		})
	}
	return out
}

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
		k := quantity(analysis.Key{Arch: c.Arch, Wasm: c.Wasm, Phase: c.Phase, Event: c.Event.Name})
		warm[k] = max(warm[k], c.Warm)
	}
	index := map[analysis.Key]int{}
	var out []quantityPlots
	for _, config := range d.Configs {
		for i := range d.Series {
			s := &d.Series[i]
			if s.Config() != config {
				continue
			}
			k := quantity(s.Key)
			at, ok := index[k]
			if !ok {
				at = len(out)
				index[k] = at
				out = append(out, quantityPlots{key: k})
			}
			w, compared := warm[k]
			if !compared {
				w = analysis.DiagnoseSeries(s, 0).Warmup.Prefix
			}
			out[at].arms = append(out[at].arms, plot.Arm{Name: config.String(), Series: s, Warm: w})
		}
	}
	return out
}

// Draw returns the two plots of the values.
func (q *quantityPlots) draw(d *analysis.Data, n names, most int) [2]*plot.Drawing {
	o := plot.SampleOptions{Benchmark: n.of(q.key.Wasm), Event: d.Events[q.key.Event], Most: most}
	return [2]*plot.Drawing{plot.Distribution(q.arms, o), plot.RunOrder(q.arms, o)}
}

// packPlots draws the plots of all values, and packs those of one benchmark
// together. It returns where those of each quantity are: the number of the
// pack, and the place in it.
func packPlots(r *Report, n names) (places map[analysis.Key]string, packs []template.HTML, thinned string) {
	all := quantities(r.Data, r.Result)
	series := len(r.Data.Series)
	most := min(max(maxMarks/max(series, 1), fewestMarks), mostMarks)
	fewer := 0
	for i := range r.Data.Series {
		if r.Data.Series[i].Len() > most {
			fewer++
		}
	}
	if fewer > 0 {
		thinned = fmt.Sprintf("In the plots of %d of %d series not every value is drawn but about %d of them; each plot says which.", fewer, series, most)
	}
	byBenchmark := map[string][]int{}
	var order []string
	for i := range all {
		w := all[i].key.Wasm
		if byBenchmark[w] == nil {
			order = append(order, w)
		}
		byBenchmark[w] = append(byBenchmark[w], i)
	}
	places = make(map[analysis.Key]string, len(all))
	packs = make([]template.HTML, len(order))
	for k, w := range order {
		for place, i := range byBenchmark[w] {
			places[all[i].key] = fmt.Sprintf("%d.%d", k, place)
		}
	}
	parallel.Each(len(order), func(k int) {
		var svgs [][2]string
		for _, i := range byBenchmark[order[k]] {
			d := all[i].draw(r.Data, n, most)
			svgs = append(svgs, [2]string{d[0].Inline(), d[1].Inline()})
		}
		var text bytes.Buffer
		enc := json.NewEncoder(&text)
		enc.SetEscapeHTML(false) // it will be packed
		if err := enc.Encode(svgs); err != nil {
			panic("BUG: html: strings that are no JSON: " + err.Error())
		}
		packs[k] = packed(text.Bytes())
	})
	return places, packs, thinned
}
