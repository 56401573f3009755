package plot

import (
	"fmt"
	"html"
	"image"
	"image/color"
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// canvas is a vg.Canvas that writes compact SVG: coordinates are whole quarters
// of a pixel, each relative to the one before; consecutive paths of one style
// become one; styles are classes.
type canvas struct {
	height float64
	out    strings.Builder
	open   string       // the style of the path that is being written, "" for none
	texts  string       // likewise of a group of texts
	x, y   int          // where it is
	last   byte         // its last command
	dots   int          // how many small dots it has
	dotted map[pen]bool // the pens of small dots
	state  state
	stack  []state
}

type state struct {
	pen    pen
	width  float64
	dashes []vg.Length
	// The transform, of points from the lower left: x' = a x + c y + e,
	// y' = b x + d y + f.
	a, b, c, d, e, f float64
}

func newCanvas(height float64) *canvas {
	return &canvas{height: height, state: state{width: 1, a: 1, d: 1}}
}

// String ends the drawing and returns its elements.
func (c *canvas) String() string {
	c.end()
	return c.out.String()
}

func (c *canvas) SetLineWidth(w vg.Length)               { c.state.width = w.Points() }
func (c *canvas) SetLineDash(p []vg.Length, _ vg.Length) { c.state.dashes = p }

// SetColor takes the pens alone; any other colour, such as black by default, is ink.
func (c *canvas) SetColor(clr color.Color) {
	p, ok := clr.(pen)
	if !ok {
		p = ink
	}
	c.state.pen = p
}

func (c *canvas) transform(a, b, cc, d, e, f float64) {
	s := &c.state
	s.a, s.b, s.c, s.d, s.e, s.f = s.a*a+s.c*b, s.b*a+s.d*b, s.a*cc+s.c*d, s.b*cc+s.d*d,
		s.a*e+s.c*f+s.e, s.b*e+s.d*f+s.f
}

func (c *canvas) Rotate(rad float64) {
	sin, cos := math.Sincos(rad)
	c.transform(cos, sin, -sin, cos, 0, 0)
}
func (c *canvas) Translate(p vg.Point) { c.transform(1, 0, 0, 1, p.X.Points(), p.Y.Points()) }
func (c *canvas) Scale(x, y float64)   { c.transform(x, 0, 0, y, 0, 0) }
func (c *canvas) Push()                { c.stack = append(c.stack, c.state) }
func (c *canvas) Pop() {
	c.state = c.stack[len(c.stack)-1]
	c.stack = c.stack[:len(c.stack)-1]
}

// at is where a point lies, in quarters of a pixel from the upper left.
func (c *canvas) at(p vg.Point) (x, y int) {
	s := &c.state
	px, py := p.X.Points(), p.Y.Points()
	return quarters(s.a*px + s.c*py + s.e), quarters(c.height - (s.b*px + s.d*py + s.f))
}

// quarters is a length in the unit of the drawing: fine enough for screens with
// several dots a pixel, and a digit less than tenths for most distances.
func quarters(x float64) int { return int(math.Round(4 * x)) }

// begin continues the path that is open, or begins another.
func (c *canvas) begin(style string) {
	if c.open == style {
		return
	}
	c.end()
	c.open, c.x, c.y = style, 0, 0
	fmt.Fprintf(&c.out, `<path %s d="`, style)
}

func (c *canvas) end() {
	if c.texts != "" {
		c.out.WriteString("</g>\n")
		c.texts = ""
	}
	if c.open != "" {
		if c.dots == 1 {
			c.out.WriteString("h0") // a path of one point is none
		}
		c.out.WriteString(`"/>` + "\n")
		c.open, c.dots, c.last = "", 0, 0
	}
}

// command writes a command with numbers, separated where they would run into
// each other, and without its letter where it is that of the one before.
func (c *canvas) command(name byte, numbers ...int) {
	repeated := name == c.last && name != 'm'
	if !repeated {
		c.out.WriteByte(name)
		c.last = name
	}
	for i, n := range numbers {
		if (i > 0 || repeated) && n >= 0 {
			c.out.WriteByte(' ')
		}
		c.out.WriteString(strconv.Itoa(n))
	}
}

func (c *canvas) to(name byte, x, y int) {
	dx, dy := x-c.x, y-c.y
	c.x, c.y = x, y
	switch {
	case name == 'l' && dy == 0:
		c.command('h', dx)
	case name == 'l' && dx == 0:
		c.command('v', dy)
	default:
		c.command(name, dx, dy)
	}
}

func (c *canvas) Stroke(path vg.Path) {
	if c.state.width <= 0 || len(path) == 0 {
		return
	}
	style := fmt.Sprintf(`class="ps%d" stroke-width="%d"`, c.state.pen, max(1, quarters(c.state.width)))
	if len(c.state.dashes) > 0 {
		var list []string
		for _, d := range c.state.dashes {
			list = append(list, strconv.Itoa(quarters(d.Points())))
		}
		style += fmt.Sprintf(` stroke-dasharray="%s"`, strings.Join(list, " "))
	}
	c.path(style, path)
}

func (c *canvas) Fill(path vg.Path) {
	if center, radius, ok := disc(path); ok {
		x, y := c.at(center)
		if radius == dotRadius {
			// A corner of a line that is not drawn, with a marker on it: there
			// may be thousands, and this is a sixth of the bytes of two arcs.
			c.begin(fmt.Sprintf(`class="pm%d"`, c.state.pen))
			if c.dots++; c.dots == 1 {
				c.to('m', x, y)
			} else {
				c.to('l', x, y)
			}
			if c.dotted == nil {
				c.dotted = map[pen]bool{}
			}
			c.dotted[c.state.pen] = true
			return
		}
		// A line of no length with round ends.
		c.begin(fmt.Sprintf(`class="pd%d" stroke-width="%d"`, c.state.pen, quarters(2*radius)))
		c.to('m', x, y)
		c.command('h', 0)
		return
	}
	if len(path) > 0 {
		c.path(fmt.Sprintf(`class="pf%d"`, c.state.pen), path)
	}
}

// disc says whether a path is a circle and nothing else.
func disc(path vg.Path) (center vg.Point, radius float64, ok bool) {
	for _, p := range path {
		switch {
		case p.Type == vg.ArcComp && math.Abs(p.Angle) >= 2*math.Pi && !ok:
			center, radius, ok = p.Pos, p.Radius.Points(), true
		case p.Type == vg.LineComp || p.Type == vg.CurveComp || p.Type == vg.ArcComp:
			return vg.Point{}, 0, false
		}
	}
	return center, radius, ok
}

func (c *canvas) path(style string, path vg.Path) {
	c.begin(style)
	startX, startY := c.x, c.y
	for _, p := range path {
		x, y := c.at(p.Pos)
		switch p.Type {
		case vg.MoveComp:
			c.to('m', x, y)
			startX, startY = x, y
		case vg.LineComp:
			if x != c.x || y != c.y {
				c.to('l', x, y)
			}
		case vg.ArcComp:
			c.arc(p)
		case vg.CloseComp:
			c.command('z')
			c.x, c.y = startX, startY
		default:
			panic("BUG: plot: nothing here draws curves")
		}
	}
}

// arc writes an arc as two halves, so that it may be a whole circle.
func (c *canvas) arc(p vg.PathComp) {
	on := func(angle float64) (int, int) {
		sin, cos := math.Sincos(angle)
		return c.at(vg.Point{X: p.Pos.X + p.Radius*vg.Length(cos), Y: p.Pos.Y + p.Radius*vg.Length(sin)})
	}
	if x, y := on(p.Start); x != c.x || y != c.y {
		c.to('l', x, y)
	}
	// Of a whole circle the ends of a half are rounded apart or together; a radius
	// that is too small is grown until it fits, says SVG.
	r, sweep := quarters(p.Radius.Points()), 0
	if math.Abs(p.Angle) >= 2*math.Pi {
		r = 1
	}
	if p.Angle < 0 {
		sweep = 1
	}
	for _, share := range []float64{0.5, 1} {
		x, y := on(p.Start + share*p.Angle)
		c.command('a', r, r, 0, 0, sweep, x-c.x, y-c.y)
		c.x, c.y = x, y
	}
}

// longestText is how many characters of a text are drawn: more than a drawing
// has room for.
const longestText = 300

func (c *canvas) FillString(f font.Face, p vg.Point, text string) {
	if f.Font.Size == 0 || strings.TrimSpace(text) == "" {
		return
	}
	x, y := c.at(p)
	style := fmt.Sprintf(`class="pf%d" font-size="%d"`, c.state.pen, quarters(f.Font.Size.Points()))
	if f.Font.Weight > 0 {
		style += ` font-weight="bold"`
	}
	if c.texts != style {
		c.end()
		c.texts = style
		fmt.Fprintf(&c.out, "<g %s>", style)
	}
	rotation := ""
	if angle := math.Atan2(c.state.b, c.state.a); math.Abs(angle) > 1e-9 {
		rotation = fmt.Sprintf(` transform="rotate(%d %d %d)"`, -int(math.Round(angle*180/math.Pi)), x, y)
	}
	text = clip(quote.Line(text), longestText)
	// The length keeps text where it was laid out in a font of another width.
	fmt.Fprintf(&c.out, `<text x="%d" y="%d" textLength="%d"%s>%s</text>`+"\n",
		x, y, quarters(f.Width(text).Points()), rotation, html.EscapeString(text))
}

func (c *canvas) DrawImage(vg.Rectangle, image.Image) {
	panic("BUG: plot: nothing here draws images")
}

var _ vg.Canvas = (*canvas)(nil)
