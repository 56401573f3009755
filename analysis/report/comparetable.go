package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
)

// A section is the comparisons under one heading.
type section struct {
	heading string
	in      folder
	lines   []analysis.Comparison
}

// sections groups comparisons by engines, phase, event and architecture. The
// suite follows its benchmarks.
func sections(r *analysis.Result, o CompareOptions) []section {
	in := folderOfComparisons(r)
	var out []section
	for _, g := range Grouped(slices.Concat(r.Comparisons, r.Suites), QuantityOf) {
		k := g.Key
		s := section{in: in, heading: fmt.Sprintf("%s against %s · %v · %s · %s", quote.Name(k.Candidate), quote.Name(k.Baseline), k.Phase, quote.Name(k.Event), quote.Name(k.Arch))}
		for _, c := range g.Lines {
			if o.ShowUnchanged || c.Verdict != analysis.NotChanged || len(c.Benchmarks) > 0 {
				s.lines = append(s.lines, c)
			}
		}
		out = append(out, s)
	}
	return out
}

// Quantity is what the comparisons of a pair of engines have in common that are judged
// together. What is shown of names may be alike.
type Quantity struct {
	Candidate, Baseline string
	Phase               measure.Phase
	Event, Arch         string
}

// QuantityOf is that of a comparison.
func QuantityOf(c analysis.Comparison) Quantity {
	return Quantity{c.Candidate.String(), c.Baseline.String(), c.Phase, c.Event.Name, c.Arch}
}

func compareTable(w io.Writer, r *analysis.Result, format CompareFormat, o CompareOptions) error {
	var b strings.Builder
	all := sections(r, o)
	all = slices.DeleteFunc(all, func(s section) bool { return len(s.lines) == 0 })
	in := folderOfComparisons(r).line()
	if format == CompareMarkdown {
		o.Screen = Screen{}
		if r.Selfcheck != nil {
			fmt.Fprintf(&b, "%s\n\n", quote.Markdown(SelfcheckLine(r.Selfcheck)))
		}
		if in != "" {
			fmt.Fprintf(&b, "%s\n\n", quote.Markdown(strings.TrimSuffix(in, "\n")))
		}
		for _, s := range all {
			fmt.Fprintf(&b, "### %s\n\n%s\n\n", quote.Markdown(s.heading), s.table(o, compareLayout{}).RenderMarkdown())
		}
		byMachine(&b, r, o, true)
		writeNotes(&b, r, "- ", o)
	} else {
		b.WriteString(selfchecked(r, o) + o.Text(in))
		tables, bars := o.draw(all)
		for i, t := range tables {
			fmt.Fprintf(&b, "%s\n%s\n\n", o.Bold(o.wrap(o.Text(all[i].heading), o.width())), t)
		}
		byMachine(&b, r, o, false)
		if shapes := o.intervalShapes(); bars && len(tables) > 0 {
			b.WriteString(o.note("A bar is the interval, %c%c%c, with the ratio, %c, in it; %c is 1; the scale is logarithmic.",
				shapes[1], shapes[0], shapes[2], shapes[3], shapes[4]))
		}
		writeNotes(&b, r, "", o)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Level returns the level of the intervals of comparisons that are shown, if it is the
// same for all, and 0 otherwise.
func Level(list []analysis.Comparison) float64 {
	level := 0.0
	for _, c := range list {
		switch i := c.Shown(); {
		case i == nil:
		case level != 0 && level != i.Level:
			return 0
		default:
			level = i.Level
		}
	}
	return level
}
