package html

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"github.com/sightglass-go/sightglass/analysis/internal/parallel"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report/plot"
	"github.com/sightglass-go/sightglass/measure/record"
)

// PlotFormat is a form in which plots are written as files.
type PlotFormat string

// The forms of plots.
const (
	SVG PlotFormat = "svg"
	PNG PlotFormat = "png"
)

// ErrPlotFormat is wrapped by the errors for any other form.
var ErrPlotFormat = errors.New("unknown format of plots")

// WritePlots writes the plots of a report as files into a folder, which is
// made if it is not there, and returns how many. Their names begin with
// "forest", "values" and "order", for the three kinds, and a number in the
// order of the page; every value is drawn.
func WritePlots(dir string, format PlotFormat, r Report) (int, error) {
	if format != SVG && format != PNG {
		return 0, fmt.Errorf("%w %q: use svg or png", ErrPlotFormat, format)
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return 0, err
	}
	n := newNames(r.Data)
	type file struct {
		name string
		draw func() *plot.Drawing
	}
	var files []file
	add := func(kind string, number int, what string, draw func() *plot.Drawing) {
		name := fmt.Sprintf("%s-%03d-%s.%s", kind, number, fileName(what), format)
		files = append(files, file{filepath.Join(dir, name), draw})
	}
	groups := groupsOf(r.Result)
	for i := range groups {
		g := &groups[i]
		add("forest", i, fmt.Sprintf("%v-%s-%s-%s", g.phase, g.event.Name, g.cand, g.base), func() *plot.Drawing {
			return plot.Forest(g.all(), plot.ForestOptions{Name: n.of})
		})
	}
	all := quantities(r.Data, r.Result)
	for i := range all {
		q := &all[i]
		o := plot.SampleOptions{Benchmark: n.of(q.key.Wasm), Event: r.Data.Events[q.key.Event]}
		what := fmt.Sprintf("%s-%v-%s", n.of(q.key.Wasm), q.key.Phase, q.key.Event)
		add("values", i, what, func() *plot.Drawing { return plot.Distribution(q.arms, o) })
		add("order", i, what, func() *plot.Drawing { return plot.RunOrder(q.arms, o) })
	}
	var mu sync.Mutex
	var failed []error
	parallel.Each(len(files), func(i int) {
		if err := writePlot(files[i].name, format, files[i].draw()); err != nil {
			mu.Lock()
			failed = append(failed, err)
			mu.Unlock()
		}
	})
	return len(files) - len(failed), errors.Join(failed...)
}

func writePlot(name string, format PlotFormat, d *plot.Drawing) error {
	write := d.WriteSVG
	if format == PNG {
		write = d.WritePNG
	}
	return record.Replace(name, write)
}

var unsafeInNames = regexp.MustCompile(`[^A-Za-z0-9.]+`)

// fileName makes a part of a file's name of any text.
func fileName(s string) string {
	s = strings.Trim(unsafeInNames.ReplaceAllString(s, "-"), "-.")
	return s[:min(len(s), 80)]
}

// all is the comparisons of the group and that of the mean.
func (g *group) all() []analysis.Comparison {
	if g.suite == nil {
		return g.list
	}
	return append(append([]analysis.Comparison{}, g.list...), *g.suite)
}
