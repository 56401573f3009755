package report

import (
	"fmt"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
)

// writeNotes writes what should be known beside the numbers: the caveats,
// those of the same words together, the warnings and the totals.
func writeNotes(b *strings.Builder, r *analysis.Result, bullet string, o CompareOptions) {
	all := append(append([]analysis.Comparison{}, r.Comparisons...), r.Suites...)
	escape := func(t string) string { return o.text(quote.Line(t)) }
	if bullet != "" {
		escape = quote.Markdown
	}
	in := folderOfComparisons(r)
	where := make(map[string][]string)
	var order []string
	for _, c := range all {
		for _, v := range c.Caveats {
			if len(where[v.Text]) == 0 {
				order = append(order, v.Text)
			}
			where[v.Text] = append(where[v.Text], fmt.Sprintf("%s, %v, %s", in.short(c.Wasm), c.Phase, quote.Name(c.Event.Name)))
		}
	}
	for _, caveat := range order {
		places := where[caveat]
		place := places[0]
		if n := len(places); n == len(all) && n > 1 {
			place = "everywhere"
		} else if n > 1 {
			place = fmt.Sprintf("%d of %d comparisons, the first %s", n, len(all), place)
		}
		fmt.Fprintf(b, "%snote: %s (%s)\n", bullet, escape(caveat), escape(place))
	}
	for _, warning := range r.Warnings {
		fmt.Fprintf(b, "%s%s %s\n", bullet, o.bold("warning:"), escape(warning.Error()))
	}
	if len(r.Comparisons) == 0 {
		fmt.Fprintf(b, "%snothing was compared\n", bullet)
		return
	}
	sum, to := totals(r, o), "ratios are to the baseline."
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
		if c.Verdict == analysis.Changed && c.Effect == "better" {
			better++
		}
		if c.Verdict == analysis.Changed && c.Effect == "worse" {
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
