package report

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/history"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// HistoryFormat is a form in which a history is written.
type HistoryFormat string

// The forms of histories.
const (
	HistoryTable HistoryFormat = "table"
	HistoryJSON  HistoryFormat = "json"
)

// ErrHistoryFormat is wrapped by the errors for any other form.
var ErrHistoryFormat = errors.New("unknown format of histories")

// History writes a history. A table has a line per series - the first and the
// last value, and how often it changed -, below it the change points in words;
// JSON is the history.History itself. The table fits the screen; its n is the
// number of recordings that have the series.
func History(w io.Writer, h *history.History, format HistoryFormat, screen Screen) error {
	switch format {
	case HistoryJSON:
		return writeJSON(w, h)
	case HistoryTable:
		return historyTable(w, h, screen)
	}
	return fmt.Errorf("%w %q: use table or json", ErrHistoryFormat, format)
}

func historyTable(w io.Writer, h *history.History, screen Screen) error {
	var b strings.Builder
	first, last := h.Points[0], h.Points[len(h.Points)-1]
	span := ": " + quote.Name(first.Label)
	if len(h.Points) > 1 {
		span = ", from " + quote.Name(first.Label) + " to " + quote.Name(last.Label)
	}
	fmt.Fprintf(&b, "%s%s\n", words.Count(len(h.Points), "recording"), span)
	in := folderOf(h.Series, func(s *history.Series) string { return s.Wasm })
	b.WriteString(in.line())
	columns := []Column[history.Series]{
		{Heading: "benchmark", Text: func(s history.Series) string {
			return in.short(s.Wasm) + " on " + quote.Name(analysis.Config{Engine: s.Engine, Flags: s.Flags}.String())
		}},
		{Heading: "first", Text: func(s history.Series) string { return unitOfEnds(s).Text(s.Values[0].Median) }},
		{Heading: "last", Text: func(s history.Series) string { return unitOfEnds(s).Text(s.Values[len(s.Values)-1].Median) }},
		{Heading: "changes", Text: matter},
		{Heading: "n", Text: func(s history.Series) string { return strconv.Itoa(len(s.Values)) }},
	}
	heading := func(s history.Series) string { return s.Phase.String() + " · median " + quote.Name(s.Event.Name) }
	b.WriteString(Grids(screen, 1, heading, columns, h.Series))
	changes := h.Changes()
	for _, at := range changes {
		fmt.Fprintf(&b, "%s\n", HistoryChange(h, at))
	}
	for _, warning := range h.Warnings {
		fmt.Fprintf(&b, "warning: %s\n", quote.Line(warning))
	}
	fmt.Fprintf(&b, "%s in %s, corrected for being many; none says whether code, machine or time made it.\n",
		words.Count(len(changes), "change point"), words.Plural(h.Judged, "series", "series"))
	_, err := io.WriteString(w, screen.Text(b.String()))
	return err
}

// unitOfEnds is the unit of the first and the last value.
func unitOfEnds(s history.Series) words.Unit {
	return words.UnitOf(s.Event, s.Values[0].Median, s.Values[len(s.Values)-1].Median)
}

// matter is how many changes of a series do.
func matter(s history.Series) string {
	if s.TooFew {
		return "too few"
	}
	n := 0
	for i := range s.Changes {
		if s.Changes[i].Matters() {
			n++
		}
	}
	return strconv.Itoa(n)
}

// HistoryChange says a change point of History.Changes in a line.
func HistoryChange(h *history.History, at [2]int) string {
	s := &h.Series[at[0]]
	c := &s.Changes[at[1]]
	versions := ""
	if len(c.Versions) == 2 {
		versions = fmt.Sprintf(", %s became %s", quote.Name(c.Versions[0]), quote.Name(c.Versions[1]))
	}
	between := ""
	if i := c.Comparison.Shown(); i != nil {
		between = fmt.Sprintf(" (%s interval: %s)", words.Level(i.Level), c.Comparison.Between())
	}
	return fmt.Sprintf("changed at %s, after %s: %s, %v, %s, %s: %s%s [%s%s]", quote.Name(h.Points[c.To].Label), quote.Name(h.Points[c.From].Label),
		quote.Name(s.Wasm), s.Phase, quote.Name(s.Event.Name), quote.Name(analysis.Config{Engine: s.Engine, Flags: s.Flags}.String()),
		c.Comparison.Judged(), between, c.Suspicion(), versions)
}
