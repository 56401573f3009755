package html

import (
	"fmt"
	"html/template"
	"math"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A table is what the template of that name shows. Only those with an ID are
// sorted and filtered.
type table struct {
	ID, Label string
	Heads     []th
	Lines     []tr
}

type th struct {
	Text, Title, Class string
	Filter             string // which choice above the tables it obeys
}

type tr struct {
	Attributes template.HTMLAttr
	Anchor     string // where the first cell leads
	Cells      []td
}

type td struct {
	Class string
	Sort  template.HTMLAttr
	Text  short
}

// short is text that bound leaves alone.
type short string

// tableOf renders the columns that people see. line is what a line is beside
// its cells.
func tableOf[T any](id, label string, declared []report.Column[T], lines []T, line func(T) tr) table {
	t := table{ID: id, Label: label}
	columns := report.Shown(declared)
	for _, c := range columns {
		t.Heads = append(t.Heads, th{c.Heading, c.Title, classOf(c), c.Key})
	}
	for _, l := range lines {
		made := line(l)
		for _, c := range columns {
			cell := td{Class: classOf(c), Text: short(c.Text(l))}
			if !c.Remarks {
				cell.Text = short(clipped(c.Text(l)))
			}
			if c.Tone != nil {
				cell.Class = c.Tone(l)
			}
			if c.Value != nil {
				cell.Sort = sortedBy(c.Value(l), string(cell.Text))
			}
			made.Cells = append(made.Cells, cell)
		}
		t.Lines = append(t.Lines, made)
	}
	return t
}

// classOf is how the style sheet knows cells of a column.
func classOf[T any](c report.Column[T]) string {
	switch {
	case c.Remarks:
		return "notes"
	case c.Detail:
		return "m"
	case c.Align == text.AlignRight:
		return "n"
	}
	return ""
}

// sortedBy is the attribute by which a table is sorted, empty where the text will do.
func sortedBy(value any, shown string) template.HTMLAttr {
	if f, ok := value.(float64); ok && math.IsNaN(f) || value == nil {
		return ""
	}
	s := fmt.Sprint(value)
	if s == strings.ReplaceAll(shown, ",", "") {
		return ""
	}
	return template.HTMLAttr("data-v=" + s) // a number
}

// remarks are texts one after the other, each as long as a page shows any.
func remarks(list []string) string {
	var out []string
	for _, s := range list {
		out = append(out, clipped(s))
	}
	return strings.Join(out, "; ")
}

func change(ratio *float64, e measure.Event) string {
	if ratio == nil {
		return "-"
	}
	return words.Change(*ratio, e)
}

// verdictOf is the verdict where the ratio stands beside it.
func verdictOf(c *analysis.Comparison) string {
	if c.Verdict == analysis.Changed && c.Ratio != nil && c.Direction != "" {
		return directed(c)
	}
	return c.Judged()
}

// directed is the direction of a change, and whether that is better or worse where
// the word does not say it: of all but times.
func directed(c *analysis.Comparison) string {
	if c.Effect == "" || c.Event.Time {
		return c.Direction
	}
	return c.Direction + " (" + c.Effect + ")"
}

// urgency is the order of verdicts: the worse first.
func urgency(c *analysis.Comparison) int {
	switch {
	case c.Worse():
		return 0
	case c.Verdict == analysis.Changed:
		return 1
	case c.Verdict == analysis.Unsure:
		return 2
	}
	return 3
}
