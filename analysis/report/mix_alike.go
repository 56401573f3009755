package report

import (
	"errors"
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/words"
)

// mostAlike is how many pairs of benchmarks are named.
const mostAlike = 5

// alike says which benchmarks are alike, and how that is found out.
func (d *mixDrawing) alike() {
	l := d.Likeness
	if l == nil {
		switch {
		case errors.Is(d.Unlike, analysis.ErrTooFew):
			d.note("To say which are alike takes three benchmarks or more.")
		case d.Unlike != nil:
			d.note("Which are alike is not known: %v.", d.Unlike)
		}
		return
	}
	d.paragraph()
	d.heading("Which benchmarks are alike")
	for i, pair := range l.Alike {
		if i == mostAlike {
			d.note("So are %s.", words.Count(len(l.Alike)-i, "more pair"))
			break
		}
		d.note("%s and %s are alike (distance %s).", d.in.short(l.Benchmarks[pair.A]), d.in.short(l.Benchmarks[pair.B]), distance(pair.Distance))
	}
	if len(l.Alike) == 0 {
		d.note("No two are.")
	}
	d.paragraph()
	name := func(i int) string { return strings.TrimPrefix(l.Benchmarks[i], string(d.in)) }
	of := make(map[string]*analysis.Mix)
	for i := range d.m.Mixes {
		of[d.m.Mixes[i].Benchmark] = &d.m.Mixes[i]
	}
	counts := func(x *analysis.Mix) []uint64 { return x.Static }
	if d.Engine != "" {
		counts = func(x *analysis.Mix) []uint64 { return x.Dynamic }
	}
	grid(d, 2, []Column[analysis.Near]{
		{Heading: "benchmark", Text: func(n analysis.Near) string { return name(n.A) }},
		{Heading: "most like", Text: func(n analysis.Near) string { return name(n.B) }},
		{Heading: "distance", Text: func(n analysis.Near) string { return distance(n.Distance) }},
		{Heading: "differ by", Text: func(n analysis.Near) string {
			return words.Share(analysis.MixDifference(counts(of[l.Benchmarks[n.A]]), counts(of[l.Benchmarks[n.B]])), 1)
		}},
	}, l.Nearest)
	if l.Components == 0 {
		d.note("The benchmarks do not differ in any of the %s.", words.Count(len(l.Constant), "column"))
	} else {
		d.note("Compared: %s, standardised, by the %s of the variance, as Limaye and Adegbija do (ISPASS 2018). "+
			"A distance of 1 is the root mean square of all pairs; up to %s is alike. Two mixes differ by the share of operators that is in other classes.",
			words.Count(l.Columns, "column"), words.Plural(l.Components, "principal component that holds", "principal components that hold")+" "+words.Percent(l.Share), distance(analysis.AlikeDistance))
	}
	left := func(columns []string, why string) {
		if n := len(columns); n > 0 && l.Components > 0 {
			d.note("Left out: %s, %s; JSON names them.", words.Count(n, "column"), why)
		}
	}
	left(l.Constant, "the same for all benchmarks")
	left(l.Unknown, "not known of every benchmark")
	for _, left := range d.Left {
		d.note("Left out: %s, of which no operators are known to be executed.", d.in.short(left))
	}
}

func distance(x float64) string { return fmt.Sprintf("%.2f", x) }
