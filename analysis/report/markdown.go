package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
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
	for _, s := range Grouped(groups, func(g group) analysis.Key {
		return analysis.Key{Phase: g.key.Phase, Event: g.key.Event, Arch: g.key.Arch}
	}) {
		fmt.Fprintf(&b, "### %v · %s · %s\n\n%s\n\n", s.Key.Phase, quote.Markdown(o.eventIn(s.Key.Event)), quote.Markdown(quote.Name(s.Key.Arch)), markdownTable(d.columns(), lines(s.Lines...)))
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
	for _, warning := range analysis.FoldWarnings(o.Warnings, mostOfKind) {
		fmt.Fprintf(&b, "- warning: %s\n", quote.Markdown(warning.Error()))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// mostOfKind is how many warnings of one kind Markdown has, which somebody reads, and each
// row of JSON.
const mostOfKind = 5
