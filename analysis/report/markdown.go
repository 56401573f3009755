package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
)

// Markdown writes what Table writes as Markdown, to paste into an issue or a
// pull request: a table for each phase, event and architecture, with a line
// for each benchmark and engine. The screen of the options does not matter.
func Markdown(w io.Writer, sums []analysis.Summary, o Options) error {
	o.Screen = Screen{}
	var b strings.Builder
	groups, several := o.groups(sums)
	if len(groups) == 0 {
		b.WriteString("- no values\n")
	}
	o.in = folderOfSummaries(sums)
	if in := o.in.line(); in != "" {
		fmt.Fprintf(&b, "%s\n\n", quote.Markdown(strings.TrimSuffix(in, "\n")))
	}
	d := drawing{Options: &o, tableLayout: tableLayout{bars: 8, markdown: true}, several: several}
	for _, s := range phases(groups) {
		event := quote.Name(s.event)
		if u := unitOf(s.event, o.Events); u != "" {
			event += " in " + u
		}
		fmt.Fprintf(&b, "### %v · %s · %s\n\n%s\n\n", s.phase, quote.Markdown(event), quote.Markdown(quote.Name(s.arch)), fill(table.NewWriter(), o.Screen, Shown(d.columns()), lines(s.groups...), func(int) bool { return false }).RenderMarkdown())
	}
	for _, note := range o.notes(sums, several) {
		fmt.Fprintf(&b, "- %s\n", note)
	}
	if note := o.unsteady(sums); note != "" {
		fmt.Fprintf(&b, "- %s\n", quote.Markdown(note))
	}
	for _, note := range subtractions(sums, o.Events) {
		fmt.Fprintf(&b, "- %s\n", quote.Markdown(note))
	}
	for _, warning := range o.Warnings {
		fmt.Fprintf(&b, "- warning: %s\n", quote.Markdown(warning.Error()))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// A phaseSection is the groups of all benchmarks in one phase and event.
type phaseSection struct {
	phase       measure.Phase
	event, arch string
	groups      []group
}

// phases puts the groups of all benchmarks together, in the order in which a
// phase and event first occurs.
func phases(groups []group) (sections []phaseSection) {
	for _, g := range groups {
		found := false
		for i := range sections {
			s := &sections[i]
			if s.phase == g.key.Phase && s.event == g.key.Event && s.arch == g.key.Arch {
				s.groups = append(s.groups, g)
				found = true
			}
		}
		if !found {
			sections = append(sections, phaseSection{g.key.Phase, g.key.Event, g.key.Arch, []group{g}})
		}
	}
	return sections
}

// cell is quote.Markdown for the cells of tables, whose bars are escaped when
// the table is drawn.
func cell(s string) string { return strings.ReplaceAll(quote.Markdown(s), "\\|", "|") }
