package report

import (
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
)

// mostSentences is how many benchmarks that are worse have one below that of their
// mean.
const mostSentences = 3

// Sentences is the answer in words: a sentence for each pair of engines, phase and
// event, about the geometric mean if there are several benchmarks, and one for
// benchmarks that are worse.
func Sentences(r *analysis.Result, format CompareFormat, o CompareOptions) string {
	in := folderOfComparisons(r)
	line := func(indent string, c *analysis.Comparison) string {
		text := quote.Line(Sentence(c, in.short))
		if format == CompareMarkdown {
			return indent + "- " + quote.Markdown(text) + "\n"
		}
		return o.wrap(o.Text(indent+text), o.width()) + "\n"
	}
	var b strings.Builder
	for _, g := range Grouped(r.Comparisons, QuantityOf) {
		mean := false
		for k := range r.Suites {
			if QuantityOf(r.Suites[k]) == g.Key {
				b.WriteString(line("", &r.Suites[k]))
				mean = true
			}
		}
		worse := 0
		for i := range g.Lines {
			switch c := &g.Lines[i]; {
			case !mean:
				b.WriteString(line("", c))
			case c.Worse():
				if worse++; worse <= mostSentences {
					b.WriteString(line("  ", c))
				}
			}
		}
		if more := worse - mostSentences; more > 0 {
			fmt.Fprintf(&b, "  %d more are worse.\n", more)
		}
	}
	if b.Len() == 0 {
		return "Nothing was compared.\n"
	}
	return b.String()
}
