package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// Options say how a table for people looks. The zero value is plain text of 80
// columns in the order of the summaries.
type Options struct {
	Screen
	// Engines is the order of the engines; Data.Configs is the one in which
	// they were recorded. The first of them that has values is the one that others are
	// shown against. Engines that are not listed follow in the order of the
	// summaries.
	Engines []analysis.Config
	// Events gives the units, by the events' names: Data.Events.
	Events map[string]measure.Event
	// Warnings are written below the table, a line each.
	Warnings []error
	// Notes are written below what the columns are.
	Notes []string

	in folder // of the benchmarks that are shown
}

// NewOptions returns the options for the data: its engines in the order in
// which they were recorded, its units and its warnings.
func NewOptions(d *analysis.Data) Options {
	return Options{Engines: d.Configs, Events: d.Events, Warnings: d.Warnings}
}

// Table writes a table for people. For each benchmark, phase and event it
// shows the engines under each other: the median, the mean and its mean
// deviation (as a percentage of the mean), the smallest and the largest value,
// between them how all values are spread from the one to the other, and how
// many processes of how many iterations these come from.
//
// With more than one engine, the last column is the median against that of the
// first engine. It is a quotient of two numbers and no more: the table makes no
// claim that a difference is one. "-" stands for what cannot be had: a quotient
// where one of the medians is 0 or missing.
//
// Where the screen is narrow, an engine takes two lines. Counts of up to nine
// digits and engines of up to 13 letters fit into 80 columns. The folder that
// all benchmarks have in common is said once, above the table. Longer names
// of engines and benchmarks take several lines.
func Table(w io.Writer, sums []analysis.Summary, o Options) error {
	var b strings.Builder
	groups, several := o.groups(sums)
	if len(groups) == 0 {
		b.WriteString("no values\n")
	} else {
		o.in = folderOfSummaries(sums)
		b.WriteString(o.Text(o.in.line()))
		b.WriteString(o.render(groups, several))
		b.WriteString("\n")
	}
	for _, note := range o.notes(sums, several) {
		b.WriteString(o.note("%s", note))
	}
	if note := o.unsteady(sums); note != "" {
		b.WriteString(o.note("%s", quote.Line(note)))
	}
	for _, note := range subtractions(sums, o.Events) {
		fmt.Fprintf(&b, "%s\n", o.Text(note))
	}
	for _, warning := range o.Warnings {
		fmt.Fprintf(&b, "%s %s\n", o.Bold("warning:"), o.Text(quote.Line(warning.Error())))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// notes says what the columns are.
func (o *Options) notes(sums []analysis.Summary, several bool) []string {
	notes := []string{"median is of all values (compare and report have the median of processes); ± is the mean absolute deviation from the mean; n is processes × iterations in each."}
	if len(sums) > 0 {
		notes = append(notes, "Between min and max, bars count all values, in equal steps from the one to the other: "+
			"the fullest step is highest, an empty one blank. Every line has its own scale.")
	}
	if note := ticksNote(o.Events); note != "" {
		notes = append(notes, note)
	}
	if several {
		notes = append(notes, "The last column compares medians with the first engine's; it says nothing about significance.")
	}
	return append(notes, o.Notes...)
}

// ticksNote says that ticks are shown as time, if they are.
func ticksNote(events map[string]measure.Event) string {
	for _, e := range events { // one at most has a rate
		if e.Hz > 0 {
			return fmt.Sprintf("Ticks of the time-stamp counter are shown as time, at %.4g GHz; where there are few, as ticks.", e.Hz/1e9)
		}
	}
	return ""
}

// A group is the summaries that stand under one heading, in the order of the
// engines.
type group struct {
	key  analysis.Key // without the engine
	sums []analysis.Summary
}

// lines returns the lines of the groups.
func lines(groups ...group) (out []summaryLine) {
	for _, g := range groups {
		for i := range g.sums {
			out = append(out, summaryLine{&g.sums[i], &g.sums[0]})
		}
	}
	return out
}

func (o *Options) groups(sums []analysis.Summary) (groups []group, several bool) {
	configs := make(map[analysis.Config]bool)
	for _, g := range Grouped(sums, func(s analysis.Summary) analysis.Key {
		configs[s.Config()] = true
		k := s.Key
		k.Engine, k.EngineFlags, k.Label = "", "", ""
		return k
	}) {
		groups = append(groups, group{g.Key, g.Lines})
	}
	ranks := make(map[analysis.Config]int, len(o.Engines))
	for i, c := range slices.Backward(o.Engines) {
		ranks[c] = i
	}
	rank := func(c analysis.Config) int {
		if i, ok := ranks[c]; ok {
			return i
		}
		return len(o.Engines)
	}
	for _, g := range groups {
		slices.SortStableFunc(g.sums, func(a, b analysis.Summary) int { return rank(a.Config()) - rank(b.Config()) })
	}
	slices.SortStableFunc(groups, func(a, b group) int { return a.key.Compare(b.key) })
	return groups, len(configs) > 1
}

// eventIn is the name of an event, with its unit where neither that nor values say it.
func (o *Options) eventIn(event string) string {
	u := o.Events[event].Unit
	printed, divisor := words.PrintedUnit(u)
	if printed == "ns" || divisor != 1 || strings.HasSuffix(event, u) {
		return quote.Name(event) // the printed unit stands behind each value
	}
	return quote.Name(event) + " in " + quote.Name(u)
}

func (o *Options) heading(k analysis.Key) string {
	return o.Bold(o.Text(o.in.short(k.Wasm))) + o.Text(fmt.Sprintf(" · %v · %s · %s", k.Phase, o.eventIn(k.Event), quote.Name(k.Arch)))
}
