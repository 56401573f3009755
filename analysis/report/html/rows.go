package html

import (
	"fmt"
	"html/template"
	"strconv"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A row is a comparison in the table.
type row struct {
	*analysis.Comparison
	Index int // in the comparisons, or the suites, of the JSON
	Suite bool
	Notes []string
	Plots string // where its plots are, "pack.place"
}

// ofProcesses explains medians in tables.
const ofProcesses = "median of the medians of processes, without warm-up"

// comparisons is the table of rows; c says what tells them apart.
func comparisons(rows []row, c columns, level string, n names) table {
	interval, base, candidate := "Interval", "Baseline", "Engine"
	if level != "" {
		interval = level + " interval"
	}
	if !c.Engines {
		base, candidate = rows[0].Baseline.String(), rows[0].Candidate.String()
	}
	median := func(engine string, of func(row) analysis.Arm) report.Column[row] {
		return report.Column[row]{Heading: engine + ", median of processes", Title: ofProcesses, Align: text.AlignRight, Detail: true, Text: func(r row) string {
			if len(r.Benchmarks) > 0 {
				return ""
			}
			return words.UnitOf(r.Event, r.Baseline.Median, r.Candidate.Median).Text(of(r).Median)
		}}
	}
	columns := []report.Column[row]{
		{Heading: "Benchmark", Text: func(r row) string { return n.of(r.Wasm) }},
		phaseColumn(func(r row) measure.Phase { return r.Phase }),
		{Heading: "Event", Key: "event", Text: func(r row) string { return r.Event.Name }, Hidden: !c.Event},
		{Heading: "Architecture", Text: func(r row) string { return r.Arch }, Hidden: !c.Arch},
		{Heading: "Engine", Key: "engine", Text: func(r row) string { return r.Candidate.String() }, Hidden: !c.Engines},
		{Heading: "against", Key: "engine", Text: func(r row) string { return r.Baseline.String() }, Hidden: !c.Engines},
	}
	columns = append(columns, judged("Verdict", "Estimate", interval, func(r row) *analysis.Comparison { return r.Comparison })...)
	columns = append(columns, []report.Column[row]{
		{Heading: "Means", Align: text.AlignRight, Detail: true, Text: func(r row) string { return change(r.MeanRatio, r.Event) }, Value: func(r row) any { return report.OrNil(r.MeanRatio) }},
		median(base, func(r row) analysis.Arm { return r.Baseline }),
		median(candidate, func(r row) analysis.Arm { return r.Candidate }),
		{Heading: "Rounds", Align: text.AlignRight, Detail: true, Text: func(r row) string { return strconv.Itoa(r.Rounds) }},
		{Heading: "Notes", Remarks: true, Text: func(r row) string { return remarks(r.Notes) }},
	}...)
	return tableOf("comparisons-table", "table of comparisons", columns, rows, func(r row) tr {
		class, kind := class(r.Verdict, r.Effect), "comparison"
		if r.Suite {
			class, kind = class+" suite", "suite"
		}
		return tr{Attributes: template.HTMLAttr(fmt.Sprintf(`class="%s" data-%s="%d"`, class, kind, r.Index)) + plotsAt(r.Plots)}
	})
}

// plotsAt is the attribute by which a line opens its plots.
func plotsAt(place string) template.HTMLAttr {
	if place == "" {
		return ""
	}
	return template.HTMLAttr(" data-plots=" + place) // two numbers
}

// A note is a caveat that many rows have, said once.
type note struct {
	Code, Text string
	N, Of      int
}

func rowsOf(r *analysis.Result, places map[analysis.Key]string) ([]note, []row) {
	times := map[string]int{}
	var order []analysis.Caveat
	for _, c := range r.Comparisons {
		for _, v := range c.Caveats {
			if times[v.Text] == 0 {
				order = append(order, v)
			}
			times[v.Text]++
		}
	}
	// What is true of many rows would bury what is true of few.
	common := func(v analysis.Caveat) bool { return times[v.Text] > 3 && 4*times[v.Text] > len(r.Comparisons) }
	var notes []note
	for _, v := range order {
		if common(v) {
			notes = append(notes, note{v.Code, v.Text, times[v.Text], len(r.Comparisons)})
		}
	}
	var rows []row
	for k, list := range [][]analysis.Comparison{r.Comparisons, r.Suites} {
		for i := range list {
			c := &list[i]
			row := row{Comparison: c, Index: i, Suite: k == 1}
			for _, v := range c.Caveats {
				if common(v) {
					row.Notes = append(row.Notes, v.Code) // the note above says it
				} else {
					row.Notes = append(row.Notes, v.Text)
				}
			}
			row.Plots = places[quantity(analysis.Key{Arch: c.Arch, Wasm: c.Wasm, Phase: c.Phase, Event: c.Event.Name})]
			rows = append(rows, row)
		}
	}
	return notes, rows
}

func quantity(k analysis.Key) analysis.Key {
	k.Engine, k.EngineFlags, k.Label = "", "", ""
	return k
}
