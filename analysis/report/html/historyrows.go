package html

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/history"
	"github.com/sightglass-go/sightglass/analysis/internal/parallel"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/analysis/report/plot"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A trendRow is a series in a line, which opens its course.
type trendRow struct {
	Class               string // what it is filtered by: "open", "changed", "same" or "few"
	Anchor              string
	Name, What          string
	Phase, Engine       string
	Event               string
	First, Last, Change string // of the levels of the first and the newest recording
	Status              string
	Tone                string // class of Change
	To                  int    // the recording of its last change point, -1 without any
	Spark               template.HTML
	Course              template.HTMLAttr // where its plot is
	Changes             []string          // change points in words
	Note                string            // why it has none
}

// trendLevels are what is said of any two recordings of a series, for the script.
type trendLevels struct {
	// Texts are the values, in one unit, of all recordings; "" where there is none.
	Texts []string `json:"t"`
	// Begins are the first recordings of the levels but the first one.
	Begins []int `json:"b,omitempty"`
	// Changes are of two levels, by their numbers, such as "0,1": words, interval, class.
	Changes map[string][3]string `json:"c,omitempty"`
	TooFew  bool                 `json:"few,omitempty"`
}

// What is said of two recordings on one level.
const (
	noChange = "no change found"
	tooFew   = "too few recordings"
)

// lines makes the rows, the worst first, and packs what they open.
func (v *historyView) lines(h *history.History, n names, anchors []string) error {
	order := trendOrder(h)
	place, plots := trendPlots(h, n)
	v.Plots = plots
	last := len(h.Points) - 1
	for _, i := range order {
		s := &h.Series[i]
		pairs, err := h.Levels(s)
		if err != nil {
			return err
		}
		l := levelsOf(s, pairs, len(h.Points))
		v.levels = append(v.levels, l)
		r := trendRow{Anchor: anchors[i], Name: n.of(s.Wasm), Phase: s.Phase.String(), Engine: trendEngine(s), Event: s.Event.Name,
			Spark: sparkline(s, len(h.Points)), Course: template.HTMLAttr(fmt.Sprintf(`data-course="%s"`, place[i].at)), To: -1,
			First: cmp.Or(l.Texts[0], "-"), Last: cmp.Or(l.Texts[last], "-")}
		what := []string{r.Phase, r.Engine}
		if len(v.Events) > 1 {
			what = append(what, r.Event)
		}
		r.What = strings.Join(what, " · ")
		said := l.between(0, last)
		r.Change, r.Tone = said[0], said[2]
		r.status(h, s, place[i].numbers)
		v.Rows = append(v.Rows, r)
	}
	text, err := json.Marshal(v.levels)
	if err != nil {
		return err
	}
	v.Levels = packed(text)
	return nil
}

// status says of a row what its last change was.
func (r *trendRow) status(h *history.History, s *history.Series, numbers map[int]int) {
	r.Class = "same"
	for k := range s.Changes {
		c := &s.Changes[k]
		if !c.Matters() {
			continue
		}
		r.To = c.To
		if r.Class != "open" {
			r.Class = "changed"
		}
		if c.Open {
			r.Class = "open"
		}
		r.Status = fmt.Sprintf("%s at %s", c.Comparison.Judged(), h.Points[c.To].Label)
		r.Changes = append(r.Changes, fmt.Sprintf("%d: %s", numbers[k], report.HistoryChange(h, [2]int{seriesIndex(h, s), k})))
	}
	switch {
	case s.TooFew:
		r.Class, r.Status = "few", tooFew
		r.Note = fmt.Sprintf("It has %s, and it takes %d to know how they differ when nothing changed: no change points were searched for.", words.Count(len(s.Values), "recording"), h.Least)
	case len(r.Changes) == 0:
		r.Status = noChange
		r.Note = "No recording differs from those before it by more than recordings differ when nothing changed."
		if s.Unseen > 1 {
			r.Note += " At the newest one a change of up to " + words.Difference(s.Unseen) + " may be unseen."
		}
	}
	if newest := s.Values[len(s.Values)-1].Point; newest < len(h.Points)-1 {
		r.Note = strings.TrimSpace(r.Note + fmt.Sprintf(" The newest recording lacks it: its last value is of %s.", h.Points[newest].Label))
		r.Status += "; not in the newest recording"
	}
}

