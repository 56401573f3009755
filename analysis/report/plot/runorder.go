package plot

import (
	"math"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// RunOrder draws the values of the arms in the order in which they were
// measured: process after process, and iteration after iteration within each.
// The medians of processes are joined by a line, which rises or falls where
// the machine drifted. Processes with the same number, which are of one
// round, stand at the same place.
func RunOrder(arms []Arm, o SampleOptions) *Drawing {
	s := newRunOrder(arms, o)
	d := &Drawing{
		Title:       s.title("values in the order of time"),
		Description: "The medians of processes are joined by a line." + s.describe(),
		Width:       s.o.Width, Height: 226 + 14*s.remarks(),
	}
	d.draw = s.draw
	return d
}

type runOrder struct {
	*sheet
	place map[uint64]int // of a process number on the axis
}

func newRunOrder(arms []Arm, o SampleOptions) *runOrder {
	s := &runOrder{sheet: newSheet(arms, o), place: map[uint64]int{}}
	for i := range s.arms {
		for _, p := range s.arms[i].processes {
			if _, ok := s.place[p.ID]; !ok {
				s.place[p.ID] = len(s.place)
			}
		}
	}
	return s
}

func (s *runOrder) draw(c draw.Canvas) {
	keys := s.keys(key{stroke{level: true}, ink, "medians of processes:"})
	for i := range s.arms {
		keys = append(keys, key{shapeOf(i), armPen(i), s.arms[i].Name})
	}
	c = drawKeys(c, keys)
	p := newPlot()
	s.axis.apply(&p.Y, 6)
	p.Y.Label.Text = ""
	n := float64(max(len(s.place), 1))
	p.X.Min, p.X.Max = 0.5, n+0.5
	p.X.Label.Text = "process, in the order of time"
	p.X.Padding = 0
	var whole []gonum.Tick
	for _, t := range ticks(niceTicks(1, n+0.01, int(s.o.Width/60))) {
		if t.Value == math.Trunc(t.Value) && t.Value >= 1 {
			whole = append(whole, t)
		}
	}
	if n == 1 {
		whole = []gonum.Tick{{Value: 1, Label: "1"}}
	}
	p.X.Tick.Marker = gonum.ConstantTicks(whole)
	p.Add(runOrderMarks{s})
	inner := draw.Crop(c, 0, -10, 0, -16)
	p.Draw(inner)
	label := style(remarkSize, ink, false)
	label.XAlign = draw.XLeft
	c.FillText(label, vg.Point{X: c.Min.X + 2, Y: c.Max.Y - 7}, s.axis.label)
}

type runOrderMarks struct{ *runOrder }

func (s runOrderMarks) Plot(c draw.Canvas, p *gonum.Plot) {
	tx, ty := p.Transforms(&c)
	g := plotter.NewGrid()
	g.Vertical.Width = 0
	g.Horizontal = draw.LineStyle{Color: grid, Width: 0.5}
	g.Plot(c, p)
	arms := float64(len(s.arms))
	// The place of a process is split among the arms, and of that a tenth left free.
	for i := range s.arms {
		a := &s.arms[i]
		x := func(process int, within float64) float64 {
			return float64(s.place[a.processes[process].ID]) + 0.5 + (float64(i)+0.1+0.8*within)/arms
		}
		drawValues(&c, a, armPen(i), func(v sample) vg.Point {
			n := float64(len(a.processes[v.process].Counts))
			return vg.Point{X: tx(x(v.process, (float64(v.index)+0.5)/n)), Y: ty(s.axis.on(float64(v.count)))}
		})
	}
	for i := range s.arms {
		a := &s.arms[i]
		var line []vg.Point
		for k := 0; k < len(a.medians); k += a.skip {
			if m := a.medians[k]; !math.IsNaN(m) {
				at := float64(s.place[a.processes[k].ID]) + 0.5 + (float64(i)+0.5)/arms
				line = append(line, vg.Point{X: tx(at), Y: ty(s.axis.on(m))})
			}
		}
		c.StrokeLines(draw.LineStyle{Color: armPen(i), Width: 1.2}, line)
		if len(line) <= 60 {
			for _, at := range line {
				c.DrawGlyph(draw.GlyphStyle{Color: armPen(i), Radius: 3, Shape: shapeOf(i)}, at)
			}
		}
		for k := range a.medians {
			if m := a.medians[k]; a.odd[k] && !math.IsNaN(m) {
				at := float64(s.place[a.processes[k].ID]) + 0.5 + (float64(i)+0.5)/arms
				c.DrawGlyph(draw.GlyphStyle{Color: alert, Radius: 4, Shape: bang{}}, vg.Point{X: tx(at), Y: ty(s.axis.on(m)) + 11})
			}
		}
	}
}
