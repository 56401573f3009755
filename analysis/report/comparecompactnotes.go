package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// gravest are caveats that change what a verdict means, worst first. Others are
// counted.
var gravest = []string{"no-common-machine", "other-ticks", "zero-on-machines", "no-ratio", "machines-disagree", "few-machines", "machines-left-out", "another-machine", "compared-despite", analysis.Confounded, "too-few-processes", "repeated-values", "failed-processes", "drifting",
	"rounds-dependent", "clock-ticks", analysis.TailChanged, "few-rounds", "several-machines"}

// mostWarnings is how many warnings the compact form has in full.
const mostWarnings = 4

// Gravest returns what a reader of the result should know first beside its numbers,
// how many comparisons have that caveat, and how many other caveats there are. Its code
// is empty if there is none. Where others have a caveat of that kind that says something
// else, its text begins with the comparison of which it is true.
func Gravest(r *analysis.Result) (worst analysis.Caveat, lines, others int) {
	texts, kinds := map[string]int{}, map[string]map[string]bool{}
	var of *analysis.Comparison
	place := func(code string) int {
		if i := slices.Index(gravest, code); i >= 0 {
			return i
		}
		return len(gravest)
	}
	for _, list := range [][]analysis.Comparison{r.Comparisons, r.Suites} {
		for i := range list {
			for _, v := range list[i].Caveats {
				if v.Code == analysis.PoolingInvalid {
					continue // nothing here pools
				}
				texts[v.Text]++
				if kinds[v.Code] == nil {
					kinds[v.Code] = map[string]bool{}
				}
				kinds[v.Code][v.Text] = true
				if worst.Code == "" || place(v.Code) < place(worst.Code) {
					worst, of = v, &list[i]
				}
			}
		}
	}
	lines, others = texts[worst.Text], max(0, len(texts)-1)
	if len(kinds[worst.Code]) > 1 {
		worst.Text = fmt.Sprintf("%s: %s", folderOfComparisons(r).placeOf(of), worst.Text)
	}
	return worst, lines, others
}

// beware counts what should be known beside the numbers, and names the worst of it.
// Of warnings, which are few, it has nearly all.
func beware(b *strings.Builder, r *analysis.Result, o CompareOptions) {
	shows := ""
	if o.More != "" {
		shows = ": " + o.More
	}
	for i, warning := range r.Warnings {
		if left := len(r.Warnings) - i; i >= mostWarnings && left > 1 {
			b.WriteString(o.note("%s %s%s", o.Bold("warning:"), words.Count(left, "other warning"), shows))
			break
		}
		b.WriteString(o.note("%s %s", o.Bold("warning:"), quote.Line(warning.Error())))
	}
	if len(r.Comparisons) == 0 {
		b.WriteString("nothing was compared\n")
	}
	if n := r.Unexplained(); n > 0 && o.Explain != "" {
		what := words.Plural(n, "change goes", "changes go")
		if why := r.Uncounted(); why != "" {
			b.WriteString(o.note("note: what was counted does not say what %s with: %s", what, why))
		} else {
			b.WriteString(o.note("note: nothing was recorded that says what %s with: %s", what, o.Explain))
		}
	}
	worst, lines, n := Gravest(r)
	if worst.Code == "" {
		return
	}
	more := ""
	if n > 0 {
		more = fmt.Sprintf("; %s%s", words.Count(n, "other note"), shows)
	}
	b.WriteString(o.note("note: %s (%d of %s)%s", quote.Line(worst.Text), lines, words.Count(len(r.Comparisons)+len(r.Suites), "line"), more))
}
