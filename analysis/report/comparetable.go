package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
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
	type id struct{ candidate, baseline, phase, event, arch string } // what is shown of names may be alike
	index := make(map[id]int)
	in := folderOfComparisons(r)
	var out []section
	for _, list := range [][]analysis.Comparison{r.Comparisons, r.Suites} {
		for _, c := range list {
			h := fmt.Sprintf("%s against %s · %v · %s · %s", quote.Name(c.Candidate.String()),
				quote.Name(c.Baseline.String()), c.Phase, quote.Name(c.Event.Name), quote.Name(c.Arch))
			k := id{c.Candidate.String(), c.Baseline.String(), c.Phase.String(), c.Event.Name, c.Arch}
			i, ok := index[k]
			if !ok {
				i = len(out)
				index[k] = i
				out = append(out, section{heading: h, in: in})
			}
			if o.ShowUnchanged || c.Verdict != analysis.NotChanged || len(c.Benchmarks) > 0 {
				out[i].lines = append(out[i].lines, c)
			}
		}
	}
	return out
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
		writeNotes(&b, r, "- ", o)
	} else {
		if r.Selfcheck != nil {
			b.WriteString(o.note("%s", SelfcheckLine(r.Selfcheck)))
		}
		b.WriteString(o.text(in))
		tables, bars := o.draw(all)
		for i, t := range tables {
			fmt.Fprintf(&b, "%s\n%s\n\n", o.bold(o.wrap(o.text(all[i].heading), o.width())), t)
		}
		if shapes := o.intervalShapes(); bars && len(tables) > 0 {
			b.WriteString(o.note("A bar is the interval, %c%c%c, with the ratio, %c, in it; %c is 1; the scale is logarithmic.",
				shapes[1], shapes[0], shapes[2], shapes[3], shapes[4]))
		}
		writeNotes(&b, r, "", o)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// level returns the level of the intervals to be shown, if it is the same for
// all, and 0 otherwise.
func (s section) level() float64 {
	level := 0.0
	for _, c := range s.lines {
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
