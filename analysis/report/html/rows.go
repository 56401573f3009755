package html

import (
	"html/template"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A row is a comparison in the table. Numbers are given twice: as they are
// read, and whole for sorting and for programs.
type row struct {
	Index                 int // in the comparisons, or the suites, of the JSON
	Suite                 bool
	Name                  string
	Phase, Event, Arch    string
	Engine, Against       string
	Class, Words          string
	Ratio, Interval, Mean cell
	Baseline, Candidate   cell
	Rounds                int
	Notes                 []string
	Plots                 string // where its plots are, "pack.place"
	PhaseOrder, Order     int    // for sorting by phase and by verdict
}

// A cell is a number as it is shown, and whole.
type cell struct{ Text, Value string }

// Sort is the attribute by which a table is sorted, empty where the text will do.
func (c cell) Sort() template.HTMLAttr {
	if c.Value == "" || c.Value == strings.ReplaceAll(c.Text, ",", "") {
		return ""
	}
	return template.HTMLAttr("data-v=" + strconv.Quote(c.Value)) // digits alone
}

// A note is a caveat that many rows have, said once.
type note struct {
	Code, Text string
	N, Of      int
}

func number64(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func ratioCell(x *float64, e measure.Event) cell {
	if x == nil {
		return cell{"-", ""}
	}
	return cell{words.Change(*x, e), number64(*x)}
}

// intervalCell is what is shown as the interval, sorted by its lower end.
func intervalCell(c *analysis.Comparison) cell {
	value := ""
	if i := c.Shown(); i != nil {
		value = number64(i.Low)
	}
	return cell{c.Between(), value}
}

// verdictOf is the verdict where the ratio stands beside it.
func verdictOf(c *analysis.Comparison) string {
	if c.Verdict == analysis.Changed && c.Ratio != nil && c.Direction != "" {
		return c.Direction
	}
	return c.Brief()
}

func rowsOf(r *analysis.Result, n names, places map[analysis.Key]string) ([]note, []row) {
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
			row := newRow(c, n)
			row.Index, row.Suite = i, k == 1
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

func newRow(c *analysis.Comparison, n names) row {
	r := row{
		Name: n.of(c.Wasm), Phase: c.Phase.String(), Event: c.Event.Name, Arch: c.Arch,
		Engine: c.Candidate.String(), Against: c.Baseline.String(),
		Class: class(c.Verdict, c.Effect), Words: verdictOf(c), Rounds: c.Rounds,
		Ratio: ratioCell(c.Ratio, c.Event), Interval: intervalCell(c), Mean: ratioCell(c.MeanRatio, c.Event), PhaseOrder: int(c.Phase),
	}
	if len(c.Benchmarks) == 0 {
		unit := words.UnitOf(c.Event, c.Baseline.Median, c.Candidate.Median)
		r.Baseline = cell{unit.Text(c.Baseline.Median), ""}
		r.Candidate = cell{unit.Text(c.Candidate.Median), ""}
	}
	switch {
	case c.Worse():
	case c.Verdict == analysis.Changed:
		r.Order = 1
	case c.Verdict == analysis.Unsure:
		r.Order = 2
	default:
		r.Order = 3
	}
	return r
}
