package html

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report/plot"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// An axis is where the intervals of a panel are drawn. Places are percentages, so that
// drawings are as wide as there is room while text and strokes keep their size.
type axis struct {
	plot.RatioAxis
	less, more string
}

func newAxis(list []analysis.Comparison, e measure.Event) *axis {
	a := &axis{RatioAxis: plot.RatioAxisOf(list)}
	a.less, a.more = words.Directions(e)
	return a
}

// x is a place as the value of an attribute.
func x(percent float64) string { return fmt.Sprintf(`%.4g%%`, percent) }

// head is the axis above the rows: which side is which, and labels.
func (a *axis) head() template.HTML {
	var b strings.Builder
	one, _ := a.Place(1)
	b.WriteString(`<svg class="axis" aria-hidden="true" height="34">`)
	fmt.Fprintf(&b, `<text class="side" x="%s" dx="-5" y="12" text-anchor="end">← %s</text><text class="side" x="%s" dx="5" y="12">%s →</text>`, x(one), a.less, x(one), a.more)
	ticks := slices.SortedFunc(slices.Values(a.Ticks), func(s, t plot.AxisTick) int { return cmp.Compare(s.At, t.At) })
	last := -100.0
	for _, t := range ticks {
		at, _ := a.Place(t.At)
		if t.At != 1 && (at-last < 9 || at > one-9 && at < one+9) {
			continue // there is no room on a phone
		}
		anchor := "middle"
		switch {
		case at < 6:
			anchor = "start"
		case at > 94:
			anchor = "end"
		}
		last = at
		fmt.Fprintf(&b, `<text x="%s" y="30" text-anchor="%s">%s</text>`, x(at), anchor, template.HTMLEscapeString(t.Label))
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) // numbers, and words of this program
}

// bar is the interval of a comparison: a line with a mark at the ratio, around 1 and
// the band of the noise threshold.
func (a *axis) bar(c *analysis.Comparison) template.HTML {
	var b strings.Builder
	one, _ := a.Place(1)
	b.WriteString(`<svg class="bar" aria-hidden="true">`)
	if c.NoiseThreshold > 0 {
		low, _ := a.Place(1 / (1 + c.NoiseThreshold))
		high, _ := a.Place(1 + c.NoiseThreshold)
		fmt.Fprintf(&b, `<rect class="band" x="%s" width="%s" height="20"/>`, x(low), x(high-low))
	}
	fmt.Fprintf(&b, `<line class="one" x1="%[1]s" x2="%[1]s" y2="20"/>`, x(one))
	if interval := c.Shown(); c.Ratio != nil && interval != nil {
		low, cut := a.Place(interval.Low)
		high, beyond := a.Place(interval.High)
		fmt.Fprintf(&b, `<line class="iv" x1="%s" x2="%s" y1="10" y2="10"/>`, x(low), x(high))
		for _, end := range []struct {
			at           float64
			cut          bool
			turn, anchor string
		}{{low, cut, "‹", "start"}, {high, beyond, "›", "end"}} {
			if end.cut {
				fmt.Fprintf(&b, `<text x="%s" y="15" text-anchor="%s">%s</text>`, x(end.at), end.anchor, end.turn)
			} else {
				fmt.Fprintf(&b, `<line class="iv" x1="%[1]s" x2="%[1]s" y1="6" y2="14"/>`, x(end.at))
			}
		}
	}
	if c.Ratio != nil && *c.Ratio > 0 {
		at, _ := a.Place(*c.Ratio)
		switch c.Verdict {
		case analysis.Unsure:
			fmt.Fprintf(&b, `<circle class="mark" cx="%s" cy="10" r="4"/>`, x(at))
		case analysis.NotChanged:
			fmt.Fprintf(&b, `<svg x="%s" y="10" overflow="visible"><path class="mark" d="M-5 0L0-5L5 0L0 5z"/></svg>`, x(at))
		default:
			fmt.Fprintf(&b, `<svg x="%s" y="10" overflow="visible"><path class="mark" d="M-4-4h8v8h-8z"/></svg>`, x(at))
		}
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) // numbers
}
