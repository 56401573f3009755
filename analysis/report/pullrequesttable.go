package report

import (
	"fmt"
	"slices"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// table is a line for each comparison, as many as the form has.
func (p *PullRequest) table(lines []analysis.Comparison, form prForm) string {
	more := ""
	if left := len(lines) - form.rows; left > 0 {
		lines, more = lines[:form.rows], fmt.Sprintf("\nand %d more\n", left)
	}
	return markdownTable(p.columns(lines), lines) + "\n" + more
}

func (p *PullRequest) columns(lines []analysis.Comparison) []Column[analysis.Comparison] {
	in := folderOfComparisons(p.First)
	return []Column[analysis.Comparison]{
		{Heading: "benchmark", Text: func(c analysis.Comparison) string { return cell(in.short(c.Wasm)) }},
		{Heading: "phase", Text: func(c analysis.Comparison) string { return c.Phase.String() }, Hidden: !p.several(func(c *analysis.Comparison) string { return c.Phase.String() })},
		{Heading: "event", Text: func(c analysis.Comparison) string { return cell(quote.Name(c.Event.Name)) }, Hidden: !p.several(func(c *analysis.Comparison) string { return c.Event.Name })},
		{Heading: "change", Text: func(c analysis.Comparison) string { return told(&c) }},
		{Heading: "base", Text: func(c analysis.Comparison) string { return ofTwo(&c, c.Baseline) }, Align: text.AlignRight},
		{Heading: "head", Text: func(c analysis.Comparison) string { return ofTwo(&c, c.Candidate) }, Align: text.AlignRight},
		{Heading: "goes with", Text: func(c analysis.Comparison) string { return cell(WhyBriefly(&c)) },
			Hidden: !slices.ContainsFunc(lines, func(c analysis.Comparison) bool { return WhyBriefly(&c) != "" })},
		{Heading: "recorded again", Text: p.again, Hidden: p.Again == nil},
	}
}

func (p *PullRequest) several(what func(*analysis.Comparison) string) bool {
	for i := range p.First.Comparisons {
		if what(&p.First.Comparisons[i]) != what(&p.First.Comparisons[0]) {
			return true
		}
	}
	return false
}

// told is the verdict with its interval.
func told(c *analysis.Comparison) string {
	verdict, interval := Told(c)
	if interval != "" && interval != exactly {
		verdict += " (" + interval + ")"
	}
	return cell(verdict)
}

// ofTwo is the median of one arm, in the unit of both.
func ofTwo(c *analysis.Comparison, of analysis.Arm) string {
	if len(c.Benchmarks) > 0 {
		return "" // a mean of ratios
	}
	return cell(words.UnitOf(c.Event, c.Baseline.Median, c.Candidate.Median).Text(of.Median))
}

// again is what the second recording says of it.
func (p *PullRequest) again(c analysis.Comparison) string {
	for _, list := range [][]analysis.Comparison{p.Again.Comparisons, p.Again.Suites} {
		for i := range list {
			if likewise(&c, &list[i]) {
				return told(&list[i])
			}
		}
	}
	return "-"
}
