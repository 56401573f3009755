package html

import (
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/internal/parallel"
	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/analysis/report/plot"
)

// drawn is the values that the page can show, packed by benchmark, and where each
// series is among them.
type drawn struct {
	packs   []template.HTML
	thinned string
	where   map[analysis.Key]place
	course  map[analysis.Key][]plot.ProcessPoints // medians alone
}

// A place is that of a series: the pack, the quantity in it, and the arm of that.
type place struct{ pack, quantity, arm int }

// packPoints works out what is drawn of all values, and packs those of one benchmark
// together.
func packPoints(r *Report, n names) *drawn {
	all := quantities(r.Data, r.Result)
	d := &drawn{where: map[analysis.Key]place{}, course: map[analysis.Key][]plot.ProcessPoints{}}
	most, fewer := marksOf(r.Data)
	if fewer > 0 {
		d.thinned = fmt.Sprintf("In the plots of %d of %d series not every value is drawn but about %d of them; each plot says which.", fewer, len(r.Data.Series), most)
	}
	benchmarks := report.Grouped(all, func(q quantityPlots) string { return q.key.Wasm })
	d.packs = make([]template.HTML, len(benchmarks))
	made := make([][]*plot.Points, len(benchmarks))
	parallel.Each(len(benchmarks), func(k int) {
		var list []*plot.Points
		for _, q := range benchmarks[k].Lines {
			list = append(list, plot.PointsOf(q.arms, plot.SampleOptions{Benchmark: n.of(q.key.Wasm), Event: r.Data.Events[q.key.Event], Most: most}))
		}
		made[k] = list
		text, err := json.Marshal(list)
		if err != nil {
			panic("BUG: html: points that are no JSON: " + err.Error())
		}
		d.packs[k] = packed(text)
		for _, p := range list { // the rest is packed
			for a := range p.Arms {
				for q := range p.Arms[a].Processes {
					p.Arms[a].Processes[q].Counts, p.Arms[a].Processes[q].Index = nil, nil
				}
			}
		}
	})
	for k, b := range benchmarks {
		for at, q := range b.Lines {
			for arm := range q.arms {
				key := q.arms[arm].Series.Key
				d.where[key] = place{k, at, arm}
				d.course[key] = made[k][at].Arms[arm].Processes
			}
		}
	}
	return d
}

// marksOf is how many values of a series are drawn at most, and how many series have
// more.
func marksOf(d *analysis.Data) (most, fewer int) {
	most = min(max(maxMarks/max(len(d.Series), 1), fewestMarks), mostMarks)
	for i := range d.Series {
		if d.Series[i].Len() > most {
			fewer++
		}
	}
	return most, fewer
}

// at is the attribute by which a row finds the values of its series.
func (d *drawn) at(keys []analysis.Key) template.HTMLAttr {
	var arms []string
	var at place
	for _, k := range keys {
		p, ok := d.where[k]
		if !ok {
			continue
		}
		at = p
		arms = append(arms, fmt.Sprint(p.arm))
	}
	if len(arms) == 0 {
		return ""
	}
	return template.HTMLAttr(fmt.Sprintf(` data-points="%d.%d.%s"`, at.pack, at.quantity, strings.Join(arms, "."))) // numbers
}

// Sizes of a sparkline, in its own units.
const (
	courseWidth, courseHeight = 100, 20
	courseMost                = 60 // points of a line
)

// spark draws the medians of processes in the order of time, those of each series
// beside its own typical one: it shows drift and noise, and not the difference.
func (d *drawn) spark(keys []analysis.Key) template.HTML {
	type line struct {
		pen int
		xs  []int
		ys  []float64
	}
	var lines []line
	last, low, high := 0, -0.01, 0.01
	for i, k := range keys {
		l := line{pen: i}
		for _, p := range d.course[k] {
			if p.Median != nil && *p.Median > 0 {
				l.xs, l.ys = append(l.xs, p.Place), append(l.ys, math.Log(*p.Median))
			}
		}
		if len(l.ys) < 2 {
			continue
		}
		middle, _ := stat.Median(l.ys, nil)
		for j := range l.ys {
			l.ys[j] -= middle
			low, high, last = min(low, l.ys[j]), max(high, l.ys[j]), max(last, l.xs[j])
		}
		lines = append(lines, l)
	}
	if len(lines) == 0 {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="spark" aria-hidden="true" viewBox="0 0 %d %d" preserveAspectRatio="none">`, courseWidth, courseHeight)
	for _, l := range lines {
		fmt.Fprintf(&b, `<path class="s%d" d="`, l.pen)
		every := (len(l.xs) + courseMost - 1) / courseMost
		for j := 0; j < len(l.xs); j += every {
			sign := "L"
			if j == 0 {
				sign = "M"
			}
			fmt.Fprintf(&b, "%s%d %d", sign, courseWidth*l.xs[j]/max(last, 1), int(1+math.Round((courseHeight-2)*(high-l.ys[j])/(high-low))))
		}
		b.WriteString(`"/>`)
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) // numbers
}
