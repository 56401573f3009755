package plot

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// dotRadius is that of the dots of single values.
const dotRadius = 1.75

type dot struct{}

func (dot) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	s.Radius = dotRadius
	draw.CircleGlyph{}.DrawGlyph(c, s, at)
}

// bang is an exclamation mark, for what is out of the ordinary.
type bang struct{}

func (bang) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	c.SetLineStyle(draw.LineStyle{Color: s.Color, Width: 2})
	c.Stroke(vg.Path{{Type: vg.MoveComp, Pos: vg.Point{X: at.X, Y: at.Y + 5}}, {Type: vg.LineComp, Pos: vg.Point{X: at.X, Y: at.Y - 1}}})
	draw.CircleGlyph{}.DrawGlyph(c, draw.GlyphStyle{Color: s.Color, Radius: 1.2}, vg.Point{X: at.X, Y: at.Y - 4})
}

// drawValues draws the values of an arm, those of a kind after another, so that what
// is out of the ordinary lies on top.
func drawValues(c *draw.Canvas, a *samples, p pen, at func(sample) vg.Point) {
	for k, g := range [kinds]draw.GlyphStyle{
		ordinary: {Color: p, Radius: dotRadius, Shape: dot{}},
		warm:     {Color: p, Radius: 2.2, Shape: outline{}},
		outlier:  {Color: alert, Radius: 2.5, Shape: outline{cross: true}},
	} {
		for _, v := range a.drawn {
			if v.kind == kind(k) {
				c.DrawGlyph(g, at(v))
			}
		}
	}
}