func seriesIndex(h *history.History, s *history.Series) int {
	return slices.IndexFunc(h.Series, func(o history.Series) bool { return o.Key() == s.Key() && o.Wasm == s.Wasm })
}

// trendOrder is the series, the worst first, then those that changed, the newest first,
// then the others by name.
func trendOrder(h *history.History) []int {
	rank := map[int]int{}
	for k, r := range h.Regressions() {
		rank[seriesIndex(h, r.Series)] = k - len(h.Series)
	}
	changed := func(i int) int {
		to := -1
		for k := range h.Series[i].Changes {
			if c := &h.Series[i].Changes[k]; c.Matters() {
				to = c.To
			}
		}
		return to
	}
	order := make([]int, len(h.Series))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(rank[a], rank[b]), cmp.Compare(changed(b), changed(a)), cmp.Compare(h.Series[a].Wasm, h.Series[b].Wasm),
			-cmp.Compare(h.Series[a].Phase, h.Series[b].Phase))
	})
	return order
}

func levelsOf(s *history.Series, pairs map[[2]int]analysis.Comparison, points int) trendLevels {
	l := trendLevels{Texts: make([]string, points), TooFew: s.TooFew}
	var medians []float64
	for _, v := range s.Values {
		medians = append(medians, v.Median)
	}
	unit := words.UnitOf(s.Event, medians...)
	for _, v := range s.Values {
		l.Texts[v.Point] = unit.Text(v.Median)
	}
	for k := range s.Changes {
		l.Begins = append(l.Begins, s.Changes[k].To)
	}
	for pair, c := range pairs {
		if l.Changes == nil {
			l.Changes = map[string][3]string{}
		}
		interval := ""
		if i := c.Shown(); i != nil {
			interval = words.Level(i.Level) + " interval " + c.Between()
		}
		l.Changes[fmt.Sprintf("%d,%d", pair[0], pair[1])] = [3]string{c.Judged(), interval, class(c.Verdict, c.Effect)}
	}
	return l
}

// between is what is said of two recordings, the earlier one first: as the script does.
func (l *trendLevels) between(a, b int) [3]string {
	level := func(point int) (n int) {
		for _, begin := range l.Begins {
			if point >= begin {
				n++
			}
		}
		return n
	}
	switch {
	case l.Texts[a] == "" || l.Texts[b] == "":
		return [3]string{"-"}
	case l.TooFew:
		return [3]string{tooFew}
	case level(a) == level(b):
		return [3]string{noChange}
	}
	return l.Changes[fmt.Sprintf("%d,%d", level(a), level(b))]
}

// A trendPlace is where the course of a series is packed, and the numbers of its
// change points in it.
type trendPlace struct {
	at      string
	numbers map[int]int
}

// narrowValues is how many values courses may have to be drawn for phones, too; those
// of more are scrolled there.
const narrowValues = 70_000

// trendPlots draws the courses: one for each benchmark, phase, event and
// architecture, with a line for each engine. Those of a benchmark are packed together.
func trendPlots(h *history.History, n names) (places []trendPlace, packs []template.HTML) {
	places = make([]trendPlace, len(h.Series))
	var all []int
	values := 0
	for i := range h.Series {
		all = append(all, i)
		values += len(h.Series[i].Values)
	}
	widths := []float64{1100}
	if values <= narrowValues {
		widths = append(widths, 350)
	}
	points := trendPoints(h)
	benchmarks := report.Grouped(all, func(i int) string { return h.Series[i].Wasm })
	packs = make([]template.HTML, len(benchmarks))
	parallel.Each(len(benchmarks), func(k int) {
		var drawn [][]string
		for at, g := range report.Grouped(benchmarks[k].Lines, func(i int) string {
			s := &h.Series[i]
			return fmt.Sprintf("%v · %s · %s", s.Phase, s.Event.Name, s.Arch)
		}) {
			s := &h.Series[g.Lines[0]]
			number := numbered(h, g.Lines)
			var lines []plot.TrendLine
			for _, i := range g.Lines {
				places[i] = trendPlace{fmt.Sprintf("%d.%d", k, at), number[i]}
				lines = append(lines, trendLine(&h.Series[i], number[i]))
			}
			var svgs []string
			for _, width := range widths {
				svgs = append(svgs, plot.Trend(points, lines, plot.TrendOptions{
					Title: fmt.Sprintf("%s: %v, %s over time", n.of(s.Wasm), s.Phase, s.Event.Name), Event: s.Event, Level: 0.99, Width: width}).Inline())
			}
			drawn = append(drawn, svgs)
		}
		var text bytes.Buffer
		enc := json.NewEncoder(&text)
		enc.SetEscapeHTML(false) // it will be packed
		if err := enc.Encode(drawn); err != nil {
			panic("BUG: html: strings that are no JSON: " + err.Error())
		}
		packs[k] = packed(text.Bytes())
	})
	return places, packs
}

