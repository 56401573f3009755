package command

import (
	"fmt"
	"io"
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
	var headings []string
	rows := make(map[string][][]string)
	for _, cells := range table[1:] {
		heading := cells[column["phase"]] + " · " + cells[column["event"]]
		if unit := cells[column["unit"]]; unit != "" && unit != cells[column["event"]] {
			heading += " in " + unit
		}
		if rows[heading] == nil {
			headings = append(headings, heading)
		}
		what := cells[column["kind"]]
		if engine := cells[column["engine"]]; engine != "" {
			what = analysis.Config{Engine: engine, Flags: cells[column["engine_flags"]]}.String()
		}
		row := []string{what}
		for _, name := range overheadColumns {
			row = append(row, cells[column[name]])
		}
		rows[heading] = append(rows[heading], row)
	}
	var b strings.Builder
	for _, heading := range headings {
		fmt.Fprintf(&b, "%s\n%s", screen.Bold(screen.Text(quote.Line(heading))), report.Grid(screen, 1, append([]string{"window"}, overheadColumns...), rows[heading]))
	}
	b.WriteString("cold is the median of first windows of processes; all else is of the windows\nafter it.\n")
	if len(shares) > 0 {
		var rows [][]string
		for _, s := range shares {
			rows = append(rows, []string{s.Wasm, analysis.Config{Engine: s.Engine, Flags: s.Flags}.String(), s.Phase.String(), s.Event,
				fmt.Sprintf("%.0f", s.Median), fmt.Sprintf("%.0f", s.Window), fmt.Sprintf("%.4f%%", 100*s.Ratio)})
		}
		b.WriteString(report.Grid(screen, 1, []string{"benchmark", "engine", "phase", "event", "median", "window", "share"}, rows))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
