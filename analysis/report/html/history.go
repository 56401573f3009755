package html

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/history"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/analysis/report/plot"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

//go:embed history.gohtml
var historyTemplate string

// History is what a page of many recordings shows.
type History struct {
	// Title heads the page; if it is empty, the page says what it is of.
	Title   string
	History *history.History
}

// WriteHistory writes the page: the change points in words, and a section for
// each benchmark with the course of each phase and event.
func WriteHistory(w io.Writer, h History) error {
	v, err := newHistoryView(h)
	if err != nil {
		return fmt.Errorf("make the history: %w", err)
	}
	return render(w, historyTemplate, v)
}

type historyView struct {
	page
	About    string
	Headline string
	Folder   string
	Changes  table
	Warnings []string
	Sections []trendSection
	Points   table
	JSON     template.JS
}

type trendSection struct {
	Name, Anchor string
	Figures      []trendFigure
}

type trendFigure struct {
	Caption string
	SVG     template.HTML
	Words   []string // the change points in it
}

func newHistoryView(h History) (*historyView, error) {
	v := &historyView{Warnings: slices.Clone(h.History.Warnings)}
	var wasms []string
	for i := range h.History.Series {
		if w := h.History.Series[i].Wasm; !slices.Contains(wasms, w) {
			wasms = append(wasms, w)
		}
	}
	n := namesOf(wasms)
	v.Folder = n.folder
	v.Title = cmp.Or(h.Title, fmt.Sprintf("%s on %s", words.Count(len(h.History.Points), "recording"), words.Count(len(wasms), "benchmark")))
	numbers := v.changes(h.History, n, wasms)
	v.Headline = fmt.Sprintf("%s in %s.", words.Count(len(numbers), "change point"), words.Plural(h.History.Judged, "series", "series"))
	for k, w := range wasms {
		v.Sections = append(v.Sections, trendsOf(h.History, n.of(w), fmt.Sprintf("b%d", k), w, numbers))
	}
	v.Points = points(h.History.Points)
	order := "by the time in their headers"
	if h.History.Ordered == "given" {
		order = "of the arguments"
	}
	v.About = "in order " + order
	text, err := json.Marshal(changesOf(h.History))
	if err != nil {
		return nil, err
	}
	v.JSON = template.JS(text) // Marshal escapes what would end the element
	return v, nil
}

// historyNumbers is what the page tells programs: the recordings and the change points.
// All values would be most of the page; history --output-format json has them.
type historyNumbers struct {
	Ordered string           `json:"ordered_by"`
	Points  []history.Point  `json:"points"`
	Judged  int              `json:"judged"`
	Changes []history.Change `json:"changes"`
}

func changesOf(h *history.History) historyNumbers {
	out := historyNumbers{Ordered: h.Ordered, Points: h.Points, Judged: h.Judged, Changes: []history.Change{}}
	for _, at := range h.Changes() {
		out.Changes = append(out.Changes, h.Series[at[0]].Changes[at[1]])
	}
	return out
}

// A step is a change point with its number, in the order of recordings, and its series.
type step struct {
	*history.Change
	number int
	in     *history.Series
}

// changes puts the change points into their table, and returns their numbers.
func (v *historyView) changes(h *history.History, n names, wasms []string) map[[2]int]int {
	all := h.Changes()
	slices.SortStableFunc(all, func(a, b [2]int) int { return h.Series[a[0]].Changes[a[1]].To - h.Series[b[0]].Changes[b[1]].To })
	numbers := map[[2]int]int{}
	var steps []step
	for i, at := range all {
		numbers[at] = i + 1
		steps = append(steps, step{&h.Series[at[0]].Changes[at[1]], i + 1, &h.Series[at[0]]})
	}
	columns := []report.Column[step]{
		{Heading: "Benchmark", Text: func(s step) string { return n.of(s.in.Wasm) }},
		{Heading: "No.", Align: text.AlignRight, Text: func(s step) string { return strconv.Itoa(s.number) }},
		{Heading: "At", Text: func(s step) string { return h.Points[s.To].Label }, Value: func(s step) any { return s.To }},
		{Heading: "after", Text: func(s step) string { return h.Points[s.From].Label }},
		phaseColumn(func(s step) measure.Phase { return s.in.Phase }),
		{Heading: "Event", Text: func(s step) string { return s.in.Event.Name }},
		{Heading: "Engine", Text: func(s step) string { return analysis.Config{Engine: s.in.Engine, Flags: s.in.Flags}.String() }},
	}
	columns = append(columns, judged("Change", "By", "Interval", func(s step) *analysis.Comparison { return &s.Comparison })...)
	columns = append(columns, report.Column[step]{Heading: "Beware", Remarks: true, Text: func(s step) string {
		warnings := []string{s.Suspicion()}
		if len(s.Versions) == 2 {
			warnings = append(warnings, s.Versions[0]+" became "+s.Versions[1])
		}
		return remarks(warnings)
	}})
	v.Changes = tableOf("changes-table", "table of change points", columns, steps, func(s step) tr {
		return tr{Anchor: fmt.Sprintf("b%d", slices.Index(wasms, s.in.Wasm)),
			Attributes: template.HTMLAttr(fmt.Sprintf(`class="%s" data-change="%d"`, class(s.Comparison.Verdict, s.Comparison.Effect), s.number))}
	})
	return numbers
}