// numbered numbers the change points of a plot in the order of time, by series and change.
func numbered(h *history.History, members []int) map[int]map[int]int {
	var list [][2]int
	out := map[int]map[int]int{}
	for _, i := range members {
		out[i] = map[int]int{}
		for k := range h.Series[i].Changes {
			if h.Series[i].Changes[k].Matters() {
				list = append(list, [2]int{i, k})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b [2]int) int {
		return cmp.Compare(h.Series[a[0]].Changes[a[1]].To, h.Series[b[0]].Changes[b[1]].To)
	})
	for number, at := range list {
		out[at[0]][at[1]] = number + 1
	}
	return out
}

func trendPoints(h *history.History) []plot.TrendPoint {
	var out []plot.TrendPoint
	for i, p := range h.Points {
		other := i > 0 && p.Machine != "" && h.Points[i-1].Machine != "" && p.Machine != h.Points[i-1].Machine
		out = append(out, plot.TrendPoint{Label: p.Label, NewMachine: other})
	}
	return out
}

func trendLine(s *history.Series, numbers map[int]int) plot.TrendLine {
	line := plot.TrendLine{Name: trendEngine(s)}
	for _, value := range s.Values {
		v := plot.TrendValue{At: value.Point, Median: value.Median, Low: math.NaN(), High: math.NaN()}
		if value.Interval != nil {
			v.Low, v.High = value.Interval.Low, value.Interval.High
		}
		line.Values = append(line.Values, v)
	}
	for k, n := range numbers {
		line.Values[s.Changes[k].At].Change = n
	}
	return line
}

// sparkHeight is that of a sparkline, in its own units.
const sparkHeight = 16

// sparkline is the course of medians without axes, with a line at change points. What
// moves by less than 4% in all is not blown up to the full height.
func sparkline(s *history.Series, points int) template.HTML {
	var medians []float64
	for _, v := range s.Values {
		medians = append(medians, v.Median)
	}
	low, high := slices.Min(medians), slices.Max(medians)
	if least := 0.04 * high; high-low < least {
		middle := (low + high) / 2
		low, high = middle-least/2, middle+least/2
	}
	y := func(median float64) int {
		if high <= low {
			return sparkHeight / 2
		}
		return int(math.Round(sparkHeight * (high - median) / (high - low)))
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="spark" viewBox="-1 -2 %d %d" preserveAspectRatio="none" aria-hidden="true">`, max(2*points, 2), sparkHeight+4)
	for k := range s.Changes {
		if c := &s.Changes[k]; c.Matters() {
			fmt.Fprintf(&b, `<path class="%s" d="M%d-2v%d"/>`, cmp.Or(c.Comparison.Effect, "other"), 2*c.To-1, sparkHeight+4)
		}
	}
	b.WriteString(`<path d="`)
	last, before, level := 0, -2, 0
	for _, v := range s.Values {
		at := y(v.Median)
		if v.Point == before+1 && at == last {
			level += 2 // one stroke for all of a level
		} else {
			if level > 0 {
				fmt.Fprintf(&b, "h%d", level)
			}
			level = 0
			switch {
			case v.Point != before+1: // the first, or after a gap; a value alone is a dot
				fmt.Fprintf(&b, "M%d %dh0", 2*v.Point, at)
			case at < last:
				fmt.Fprintf(&b, "l2%d", at-last)
			default:
				fmt.Fprintf(&b, "l2 %d", at-last)
			}
		}
		last, before = at, v.Point
	}
	if level > 0 {
		fmt.Fprintf(&b, "h%d", level)
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String()) // numbers, and words of this program
}
