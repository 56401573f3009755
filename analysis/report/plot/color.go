package plot

import (
	"fmt"
	"image/color"
	"strings"
)

// A pen is one of the colours in which plots are drawn. In SVG it is a class,
// so that a page may choose what it looks like in light and in dark.
type pen int

const (
	ink    pen = iota // text and what is most important
	muted             // axes and remarks
	grid              // lines behind the data
	band              // the area of the noise threshold
	alert             // what is out of the ordinary
	arm0              // the first of the engines; others follow
	armEnd = arm0 + 6
)

// light and dark are what the pens look like. The colours of engines are
// those of M. Okabe and K. Ito, Color Universal Design (2008), darkened or
// lightened until they stand out from the background by 3:1 at least, as WCAG
// 2.2 asks of graphics (1.4.11), and text by 4.5:1 (1.4.3).
var (
	light = [armEnd]string{"#1b1f24", "#57606a", "#d8dee4", "#e4e9ef", "#b3261e",
		"#0067a5", "#c24e00", "#00795a", "#9c3f74", "#6b5b00", "#4b4bb8"}
	dark = [armEnd]string{"#e6edf3", "#9aa4ae", "#343b44", "#2a313a", "#ff8f85",
		"#5bb4f0", "#ff9a57", "#3ccf9f", "#f08cc2", "#e0cb57", "#a9a9ff"}
)

// armPen is the colour of engine i.
func armPen(i int) pen { return arm0 + pen(i%int(armEnd-arm0)) }

// RGBA makes a pen a color.Color, that of light.
func (p pen) RGBA() (r, g, b, a uint32) {
	var c color.NRGBA
	if _, err := fmt.Sscanf(light[p], "#%02x%02x%02x", &c.R, &c.G, &c.B); err != nil {
		panic("BUG: plot: " + light[p] + " is no colour")
	}
	c.A = 255
	return c.RGBA()
}

// CSS returns the rules for the classes of SVGs within a page, for light and,
// by media query, for dark. They name custom properties --pen-N only, which a
// page may set again.
func CSS() string {
	var b strings.Builder
	vars := func(colors [armEnd]string) {
		b.WriteString(":root{")
		for i, c := range colors {
			fmt.Fprintf(&b, "--pen-%d:%s;", i, c)
		}
		b.WriteString("}")
	}
	vars(light)
	b.WriteString("@media screen and (prefers-color-scheme:dark){")
	vars(dark)
	b.WriteString("}\n")
	b.WriteString(classes(func(i int) string { return fmt.Sprintf("var(--pen-%d)", i) }))
	return b.String()
}

// Defs returns an element that a page with inline drawings must have once: the
// small dots that they refer to.
func Defs() string {
	all := map[pen]bool{}
	for p := range armEnd {
		all[p] = true
	}
	return `<svg width="0" height="0" class="plot-defs" aria-hidden="true">` + markers(all) + "</svg>"
}

func markers(pens map[pen]bool) string {
	var b strings.Builder
	r := quarters(dotRadius)
	for p := range armEnd {
		if pens[p] {
			fmt.Fprintf(&b, `<marker id="plot-dot-%d" viewBox="%d %d %d %d" markerWidth="%d" markerHeight="%d" markerUnits="userSpaceOnUse"><circle class="pf%d" r="%d"/></marker>`,
				p, -r, -r, 2*r, 2*r, 2*r, 2*r, p, r)
		}
	}
	return b.String()
}

// classes returns the rules of fill, stroke and round dots for each pen, and
// of text.
func classes(color func(int) string) string {
	var b strings.Builder
	for i := range int(armEnd) {
		fmt.Fprintf(&b, ".pf%d{fill:%s}.ps%d,.pd%d{stroke:%s}.pm%d{marker:url(#plot-dot-%d)}", i, color(i), i, i, color(i), i, i)
	}
	b.WriteString("svg.plot path[class^=ps],svg.plot path[class^=pd],svg.plot path[class^=pm]{fill:none}svg.plot path[class^=pd]{stroke-linecap:round}" +
		"svg.plot text{font-family:'Liberation Sans',Arial,Helvetica,sans-serif;white-space:pre}")
	return b.String()
}
