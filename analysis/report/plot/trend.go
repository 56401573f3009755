package plot

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// TrendPoint is a recording on the axis of time.
type TrendPoint struct {
	Label string
	// NewMachine is set where it was made on another machine than the one before.
	NewMachine bool
}

// TrendLine is one engine over time.
type TrendLine struct {
	Name   string
	Values []TrendValue
}

// TrendValue is a median with its interval, whose ends are NaN where there is none.
type TrendValue struct {
	At                int // in the points
	Median, Low, High float64
	// Change is the number of the change point that this value begins, 0 for
	// none.
	Change int
}

// TrendOptions say what a trend shows.
type TrendOptions struct {
	Title string
	Event measure.Event
	Level float64 // of the intervals
	Width float64 // in pixels, 720 if 0, at most MaxWidth
}

// Trend draws medians over recordings, at equal distances in their order,
// with their intervals, numbers at change points, and a dashed line where the
// machine is another.
func Trend(points []TrendPoint, lines []TrendLine, o TrendOptions) *Drawing {
	t := &trend{points: points, lines: lines, o: o}
	t.o.Width = pixels(t.o.Width, 720)
	low, high := math.Inf(1), math.Inf(-1)
	values := 0
	for _, l := range lines {
		for _, v := range l.Values {
			low, high = min(low, v.Median), max(high, v.Median)
			if !math.IsNaN(v.Low) {
				low, high = min(low, v.Low), max(high, v.High)
			}
			values++
			if v.Change > 0 {
				t.changes++
			}
		}
	}
	if values == 0 {
		low, high = 0, 1
	}
	t.axis = newScale(o.Event, low, high)
	unit := words.UnitOf(o.Event, high)
	d := &Drawing{
		Title: o.Title, Width: t.o.Width, Height: 236,
		Description: fmt.Sprintf("Medians of %s, %s of %s from %s to %s (%s), with %s. The numbers are in the table.",
			words.Count(len(points), "recording"), words.Count(values, "value"), words.Count(len(lines), "engine"), unit.Text(low), unit.Text(high), o.Event.Name, words.Count(t.changes, "change point")),
	}
	d.draw = t.draw
	return d
}

type trend struct {
	points  []TrendPoint
	lines   []TrendLine
	changes int
	o       TrendOptions
	axis    scale
}

func (t *trend) draw(c draw.Canvas) {
	var keys []key
	for i, l := range t.lines {
		keys = append(keys, key{shapeOf(i), armPen(i), l.Name})
	}
	level := ""
	if t.o.Level > 0 {
		level = ", line: " + words.Level(t.o.Level) + " interval"
	}
	keys = append(keys, key{stroke{}, ink, "median" + level})
	if t.changes > 0 {
		keys = append(keys, key{outline{}, alert, "change point, with its number"})
	}
	if slices.ContainsFunc(t.points, func(p TrendPoint) bool { return p.NewMachine }) {
		keys = append(keys, key{dashes{}, muted, "another machine"})
	}
	c = drawKeys(c, keys)
	p := newPlot()
	t.axis.apply(&p.Y, 6)
	p.Y.Label.Text = ""
	n := len(t.points)
	p.X.Min, p.X.Max = -0.5, float64(max(n, 1))-0.5
	p.X.Padding = 0
	p.X.Label.Text = "recordings, in order, at equal distances"
	longest := 12
	every := max(1, int(math.Ceil(float64(n)*80/t.o.Width)))
	var labels []gonum.Tick
	for i, at := range t.points {
		tick := gonum.Tick{Value: float64(i)}
		if i%every == 0 {
			tick.Label = clip(quote.Name(at.Label), longest)
		}
		labels = append(labels, tick)
	}
	p.X.Tick.Marker = gonum.ConstantTicks(labels)
	p.Add(trendMarks{t})
	p.Draw(draw.Crop(c, 0, -30, 0, -18))
	label := style(remarkSize, ink, false)
	c.FillText(label, vg.Point{X: c.Min.X + 2, Y: c.Max.Y - 7}, t.axis.label)
}

type dashes struct{}

func (dashes) DrawGlyph(c *draw.Canvas, g draw.GlyphStyle, at vg.Point) {
	c.StrokeLine2(draw.LineStyle{Color: g.Color, Width: 1, Dashes: []vg.Length{3, 2}}, at.X, at.Y-5, at.X, at.Y+5)
}

type trendMarks struct{ *trend }

func (t trendMarks) Plot(c draw.Canvas, p *gonum.Plot) {
	tx, ty := p.Transforms(&c)
	g := plotter.NewGrid()
	g.Vertical.Width = 0
	g.Horizontal = draw.LineStyle{Color: grid, Width: 0.5}
	g.Plot(c, p)
	for i, at := range t.points {
		if at.NewMachine {
			x := tx(float64(i) - 0.5)
			c.StrokeLine2(draw.LineStyle{Color: muted, Width: 1, Dashes: []vg.Length{3, 2}}, x, c.Min.Y, x, c.Max.Y)
		}
	}
	// Engines stand beside each other, so that their intervals don't hide one another.
	place := func(line int, v TrendValue) vg.Point {
		shift := 0.0
		if n := len(t.lines); n > 1 {
			shift = 0.3 * (float64(line)/float64(n-1) - 0.5)
		}
		return vg.Point{X: tx(float64(v.At) + shift), Y: ty(t.axis.on(v.Median))}
	}
	for i, l := range t.lines {
		var line []vg.Point
		for _, v := range l.Values {
			at := place(i, v)
			line = append(line, at)
			if !math.IsNaN(v.Low) {
				low, high := max(v.Low, t.axis.low*t.axis.divide), v.High
				c.StrokeLine2(draw.LineStyle{Color: armPen(i), Width: 1.5}, at.X, ty(t.axis.on(low)), at.X, ty(t.axis.on(high)))
			}
		}
		c.StrokeLines(draw.LineStyle{Color: armPen(i), Width: 0.8}, line)
		for _, at := range line {
			c.DrawGlyph(draw.GlyphStyle{Color: armPen(i), Radius: 3, Shape: shapeOf(i)}, at)
		}
	}
	number := style(remarkSize, alert, true)
	for i, l := range t.lines {
		for _, v := range l.Values {
			if v.Change > 0 {
				at := place(i, v)
				c.DrawGlyph(draw.GlyphStyle{Color: alert, Radius: 6, Shape: outline{}}, at)
				c.FillText(number, vg.Point{X: at.X + 8, Y: at.Y}, strconv.Itoa(v.Change))
			}
		}
	}
}
