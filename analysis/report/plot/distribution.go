package plot

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Distribution draws every value of the arms, which are of one benchmark,
// phase and event: below the name of each engine a line of dots for each of
// its processes, in the order of time, with a stroke at the median of the
// process. Values of the warm-up are rings, outliers crosses.
func Distribution(arms []Arm, o SampleOptions) *Drawing {
	s := distribution{sheet: newSheet(arms, o)}
	total := 0.0
	for i := range s.arms {
		// Side by side, neighbours need fewer digits to be told apart.
		slices.SortStableFunc(s.arms[i].drawn, func(a, b sample) int {
			return cmp.Or(cmp.Compare(a.process, b.process), cmp.Compare(a.count, b.count))
		})
		h := s.height(i)
		s.top = append(s.top, total)
		total += h
	}
	s.total = total
	d := &Drawing{
		Title:       s.title("every value by process"),
		Description: "A line of dots for each process, in the order of time." + s.describe(),
		Width:       s.o.Width, Height: total + 66 + 14*s.remarks(),
	}
	d.draw = s.draw
	return d
}

func (s *sheet) title(what string) string {
	name := s.o.Benchmark
	if len(s.arms) > 0 {
		k := s.arms[0].Series
		name = cmp.Or(name, k.Wasm)
		return fmt.Sprintf("%s: %v, %s: %s", name, k.Phase, k.Event, what)
	}
	return name + ": no values"
}

// remarks is how many lines of keys there may be beyond the first.
func (s *sheet) remarks() float64 {
	n := 0.0
	for i := range s.arms {
		if s.arms[i].every > 1 {
			n++
		}
	}
	if s.o.Width < 500 {
		n += 1 + n
	}
	return n
}

type distribution struct {
	*sheet
	top   []float64 // of each arm, in pixels
	total float64
}

const bandGap = 18 // above the lines of an engine, for its name

func (s *distribution) height(arm int) float64 {
	n := float64(len(s.arms[arm].processes))
	return bandGap + min(max(5*n, 24), 150)
}

func (s *distribution) row(arm, process int) float64 {
	n := float64(len(s.arms[arm].processes))
	h := s.height(arm) - bandGap
	return s.total - s.top[arm] - bandGap - h*(float64(process)+0.5)/n
}

func (s *distribution) draw(c draw.Canvas) {
	c = drawKeys(c, s.keys(key{stroke{}, ink, "median of a process"}))
	p := newPlot()
	s.axis.apply(&p.X, int(s.o.Width/90))
	p.Y.Min, p.Y.Max = 0, max(s.total, 1)
	p.Y.Padding = 0
	p.Y.Tick.Marker = gonum.ConstantTicks(nil)
	p.Y.Tick.Length = 0
	p.Y.LineStyle.Width = 0
	p.Add(distributionMarks{s})
	p.Draw(draw.Crop(c, 4, -10, 0, 0))
}

type distributionMarks struct{ *distribution }

func (s distributionMarks) Plot(c draw.Canvas, p *gonum.Plot) {
	tx, ty := p.Transforms(&c)
	g := plotter.NewGrid()
	g.Horizontal.Width = 0
	g.Vertical = draw.LineStyle{Color: grid, Width: 0.5}
	g.Plot(c, p)
	for i := range s.arms {
		a := &s.arms[i]
		name := style(textSize, armPen(i), true)
		label := a.Name
		if n := len(a.processes); n > 1 {
			label += fmt.Sprintf(" (%d processes, first above)", n)
		}
		c.FillText(name, vg.Point{X: c.Min.X + 2, Y: ty(s.total - s.top[i] - bandGap/2)}, label)
		at := func(v sample) vg.Point {
			return vg.Point{X: tx(s.axis.on(float64(v.count))), Y: ty(s.row(i, v.process))}
		}
		drawValues(&c, a, armPen(i), at)
		reach := vg.Length(math.Min(5, (s.height(i)-bandGap)/float64(len(a.medians)))) / 2
		for k := 0; k < len(a.medians); k += a.skip {
			if m := a.medians[k]; !math.IsNaN(m) {
				x, y := tx(s.axis.on(m)), ty(s.row(i, k))
				c.StrokeLine2(draw.LineStyle{Color: ink, Width: 1.5}, x, y-reach, x, y+reach)
			}
		}
		for k := range a.medians {
			if a.odd[k] {
				c.DrawGlyph(draw.GlyphStyle{Color: alert, Radius: 4, Shape: bang{}}, vg.Point{X: c.Min.X + 4, Y: ty(s.row(i, k))})
			}
		}
	}
}