// points is the table of the recordings.
func points(list []history.Point) table {
	return tableOf("", "table of recordings", []report.Column[history.Point]{
		{Heading: "Label", Text: func(p history.Point) string { return p.Label }},
		{Heading: "File", Text: func(p history.Point) string { return p.Name }},
		{Heading: "Started", Text: func(p history.Point) string {
			if p.Started == nil {
				return "not known"
			}
			return p.Started.Format("2006-01-02 15:04:05 MST")
		}},
		{Heading: "Labels", Text: func(p history.Point) string { return sortedPairs(p.Labels, "=") }},
		{Heading: "Machine", Text: func(p history.Point) string { return cmp.Or(p.Machine, "not known") }},
		{Heading: "Versions", Text: func(p history.Point) string { return sortedPairs(p.Versions, " ") }},
	}, list, func(history.Point) tr { return tr{} })
}

func sortedPairs(m map[string]string, between string) string {
	var list []string
	for k, v := range m {
		list = append(list, k+between+v)
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// trendsOf draws the figures of a benchmark: one for each phase, event and
// architecture, with a line for each engine.
func trendsOf(h *history.History, name, anchor, wasm string, numbers map[[2]int]int) trendSection {
	section := trendSection{Name: name, Anchor: anchor}
	var members []int
	for i := range h.Series {
		if h.Series[i].Wasm == wasm {
			members = append(members, i)
		}
	}
	slices.SortStableFunc(members, func(a, b int) int { return int(h.Series[a].Phase) - int(h.Series[b].Phase) })
	points := trendPoints(h)
	for _, g := range report.Grouped(members, func(i int) string {
		s := &h.Series[i]
		return fmt.Sprintf("%v · %s · %s", s.Phase, s.Event.Name, s.Arch)
	}) {
		f := trendFigure{Caption: g.Key}
		var lines []plot.TrendLine
		s := &h.Series[g.Lines[0]]
		for _, i := range g.Lines {
			line, words := trendLine(h, i, numbers)
			lines = append(lines, line)
			f.Words = append(f.Words, words...)
		}
		f.SVG = template.HTML(plot.Trend(points, lines, plot.TrendOptions{
			Title: fmt.Sprintf("%s: %v, %s over time", name, s.Phase, s.Event.Name), Event: s.Event, Level: 0.99}).Inline())
		section.Figures = append(section.Figures, f)
	}
	return section
}

func trendPoints(h *history.History) []plot.TrendPoint {
	var out []plot.TrendPoint
	for i, p := range h.Points {
		other := i > 0 && p.Machine != "" && h.Points[i-1].Machine != "" && p.Machine != h.Points[i-1].Machine
		out = append(out, plot.TrendPoint{Label: p.Label, NewMachine: other})
	}
	return out
}

func trendLine(h *history.History, i int, numbers map[[2]int]int) (plot.TrendLine, []string) {
	s := &h.Series[i]
	line := plot.TrendLine{Name: analysis.Config{Engine: s.Engine, Flags: s.Flags}.String()}
	var words []string
	for _, value := range s.Values {
		v := plot.TrendValue{At: value.Point, Median: value.Median, Low: math.NaN(), High: math.NaN()}
		if value.Interval != nil {
			v.Low, v.High = value.Interval.Low, value.Interval.High
		}
		line.Values = append(line.Values, v)
	}
	for k := range s.Changes {
		if n := numbers[[2]int{i, k}]; n > 0 {
			line.Values[s.Changes[k].At].Change = n
			words = append(words, fmt.Sprintf("%d: %s", n, report.HistoryChange(h, [2]int{i, k})))
		}
	}
	return line, words
}
