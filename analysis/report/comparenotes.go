package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// writeNotes writes what should be known beside the numbers: the caveats,
// those of the same words together, the warnings and the totals.
func writeNotes(b *strings.Builder, r *analysis.Result, bullet string, o CompareOptions) {
	escape := func(t string) string { return o.Text(quote.Line(t)) }
	if bullet != "" {
		escape = quote.Markdown
	}
	in := folderOfComparisons(r)
	for _, c := range slices.Concat(r.Comparisons, r.Suites) {
		if text := Why(&c); text != "" {
			fmt.Fprintf(b, "%s%s, %v, %s %s: %s\n", bullet, escape(in.short(c.Wasm)), c.Phase, escape(c.Event.Name), escape(words.Change(*c.Ratio, c.Event)), escape(text))
		}
	}
	where := make(map[string]*[2][]string) // of benchmarks, which the totals count, and of means
	var order []string
	for k, list := range [][]analysis.Comparison{r.Comparisons, r.Suites} {
		for _, c := range list {
			for _, v := range c.Caveats {
				if where[v.Text] == nil {
					order = append(order, v.Text)
					where[v.Text] = new([2][]string)
				}
				where[v.Text][k] = append(where[v.Text][k], in.placeOf(&c))
			}
		}
	}
	for _, caveat := range order {
		places, of, what := where[caveat][0], len(r.Comparisons), "comparisons"
		if len(places) == 0 {
			places, of, what = where[caveat][1], len(r.Suites), "geometric means"
		}
		place := places[0]
		if n := len(places); n == len(r.Comparisons) && n > 1 && what == "comparisons" {
			place = "everywhere"
		} else if n > 1 {
			place = fmt.Sprintf("%d of %d %s, the first %s", n, of, what, place)
		}
		fmt.Fprintf(b, "%snote: %s (%s)\n", bullet, escape(caveat), escape(place))
	}
	warnings := r.Warnings
	if bullet != "" { // the terminal has those of what was read above it
		warnings = analysis.FoldWarnings(r.AllWarnings(), mostOfKind)
	}
	for _, warning := range warnings {
		fmt.Fprintf(b, "%s%s %s\n", bullet, o.Bold("warning:"), escape(warning.Error()))
	}
	if bullet != "" && o.Gate != "" {
		fmt.Fprintf(b, "%s%s\n", bullet, escape(o.Gate))
	}
	if len(r.Comparisons) == 0 {
		fmt.Fprintf(b, "%snothing was compared\n", bullet)
		return
	}
	sum, to := totals(r, o), "differences are to the baseline."
	if bullet == "" && text.StringWidthWithoutEscSequences(sum+"; "+to) > o.width() {
		fmt.Fprintf(b, "%s;\n%s\n", sum, to)
		return
	}
	fmt.Fprintf(b, "%s%s; %s\n", bullet, sum, to)
}

func totals(r *analysis.Result, o CompareOptions) string {
	n := make(map[analysis.Verdict]int)
	better, worse := 0, 0
	for _, c := range r.Comparisons {
		n[c.Verdict]++
		if c.Better() {
			better++
		}
		if c.Worse() {
			worse++
		}
	}
	paint := func(color, format string, n int) string {
		if n == 0 {
			color = ""
		}
		return o.paint(fmt.Sprintf(format, n), color)
	}
	s := fmt.Sprintf("%d changed (%s, %s), %s, %d not changed", n[analysis.Changed],
		paint(betterColor, "%d better", better), paint(worseColor, "%d worse", worse),
		paint(unsureColor, "%d unsure", n[analysis.Unsure]), n[analysis.NotChanged])
	if n[analysis.NotChanged] > 0 && !o.ShowUnchanged {
		s += " (not shown)"
	}
	return s
}
