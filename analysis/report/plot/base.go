package plot

import (
	"math"

	"golang.org/x/image/font"
	gonum "gonum.org/v1/plot"
	plotfont "gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The size of text in pixels, and of a remark below the axes.
const (
	textSize   = 11
	remarkSize = 10
)

// MaxWidth is how wide a drawing may be, in pixels.
const MaxWidth = 10_000

// pixels is the width of a drawing: what is asked for, in its range, or the
// default where nothing is.
func pixels(width, without float64) float64 {
	if !(width > 0) {
		return without
	}
	return min(max(width, 200), MaxWidth)
}

// style is the style of a text. The font is one that gonum/plot embeds, so
// that a plot looks the same on every machine.
func style(size vg.Length, p pen, bold bool) text.Style {
	f := plotfont.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
	if bold {
		f.Weight = font.WeightBold
	}
	return text.Style{Color: p, Font: f, Handler: text.Plain{Fonts: plotfont.DefaultCache}, YAlign: draw.YCenter}
}

// newPlot returns an empty plot in the style of all of them: text and lines
// in the pens, nothing behind.
func newPlot() *gonum.Plot {
	p := gonum.New()
	p.BackgroundColor = nil
	p.Title.TextStyle = style(textSize, ink, true)
	p.Title.Padding = 4
	p.Legend.TextStyle = style(remarkSize, ink, false)
	for _, a := range []*gonum.Axis{&p.X, &p.Y} {
		a.Label.TextStyle = style(textSize, ink, false)
		a.Label.TextStyle.XAlign = draw.XCenter
		a.Label.Padding = 2
		a.LineStyle = draw.LineStyle{Color: muted, Width: 1}
		a.Tick.LineStyle = draw.LineStyle{Color: muted, Width: 1}
		a.Tick.Length = 4
		a.Padding = 3
	}
	p.X.Label.TextStyle.YAlign = draw.YBottom
	p.Y.Label.TextStyle.YAlign = draw.YBottom
	p.X.Tick.Label = style(remarkSize, ink, false)
	p.X.Tick.Label.XAlign, p.X.Tick.Label.YAlign = draw.XCenter, draw.YTop
	p.Y.Tick.Label = style(remarkSize, ink, false)
	p.Y.Tick.Label.XAlign, p.Y.Tick.Label.YAlign = draw.XRight, draw.YCenter
	return p
}

type diamond struct{}

func (diamond) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	r := s.Radius * 1.2
	var p vg.Path
	p.Move(vg.Point{X: at.X - r, Y: at.Y})
	p.Line(vg.Point{X: at.X, Y: at.Y + r})
	p.Line(vg.Point{X: at.X + r, Y: at.Y})
	p.Line(vg.Point{X: at.X, Y: at.Y - r})
	p.Close()
	c.Fill(p)
}

// stroke is an upright or a level stroke.
type stroke struct{ level bool }

func (s stroke) DrawGlyph(c *draw.Canvas, g draw.GlyphStyle, at vg.Point) {
	c.SetLineStyle(draw.LineStyle{Color: g.Color, Width: 1.5})
	a, b := vg.Point{X: at.X, Y: at.Y - g.Radius}, vg.Point{X: at.X, Y: at.Y + g.Radius}
	if s.level {
		a, b = vg.Point{X: at.X - g.Radius, Y: at.Y}, vg.Point{X: at.X + g.Radius, Y: at.Y}
	}
	c.Stroke(vg.Path{{Type: vg.MoveComp, Pos: a}, {Type: vg.LineComp, Pos: b}})
}

// outline strokes a glyph with a line that can be seen.
type outline struct{ cross bool }

func (o outline) DrawGlyph(c *draw.Canvas, g draw.GlyphStyle, at vg.Point) {
	c.SetLineStyle(draw.LineStyle{Color: g.Color, Width: 1.2})
	r := g.Radius
	var p vg.Path
	if o.cross {
		p.Move(vg.Point{X: at.X - r, Y: at.Y - r})
		p.Line(vg.Point{X: at.X + r, Y: at.Y + r})
		p.Move(vg.Point{X: at.X - r, Y: at.Y + r})
		p.Line(vg.Point{X: at.X + r, Y: at.Y - r})
	} else {
		p.Move(vg.Point{X: at.X + r, Y: at.Y})
		p.Arc(at, r, 0, 2*math.Pi)
		p.Close()
	}
	c.Stroke(p)
}

// shapes are those of the engines' marks, in their order.
var shapes = []draw.GlyphDrawer{draw.BoxGlyph{}, draw.PyramidGlyph{}, diamond{}, draw.CircleGlyph{}}

func shapeOf(arm int) draw.GlyphDrawer { return shapes[arm%len(shapes)] }

// A key explains one kind of mark.
type key struct {
	glyph draw.GlyphDrawer
	pen   pen
	text  string
}

// drawKeys explains marks in lines at the bottom of c, and returns what of c
// is left above them.
func drawKeys(c draw.Canvas, keys []key) draw.Canvas {
	const line, gap = 14, 14
	s := style(remarkSize, ink, false)
	rows := [][]key{nil}
	width := vg.Length(0)
	size := func(k key) vg.Length {
		w := s.Width(k.text)
		if k.glyph != nil {
			w += 10
		}
		return w + gap
	}
	for _, k := range keys {
		w := size(k)
		if last := len(rows) - 1; width+w > c.Size().X+gap && len(rows[last]) > 0 {
			rows = append(rows, nil)
			width = 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], k)
		width += w
	}
	y := c.Min.Y + vg.Length(len(rows))*line - line/2
	for _, row := range rows {
		x := c.Min.X
		for _, k := range row {
			left := x
			if k.glyph != nil {
				c.DrawGlyph(draw.GlyphStyle{Color: k.pen, Radius: 3, Shape: k.glyph}, vg.Point{X: x + 4, Y: y})
				left += 10
			}
			c.FillText(s, vg.Point{X: left, Y: y}, k.text)
			x += size(k)
		}
		y -= line
	}
	return draw.Crop(c, 0, 0, vg.Length(len(rows))*line+4, 0)
}
