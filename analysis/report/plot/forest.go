package plot

import (
	"fmt"
	"math"
	"strings"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// ForestOptions say how a forest plot looks.
type ForestOptions struct {
	// Width is that of the drawing in pixels, 720 if 0, at most MaxWidth. Below 500 the verdict
	// beside each line is one word.
	Width float64
	// Name shortens the name of a benchmark; nil leaves it as it is.
	Name func(string) string
}

const forestLine = 18

// Forest draws the ratios of comparisons with their intervals, a line each,
// around the band of the noise threshold. They should be of the same engines,
// phase and event. What has no ratio has a line that says so. An interval
// that reaches far beyond all ratios ends in an arrow at the edge.
//
// The mark is a box for changed, a ring for unsure and a diamond for not
// changed; the verdict stands beside it in words.
func Forest(list []analysis.Comparison, o ForestOptions) *Drawing {
	o.Width = pixels(o.Width, 720)
	if o.Name == nil {
		o.Name = func(s string) string { return s }
	}
	f := forest{list: list, o: o, narrow: o.Width < 500}
	f.bound()
	d := &Drawing{
		Title: f.title(), Description: f.describe(),
		Width: o.Width, Height: float64(len(list)*forestLine + 86),
	}
	d.draw = f.draw
	return d
}

type forest struct {
	list      []analysis.Comparison
	o         ForestOptions
	narrow    bool
	low, high float64 // of the axis
}

// bound finds the range of the axis: all ratios, 1 with its band, and
// intervals as far as four times the span of these on either side.
func (f *forest) bound() {
	low, high := 0.0, 0.0
	each := func(visit func(c *analysis.Comparison)) {
		for i := range f.list {
			if c := &f.list[i]; c.Ratio != nil && *c.Ratio > 0 {
				visit(c)
			}
		}
	}
	each(func(c *analysis.Comparison) {
		y, d := logOf(*c.Ratio), logOf(1+max(0, c.NoiseThreshold))
		low, high = min(low, y, -d), max(high, y, d)
	})
	span := max(high-low, 0.02)
	least, most := low-2*span, high+2*span
	each(func(c *analysis.Comparison) {
		if i := c.Shown(); i != nil && i.Low > 0 {
			low, high = min(low, max(least, logOf(i.Low))), max(high, min(most, logOf(i.High)))
		} else if i != nil {
			low = least
		}
	})
	pad := 0.05 * max(high-low, 0.02)
	f.low, f.high = math.Exp(max(low-pad, -maxLog)), math.Exp(min(high+pad, maxLog))
}

// maxLog bounds the axis, so that its ends are numbers.
const maxLog = 700

// logOf is a logarithm that an axis can hold; 0 of what is not a number.
func logOf(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return max(-maxLog, min(math.Log(x), maxLog))
}

func (f *forest) title() string {
	if len(f.list) == 0 {
		return "no comparisons"
	}
	c := &f.list[0]
	return fmt.Sprintf("%s against %s: %v, %s, %s", quote.Name(c.Candidate.String()), quote.Name(c.Baseline.String()),
		c.Phase, quote.Name(c.Event.Name), quote.Name(c.Arch))
}

func (f *forest) describe() string {
	n := map[analysis.Verdict]int{}
	for _, c := range f.list {
		n[c.Verdict]++
	}
	return fmt.Sprintf("Differences with intervals, a line for each of %d: %d changed, %d unsure, %d not changed. The numbers are in the table.",
		len(f.list), n[analysis.Changed], n[analysis.Unsure], n[analysis.NotChanged])
}

// axis names the axis: what is compared with what, and the level of intervals.
func (f *forest) axis() string {
	if len(f.list) == 0 {
		return ""
	}
	c := &f.list[0]
	level := 0.0
	for _, c := range f.list {
		switch i := c.Shown(); {
		case i == nil:
		case level == 0:
			level = i.Level
		case level != i.Level:
			level = -1
		}
	}
	s := fmt.Sprintf("%s against %s, logarithmic", quote.Name(c.Event.Name), quote.Name(c.Baseline.String()))
	if f.narrow {
		s = "against " + clip(quote.Name(c.Baseline.String()), 24) + ", log."
	}
	switch {
	case level > 0:
		s += "; line: " + words.Level(level) + " interval"
	case level < 0:
		s += "; line: interval at the level in the table"
	}
	return s
}

func (f *forest) draw(c draw.Canvas) {
	keys := []key{{draw.BoxGlyph{}, ink, "changed"}, {outline{}, ink, "unsure"}, {diamond{}, ink, "not changed"}}
	if len(f.list) > 0 && f.list[0].NoiseThreshold > 0 {
		keys = append(keys, key{draw.BoxGlyph{}, band, "band: within " + words.Level(f.list[0].NoiseThreshold) + " of 1"})
	}
	c = drawKeys(c, keys)
	p := newPlot()
	p.X.Min, p.X.Max, p.X.Scale = f.low, f.high, gonum.LogScale{}
	p.X.Padding = 0
	p.X.Label.Text = f.axis()
	n := int(f.o.Width / 90)
	p.X.Tick.Marker = gonum.ConstantTicks(ratioTicks(f.low, f.high, n))
	p.Y.Min, p.Y.Max = -float64(len(f.list))+0.5, 0.5
	p.Y.Padding = 0
	var names []gonum.Tick
	longest := 34
	if f.narrow {
		longest = 17
	}
	for i, c := range f.list {
		names = append(names, gonum.Tick{Value: -float64(i), Label: clip(quote.Name(f.o.Name(c.Wasm)), longest)})
	}
	p.Y.Tick.Marker = gonum.ConstantTicks(names)
	p.Y.Tick.Length = 0
	p.Y.LineStyle.Width = 0
	right := vg.Length(176)
	if f.narrow {
		right = 62
	}
	p.Add(forestLines{f})
	inner := draw.Crop(c, 0, -right, 0, -16)
	p.Draw(inner)
	f.beside(c, p, p.DataCanvas(inner))
}

// beside writes the verdicts at the right, and which side is which above.
func (f *forest) beside(c draw.Canvas, p *gonum.Plot, data draw.Canvas) {
	_, ty := p.Transforms(&data)
	for i, v := range f.list {
		verdict := v.Judged()
		if f.narrow {
			verdict = string(v.Verdict)
			if v.Verdict == analysis.Changed && v.Direction != "" {
				verdict = v.Direction
			}
		}
		s := style(remarkSize, ink, v.Verdict == analysis.Changed)
		c.FillText(s, vg.Point{X: data.Max.X + 8, Y: ty(-float64(i))}, verdict)
	}
	if len(f.list) == 0 {
		return
	}
	less, more := words.Directions(f.list[0].Event)
	tx, _ := p.Transforms(&data)
	one := tx(1)
	s := style(remarkSize, muted, false)
	s.XAlign = draw.XRight
	c.FillText(s, vg.Point{X: one - 6, Y: data.Max.Y + 8}, "← "+less)
	s.XAlign = draw.XLeft
	c.FillText(s, vg.Point{X: one + 6, Y: data.Max.Y + 8}, more+" →")
}

// clip shortens a text to n characters, at its beginning.
func clip(s string, n int) string {
	r := []rune(strings.ToValidUTF8(s, "\ufffd"))
	if len(r) <= n {
		return string(r)
	}
	return "…" + string(r[len(r)-n+1:])
}

// forestLines draws the band, the intervals and the marks.
type forestLines struct{ *forest }

func (f forestLines) Plot(c draw.Canvas, p *gonum.Plot) {
	tx, ty := p.Transforms(&c)
	x := func(r float64) vg.Length { return tx(min(max(r, f.low), f.high)) }
	if len(f.list) > 0 && f.list[0].NoiseThreshold > 0 {
		r := 1 + f.list[0].NoiseThreshold
		c.FillPolygon(band, []vg.Point{{X: x(1 / r), Y: c.Min.Y}, {X: x(r), Y: c.Min.Y}, {X: x(r), Y: c.Max.Y}, {X: x(1 / r), Y: c.Max.Y}})
	}
	g := plotter.NewGrid()
	g.Horizontal.Width = 0
	g.Vertical = draw.LineStyle{Color: grid, Width: 0.5}
	g.Plot(c, p)
	c.StrokeLine2(draw.LineStyle{Color: ink, Width: 1}, x(1), c.Min.Y, x(1), c.Max.Y)
	for i := range f.list {
		if len(f.list[i].Benchmarks) > 0 {
			y := ty(-float64(i) + 0.5)
			c.StrokeLine2(draw.LineStyle{Color: muted, Width: 0.5, Dashes: []vg.Length{2, 2}}, c.Min.X, y, c.Max.X, y)
		}
	}
	// Colour by colour, so that those of one become one path.
	for p := range armEnd {
		for i := range f.list {
			if m := &f.list[i]; verdictPen(m) == p {
				f.line(&c, m, ty(-float64(i)), x)
			}
		}
		for i := range f.list {
			if m := &f.list[i]; verdictPen(m) == p {
				f.mark(&c, m, ty(-float64(i)), x)
			}
		}
	}
}

func (f forestLines) line(c *draw.Canvas, m *analysis.Comparison, y vg.Length, x func(float64) vg.Length) {
	i := m.Shown()
	if i == nil || m.Ratio == nil {
		return
	}
	c.StrokeLine2(draw.LineStyle{Color: verdictPen(m), Width: 1.5}, x(i.Low), y, x(i.High), y)
	for _, e := range []struct {
		end  float64
		sign vg.Length
	}{{i.Low, 1}, {i.High, -1}} {
		at := x(e.end)
		s := draw.LineStyle{Color: verdictPen(m), Width: 1.5}
		if e.end < f.low || e.end > f.high {
			c.StrokeLines(s, []vg.Point{{X: at + e.sign*5, Y: y + 4}, {X: at, Y: y}, {X: at + e.sign*5, Y: y - 4}})
			continue
		}
		c.StrokeLine2(s, at, y-3, at, y+3)
	}
}

func (f forestLines) mark(c *draw.Canvas, m *analysis.Comparison, y vg.Length, x func(float64) vg.Length) {
	if m.Ratio == nil || *m.Ratio <= 0 {
		return
	}
	g := draw.GlyphStyle{Color: verdictPen(m), Radius: 4, Shape: draw.BoxGlyph{}}
	switch m.Verdict {
	case analysis.Unsure:
		g.Shape = outline{}
	case analysis.NotChanged:
		g.Shape = diamond{}
	}
	c.DrawGlyph(g, vg.Point{X: x(*m.Ratio), Y: y})
}

// verdictPen is the colour beside the words.
func verdictPen(m *analysis.Comparison) pen {
	switch {
	case m.Better():
		return arm0 + 2
	case m.Worse():
		return alert
	case m.Verdict == analysis.Changed:
		return arm0
	}
	return muted
}
