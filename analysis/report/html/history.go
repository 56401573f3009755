package html

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/history"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure/words"
)

//go:embed history.gohtml
var historyTemplate string

//go:embed history.css
var historyCSS string

//go:embed history.js
var historyScript string

// History is what a page of many recordings shows.
type History struct {
	// Title is the page title; if it is empty, the page says what it is of.
	Title   string
	History *history.History
	// Commits are the address of commits, to which the page then links.
	Commits report.CommitURL
	// Files are the recordings by the names of their points, as a command line takes
	// them, for the commands that the page shows; those that lack one have none.
	Files map[string]string
}

// WriteHistory writes the page: what is worse now, the worst first; a line for each
// series, which opens its course and change points; and the recordings. It can be read
// without a script, but for the courses.
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
	Folder   string
	Newest   pointView
	Card     card
	Reasons  []string // why the newest recording cannot be judged
	Worse    []eventView
	Changes  []eventView // all that matter, the newest first
	Warnings []string
	Phases   []string
	Engines  []string
	Events   []string
	Times    []timeChoice
	First    string
	Last     string
	Rows     []trendRow
	Points   []pointView
	JSON     template.JS
	Levels   template.HTML
	Plots    []template.HTML

	levels []trendLevels // of the rows
}

// pointView is a recording, with a link to its commit.
type pointView struct {
	Label, File, Started, Machine, Versions, Labels string
	Commit                                          string // if it is not the label
	URL                                             template.URL
}

// eventView is a change point in a list.
type eventView struct {
	Class, Anchor, Name, What string
	Change, Interval, Sure    string
	Since, Before             pointView
	Beware                    []string
}

// timeChoice is how far back to look for change points: Since is the first recording.
type timeChoice struct {
	Text  string
	Since int
}

func newHistoryView(in History) (*historyView, error) {
	h := in.History
	v := &historyView{page: page{style: historyCSS, script: historyScript}, Warnings: slices.Clone(h.Warnings)}
	several := map[string][]string{}
	note := func(of, what string) {
		if !slices.Contains(several[of], what) {
			several[of] = append(several[of], what)
		}
	}
	for i := range h.Series {
		s := &h.Series[i]
		note("wasm", s.Wasm)
		note("phase", s.Phase.String())
		note("engine", trendEngine(s))
		note("event", s.Event.Name)
	}
	wasms := several["wasm"]
	slices.SortFunc(several["phase"], func(a, b string) int { return cmp.Compare(phaseOrder(a), phaseOrder(b)) })
	v.Phases, v.Engines, v.Events = several["phase"], several["engine"], several["event"]
	n := namesOf(wasms)
	v.Folder = n.folder
	v.Title = cmp.Or(in.Title, fmt.Sprintf("%s on %s", words.Count(len(h.Points), "recording"), words.Count(len(wasms), "benchmark")))
	for _, p := range h.Points {
		v.Points = append(v.Points, pointOf(p, in.Commits))
	}
	v.About = "in the order in which they were given"
	if h.Ordered == "started" {
		v.About = "recorded on " + v.Points[0].Started
		if last := v.Points[len(v.Points)-1].Started; len(v.Points) > 1 {
			v.About = fmt.Sprintf("recorded from %s to %s", v.Points[0].Started, last)
		}
	}
	v.First, v.Last = v.Points[0].Label, v.Points[len(v.Points)-1].Label
	v.Newest = v.Points[len(v.Points)-1]
	v.Times = timeChoices(h.Points)
	anchors := trendAnchors(h, n)
	v.judge(h)
	v.events(h, n, anchors)
	if err := v.lines(h, n, anchors); err != nil {
		return nil, err
	}
	text, err := json.Marshal(changesOf(in))
	if err != nil {
		return nil, err
	}
	v.JSON = template.JS(text) // Marshal escapes what would end the element
	return v, nil
}

// judge says what the newest recordings come to, as history --fail-on does.
func (v *historyView) judge(h *history.History) {
	out, err := (history.Gate{Given: true}).Judge(h)
	var gate *analysis.GateError
	if errors.As(err, &gate) {
		v.Reasons = gate.Reasons
	}
	worse := len(h.Regressions())
	judged := words.Plural(out.Of, "series", "series")
	unseen := ""
	if out.Unseen > 1 {
		unseen = " At the newest recording a change of up to " + words.Difference(out.Unseen) + " may be unseen."
	}
	tooFew := ""
	if out.TooFew > 0 {
		tooFew = fmt.Sprintf(" %s fewer than the %d recordings that it takes to know how they differ when nothing changed.", words.Plural(out.TooFew, "series has", "series have"), h.Least)
	}
	switch {
	case worse > 0:
		v.Card = card{Verdict: string(analysis.Changed), Effect: "worse", Symbol: symbols[analysis.Changed], Word: words.Count(worse, "open regression"),
			Sentence: fmt.Sprintf("%d of %s became worse and %s.%s%s", worse, judged, map[bool]string{true: "still is", false: "still are"}[worse == 1], unseen, tooFew)}
	case out.Of == 0:
		v.Card = card{Verdict: string(analysis.Unsure), Symbol: symbols[analysis.Unsure], Word: "nothing can be said yet", Sentence: "No series was judged." + tooFew}
	case gate != nil:
		v.Card = card{Verdict: string(analysis.Unsure), Symbol: symbols[analysis.Unsure], Word: "no open regression was found, but not all could be judged", Sentence: "Of " + judged + "." + unseen + tooFew}
	default:
		v.Card = card{Verdict: string(analysis.NotChanged), Symbol: symbols[analysis.NotChanged], Word: "no open regression", Sentence: "Of " + judged + "." + unseen + tooFew}
	}
}

