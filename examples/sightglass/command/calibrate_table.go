package command

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/calibrate"
)

// overheadColumns are those of calibrate.Table that a table has, the most
// telling first: a narrow screen shows the last ones below. Kind, engine and
// flags are one column, and phase, event and unit stand above.
var overheadColumns = []string{"median", "times_floor", "cold", "n", "min", "mean", "mean_deviation", "p99", "max"}

func overheadTable(w io.Writer, screen report.Screen, o *record.Overhead, shares []calibrate.Share) error {
	table := calibrate.Table(o)
	column := make(map[string]int)
	for i, name := range table[0] {
		column[name] = i
	}
	of := func(name string) func([]string) string {
		return func(cells []string) string { return cells[column[name]] }
	}
	columns := []report.Column[[]string]{{Heading: "window", Text: func(cells []string) string {
		if engine := of("engine")(cells); engine != "" {
			return analysis.Config{Engine: engine, Flags: of("engine_flags")(cells)}.String()
		}
		return of("kind")(cells)
	}}}
	for _, name := range overheadColumns {
		columns = append(columns, report.Column[[]string]{Heading: name, Text: of(name)})
	}
	var b strings.Builder
	b.WriteString(report.Grids(screen, 1, func(cells []string) string {
		heading := of("phase")(cells) + " · " + of("event")(cells)
		if unit := of("unit")(cells); unit != "" && unit != of("event")(cells) {
			heading += " in " + unit
		}
		return screen.Text(quote.Line(heading))
	}, columns, table[1:]))
	b.WriteString("cold is the median of first windows of processes; all else is of the windows\nafter it.\n")
	if own := ownClocks(o); own != "" && len(o.Floor) > 0 {
		fmt.Fprintf(&b, "floor and bracket are of the clock of this process, and not in the numbers of\n%s\n", own)
	}
	if len(shares) > 0 {
		b.WriteString(report.Grid(screen, 1, shareColumns, shares))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

var shareColumns = []report.Column[calibrate.Share]{
	{Heading: "benchmark", Text: func(s calibrate.Share) string { return s.Wasm }},
	{Heading: "engine", Text: func(s calibrate.Share) string { return analysis.Config{Engine: s.Engine, Flags: s.Flags}.String() }},
	{Heading: "phase", Text: func(s calibrate.Share) string { return s.Phase.String() }},
	{Heading: "event", Text: func(s calibrate.Share) string { return s.Event }},
	{Heading: "median", Text: func(s calibrate.Share) string { return fmt.Sprintf("%.0f", s.Median) }},
	{Heading: "window", Text: func(s calibrate.Share) string { return fmt.Sprintf("%.0f", s.Window) }},
	{Heading: "share", Text: func(s calibrate.Share) string { return fmt.Sprintf("%.4f%%", 100*s.Ratio) }},
}

// ownClocks are the engines that read clocks of their own.
func ownClocks(o *record.Overhead) string {
	var names []string
	for _, w := range o.Windows {
		if name := (analysis.Config{Engine: w.Engine, Flags: w.Flags}).String(); w.Remote && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return quote.Line(strings.Join(names, ", "))
}
