package plot

import (
	"fmt"
	"strconv"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/sightglass-go/sightglass/measure/words"
)

// pSteps is how many equal steps there are from 0 to 1.
const pSteps = 10

// PValues draws how p values are spread from 0 to 1: a bar for each of ten steps,
// and a dashed line at what each holds where nothing differs.
func PValues(p []float64) *Drawing {
	var steps [pSteps]int
	most := 0
	for _, x := range p {
		at := min(max(int(x*pSteps), 0), pSteps-1)
		steps[at]++
		most = max(most, steps[at])
	}
	d := &Drawing{
		Title: "p values of an engine compared with itself", Width: 350, Height: 170,
		Description: fmt.Sprintf("%s, of which %d are below 0.1; about %.3g in each tenth if nothing differs.",
			words.Count(len(p), "p value"), steps[0], float64(len(p))/pSteps),
	}
	d.draw = func(c draw.Canvas) {
		c = drawKeys(c, []key{{dashes{}, muted, "if nothing differs"}})
		plot := newPlot()
		plot.X.Min, plot.X.Max, plot.Y.Min, plot.Y.Max = 0, 1, 0, max(1, float64(most))
		plot.X.Label.Text = "p value"
		plot.Y.Label.Text = "comparisons"
		plot.X.Tick.Marker = gonum.ConstantTicks{{Value: 0, Label: "0"}, {Value: 0.5, Label: "0.5"}, {Value: 1, Label: "1"}}
		plot.Y.Tick.Marker = gonum.ConstantTicks{{Value: 0, Label: "0"}, {Value: plot.Y.Max, Label: strconv.Itoa(max(1, most))}}
		plot.Add(pBars{steps, float64(len(p)) / pSteps})
		plot.Draw(c)
	}
	return d
}

type pBars struct {
	steps [pSteps]int
	even  float64
}

// Plot implements gonum's plot.Plotter.
func (b pBars) Plot(c draw.Canvas, p *gonum.Plot) {
	tx, ty := p.Transforms(&c)
	for i, n := range b.steps {
		left, right := tx(float64(i)/pSteps)+1, tx(float64(i+1)/pSteps)-1
		c.FillPolygon(armPen(0), []vg.Point{{X: left, Y: ty(0)}, {X: right, Y: ty(0)}, {X: right, Y: ty(float64(n))}, {X: left, Y: ty(float64(n))}})
	}
	c.StrokeLine2(draw.LineStyle{Color: muted, Width: 1, Dashes: []vg.Length{3, 2}}, tx(0), ty(b.even), tx(1), ty(b.even))
}
