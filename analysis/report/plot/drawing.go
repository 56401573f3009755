package plot

import (
	"bufio"
	"fmt"
	"html"
	"image/color"
	"io"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"

	"github.com/sightglass-go/sightglass/measure/quote"
)

// Drawing is a plot that can be written. Its size is in CSS pixels.
type Drawing struct {
	// Title names it in a few words, Description says what it shows to those
	// who don't see it.
	Title, Description string
	Width, Height      float64

	draw func(draw.Canvas)
}

// Inline returns the drawing as an SVG element for a page that has the rules
// of CSS. Title and Description are in it, for screen readers.
// The page must also have what Defs returns.
func (d *Drawing) Inline() string { return d.svg("", "") }

// WriteSVG writes a file of its own: with its colours, on white.
func (d *Drawing) WriteSVG(w io.Writer) error {
	style := "<style>" + classes(func(i int) string { return light[i] }) + "</style>\n" +
		fmt.Sprintf(`<path fill="#fff" d="M0 0h%dv%dH0z"/>`+"\n", quarters(d.Width), quarters(d.Height))
	_, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+
		d.svg(` xmlns="http://www.w3.org/2000/svg"`, style)+"\n")
	return err
}

func (d *Drawing) svg(namespace, style string) string {
	c := newCanvas(d.Height)
	d.draw(draw.NewCanvas(c, vg.Length(d.Width), vg.Length(d.Height)))
	body := c.String()
	if style != "" {
		style += markers(c.dotted) + "\n"
	}
	return fmt.Sprintf(`<svg%s class="plot" role="img" viewBox="0 0 %d %d" width="%.0f" height="%.0f">`+
		"<title>%s</title><desc>%s</desc>\n%s%s</svg>", namespace, quarters(d.Width), quarters(d.Height), d.Width, d.Height,
		html.EscapeString(quote.Line(d.Title)), html.EscapeString(quote.Line(d.Description)), style, body)
}

// WritePNG writes it as an image with two dots a pixel, on white.
func (d *Drawing) WritePNG(w io.Writer) error {
	c := vgimg.NewWith(vgimg.UseWH(vg.Length(d.Width), vg.Length(d.Height)), vgimg.UseDPI(144), vgimg.UseBackgroundColor(color.White))
	d.draw(draw.New(c))
	b := bufio.NewWriter(w)
	if _, err := (vgimg.PngCanvas{Canvas: c}).WriteTo(b); err != nil {
		return fmt.Errorf("write the plot %q as PNG: %w", d.Title, err)
	}
	return b.Flush()
}