func pointOf(p history.Point, commits report.CommitURL) pointView {
	v := pointView{Label: p.Label, File: p.Name, Started: "not known", Machine: cmp.Or(p.Machine, "not known"), URL: template.URL(commits.Of(p.Commit)), // of http or https
		Labels: sortedPairs(p.Labels, "="), Versions: sortedPairs(p.Versions, " ")}
	if p.Started != nil {
		v.Started = p.Started.UTC().Format("2006-01-02 15:04 MST")
	}
	if m := p.Host; m != nil && m.CPU != "" {
		v.Machine = m.CPU + " (" + cmp.Or(p.Machine, "without a fingerprint") + ")"
	}
	if p.Commit != p.Label {
		v.Commit = p.Commit
	}
	return v
}

// timeChoices are by number and, where the recordings say when they were made, by days
// before the newest.
func timeChoices(points []history.Point) (list []timeChoice) {
	n := len(points)
	for _, k := range []int{1, 3, 10, 30, 100} {
		if k < n {
			list = append(list, timeChoice{"the newest " + words.Count(k, "recording"), n - k})
		}
	}
	if len(list) > 0 {
		list[0].Text = "the newest recording"
	}
	newest := points[n-1].Started
	if newest == nil || points[0].Started == nil {
		return list
	}
	for _, days := range []int{7, 30, 90, 365} {
		from := newest.AddDate(0, 0, -days)
		since := slices.IndexFunc(points, func(p history.Point) bool { return p.Started != nil && !p.Started.Before(from) })
		if since > 0 {
			list = append(list, timeChoice{"the last " + words.Count(days, "day"), since})
		}
	}
	return list
}

func trendEngine(s *history.Series) string {
	return analysis.Config{Engine: s.Engine, Flags: s.Flags}.String()
}

// trendAnchors are links to series that stay the same from one day to the next.
func trendAnchors(h *history.History, n names) []string {
	var out []string
	used := map[string]bool{}
	for i := range h.Series {
		s := &h.Series[i]
		plain := strings.Map(func(r rune) rune {
			switch {
			case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
				return r
			}
			return '-'
		}, strings.ToLower(fmt.Sprintf("%s-%v-%s-%s", n.of(s.Wasm), s.Phase, s.Event.Name, trendEngine(s))))
		anchor := plain
		for k := 2; used[anchor]; k++ {
			anchor = fmt.Sprintf("%s-%d", plain, k)
		}
		used[anchor] = true
		out = append(out, anchor)
	}
	return out
}

// events lists what is worse now, and all change points.
func (v *historyView) events(h *history.History, n names, anchors []string) {
	place := map[*history.Series]int{}
	for i := range h.Series {
		place[&h.Series[i]] = i
	}
	event := func(s *history.Series, since *history.Change, c *analysis.Comparison) eventView {
		e := eventView{Class: class(c.Verdict, c.Effect), Anchor: anchors[place[s]], Name: n.of(s.Wasm), Change: c.Judged(),
			What:  fmt.Sprintf("%v · %s · %s", s.Phase, trendEngine(s), s.Event.Name),
			Since: v.Points[since.To], Before: v.Points[since.From], Sure: "exact: no process counted anything else"}
		if i := c.Shown(); i != nil {
			e.Interval = words.Level(i.Level) + " interval: " + c.Between()
		}
		if since.P != nil {
			e.Sure = "p " + report.PValue(since.P)
		}
		e.Beware = since.Beware(s)
		return e
	}
	for _, r := range h.Regressions() {
		v.Worse = append(v.Worse, event(r.Series, r.Since(), r.Now()))
	}
	all := h.Changes()
	slices.SortStableFunc(all, func(a, b [2]int) int {
		return cmp.Compare(h.Series[b[0]].Changes[b[1]].To, h.Series[a[0]].Changes[a[1]].To)
	})
	for _, at := range all {
		s := &h.Series[at[0]]
		v.Changes = append(v.Changes, event(s, &s.Changes[at[1]], &s.Changes[at[1]].Comparison))
	}
}

// historyNumbers is what the page tells programs: the recordings and the change points.
// All values would be most of the page; history --output-format json has them.
type historyNumbers struct {
	Ordered string           `json:"ordered_by"`
	Points  []history.Point  `json:"points"`
	Files   []string         `json:"files"`
	Judged  int              `json:"judged"`
	Changes []history.Change `json:"changes"`
}

func changesOf(in History) historyNumbers {
	h := in.History
	out := historyNumbers{Ordered: h.Ordered, Points: h.Points, Judged: h.Judged, Changes: []history.Change{}, Files: []string{}}
	for _, at := range h.Changes() {
		out.Changes = append(out.Changes, h.Series[at[0]].Changes[at[1]])
	}
	for _, p := range h.Points {
		out.Files = append(out.Files, in.Files[p.Name])
	}
	return out
}

func sortedPairs(m map[string]string, between string) string {
	var list []string
	for k, v := range m {
		list = append(list, k+between+v)
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}
