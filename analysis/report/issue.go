package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/history"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// Issue is a text about the regressions of a history, ready to be filed. It says what a
// gate found and what that rests on, and nothing of what made it.
type Issue struct {
	// Kind is IssueKind, so that the file is known again.
	Kind string `json:"kind"`
	// Title is one line of plain text, Body the rest in Markdown.
	Title string `json:"title"`
	Body  string `json:"body"`
	// Regressions are the worst first, of so many series that were judged.
	Regressions []IssueRegression `json:"regressions"`
	Judged      int               `json:"judged"`
	Recordings  int               `json:"recordings"`
	// Unseen is the ratio by which the newest recording of a series may differ unseen, 0
	// where it is not known.
	Unseen   float64        `json:"unseen,omitempty"`
	Machines []string       `json:"machines"`
	Commands []IssueCommand `json:"commands"`
}

// IssueRegression is one series that became worse, and still is.
type IssueRegression struct {
	Arch      string        `json:"arch"`
	Benchmark string        `json:"benchmark"`
	Engine    string        `json:"engine"`
	Flags     string        `json:"engine_flags,omitempty"`
	Phase     measure.Phase `json:"phase"`
	Event     string        `json:"event"`
	// Change is how much, in words; Ratio and Interval are of the newest level to that
	// before, nil where they cannot be had.
	Change   string             `json:"change"`
	Ratio    *float64           `json:"ratio"`
	Interval *analysis.Interval `json:"interval"`
	// P is the p value of the permutation test that found it; nil for counts that are exact.
	P *float64 `json:"p"`
	// Since is the first recording that was worse, Before the last that was not.
	Since  IssuePoint `json:"since"`
	Before IssuePoint `json:"before"`
	// RecordingsBefore and RecordingsSince are what the levels rest on.
	RecordingsBefore int `json:"recordings_before"`
	RecordingsSince  int `json:"recordings_since"`
	// Beware is what to know before one believes it.
	Beware []string `json:"beware"`

	now *analysis.Comparison
}

// IssuePoint is a recording.
type IssuePoint struct {
	Label   string     `json:"label"`
	Name    string     `json:"name"`
	Started *time.Time `json:"started,omitempty"`
	Commit  string     `json:"commit,omitempty"`
	URL     string     `json:"commit_url,omitempty"`
}

// IssueCommand is a command line, and what it is for.
type IssueCommand struct {
	What string `json:"what"`
	Line string `json:"line"`
}

// IssueOptions say what an issue refers to.
type IssueOptions struct {
	// Commits are the address of commits.
	Commits CommitURL
	// Commands returns the commands by which a reader sees it again.
	Commands func(worst *history.Regression) []IssueCommand
}

// IssueKind is the Kind of every Issue.
const IssueKind = "sightglass open regressions"

// IssueMark begins the Markdown of an issue. It is not shown.
const IssueMark = "<!-- sightglass: open regressions -->"

// NewIssue returns the issue about what a gate found. There is none, false, where it found no
// regression: no text could then be taken for one.
func NewIssue(h *history.History, out history.Outcome, o IssueOptions) (*Issue, bool) {
	list := out.Regressions()
	if len(list) == 0 {
		return nil, false
	}
	i := &Issue{Kind: IssueKind, Judged: out.Of, Recordings: len(h.Points), Unseen: out.Unseen, Machines: []string{}, Commands: []IssueCommand{}}
	for k := range list {
		i.Regressions = append(i.Regressions, issueRegression(h, &list[k], o.Commits))
	}
	i.Machines = append(i.Machines, machinesOf(h)...)
	if o.Commands != nil {
		i.Commands = append(i.Commands, o.Commands(&list[0])...)
	}
	in := folderOf(list, func(r *history.Regression) string { return r.Series.Wasm })
	i.Title = i.title(in)
	i.Body = i.body(h, in)
	return i, true
}

func issueRegression(h *history.History, r *history.Regression, commits CommitURL) IssueRegression {
	s, since, now := r.Series, r.Since(), r.Now()
	out := IssueRegression{Arch: s.Arch, Benchmark: s.Wasm, Engine: s.Engine, Flags: s.Flags, Phase: s.Phase, Event: s.Event.Name,
		Change: now.Judged(), Ratio: now.Ratio, Interval: now.Shown(), P: since.P,
		Since: issuePoint(h.Points[since.To], commits), Before: issuePoint(h.Points[since.From], commits),
		RecordingsBefore: now.Baseline.Processes, RecordingsSince: len(s.Values) - since.At, Beware: []string{}, now: now}
	out.Beware = append(out.Beware, since.Beware(s)...)
	if n := len(r.Changes); n > 1 {
		out.Beware = append(out.Beware, fmt.Sprintf("it became worse in %d steps, and the change is from before the first to now", n))
	}
	return out
}

func issuePoint(p history.Point, commits CommitURL) IssuePoint {
	return IssuePoint{Label: p.Label, Name: p.Name, Started: p.Started, Commit: p.Commit, URL: commits.Of(p.Commit)}
}

// machinesOf describes the machines of a history, that of the newest recording first.
func machinesOf(h *history.History) (list []string) {
	seen := map[string]bool{}
	for i := len(h.Points) - 1; i >= 0; i-- {
		p := &h.Points[i]
		if p.Machine == "" || seen[p.Machine] {
			continue
		}
		seen[p.Machine] = true
		what := ""
		if m := p.Host; m != nil {
			what = Machine(m.CPU, m.CPUs, m.Arch, strings.TrimSpace(m.OS+" "+m.Kernel))
		}
		list = append(list, strings.TrimPrefix(what+" (fingerprint "+p.Machine+")", " "))
	}
	return list
}

// Machine lists what is known of a machine: its processor, how many there are, and more.
func Machine(cpu string, cpus int, more ...string) string {
	count := ""
	if cpus > 0 {
		count = words.Count(cpus, "CPU")
	}
	parts := append([]string{cpu, count}, more...)
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

func (r *IssueRegression) on() string {
	return analysis.Config{Engine: r.Engine, Flags: r.Flags}.String()
}

func (i *Issue) title(in folder) string {
	worst := &i.Regressions[0]
	what := fmt.Sprintf("%s: %v %s on %s since %s", in.short(worst.Benchmark), worst.Phase, worst.Change, quote.Name(worst.on()), quote.Name(worst.Since.Label))
	if !worst.now.Event.Time {
		what = fmt.Sprintf("%s: %v, %s of %s on %s since %s", in.short(worst.Benchmark), worst.Phase, worst.Change, quote.Name(worst.Event), quote.Name(worst.on()), quote.Name(worst.Since.Label))
	}
	if n := len(i.Regressions); n > 1 {
		what = fmt.Sprintf("%d open regressions, the worst: %s", n, what)
	}
	return quote.Line(what)
}

func (i *Issue) body(h *history.History, in folder) string {
	var b strings.Builder
	first, last := h.Points[0], h.Points[len(h.Points)-1]
	fmt.Fprintf(&b, "%s worse than before, of %d that were judged (a benchmark on an engine, in a phase, by an event), in %s from %s to %s.\n\n",
		words.Plural(len(i.Regressions), "series is", "series are"), i.Judged, words.Count(len(h.Points), "recording"), quote.Markdown(quote.Name(first.Label)), quote.Markdown(quote.Name(last.Label)))
	if line := in.line(); line != "" {
		fmt.Fprintf(&b, "%s\n\n", quote.Markdown(strings.TrimSuffix(line, "\n")))
	}
	fmt.Fprintf(&b, "%s\n\n", markdownTable(i.columns(in), i.Regressions))
	b.WriteString("#### How sure\n\n")
	for _, line := range i.sure() {
		fmt.Fprintf(&b, "- %s\n", quote.Markdown(line))
	}
	for k := range i.Regressions {
		for _, beware := range i.Regressions[k].Beware {
			r := &i.Regressions[k]
			fmt.Fprintf(&b, "- %s\n", quote.Markdown(fmt.Sprintf("%s, %v, %s on %s: %s.", in.short(r.Benchmark), r.Phase, quote.Name(r.Event), quote.Name(r.on()), quote.Line(beware))))
		}
	}
	b.WriteString("\n#### Machine\n\n")
	if len(i.Machines) == 0 {
		b.WriteString("- not known: the recordings do not say which machine made them\n")
	}
	for _, m := range i.Machines {
		fmt.Fprintf(&b, "- %s\n", quote.Markdown(m))
	}
	if len(i.Commands) > 0 {
		b.WriteString("\n#### To see it again\n\n" + commandBlock(i.Commands))
	}
	return b.String()
}

// columns are those of the table of regressions.
func (i *Issue) columns(in folder) []Column[IssueRegression] {
	interval := "interval"
	for k := range i.Regressions {
		if in := i.Regressions[k].Interval; in != nil { // of one level all
			interval = words.Level(in.Level) + " interval"
		}
	}
	point := func(p IssuePoint) string {
		name := cell(quote.Name(p.Label))
		if p.URL != "" {
			name = fmt.Sprintf("[%s](<%s>)", name, p.URL)
		}
		if p.Commit != "" && p.Commit != p.Label && p.URL == "" {
			name += " (" + cell(quote.Name(p.Commit)) + ")"
		}
		return name
	}
	return []Column[IssueRegression]{
		{Heading: "benchmark", Text: func(r IssueRegression) string { return cell(in.short(r.Benchmark)) }},
		{Heading: "phase", Text: func(r IssueRegression) string { return r.Phase.String() }},
		{Heading: "engine", Text: func(r IssueRegression) string { return cell(quote.Name(r.on())) }},
		{Heading: "event", Text: func(r IssueRegression) string { return cell(quote.Name(r.Event)) }},
		{Heading: "change", Text: func(r IssueRegression) string { return cell(r.Change) }},
		{Heading: interval, Text: func(r IssueRegression) string { return cell(r.now.Between()) }},
		{Heading: "since", Text: func(r IssueRegression) string { return point(r.Since) }},
		{Heading: "last before", Text: func(r IssueRegression) string { return point(r.Before) }},
		{Heading: "recordings before, since", Align: text.AlignRight, Text: func(r IssueRegression) string { return fmt.Sprintf("%d, %d", r.RecordingsBefore, r.RecordingsSince) }},
		{Heading: "p", Align: text.AlignRight, Text: func(r IssueRegression) string { return PValue(r.P) }},
	}
}

// PValue is a p value in words; "exact" for that of counts that are, nil.
func PValue(p *float64) string {
	switch {
	case p == nil:
		return "exact"
	case *p < 0.0001:
		return "under 0.0001"
	}
	return fmt.Sprintf("%.2g", *p)
}

// sure says what the regressions rest on.
func (i *Issue) sure() []string {
	list := []string{
		fmt.Sprintf("Found by how recordings differ from one another when nothing changed, not by one pair of recordings: p is that of a permutation test of their medians, and where it rests on the newest alone of Student's prediction interval. What was found among %s was corrected for being many.", words.Plural(i.Judged, "series", "series")),
		"The recordings were made one after the other: this says since when it is so, not what made it. Whatever else changed on the machine then looks the same.",
		"Each point was chosen because recordings differ most there, so that the difference is, on average, somewhat smaller than it says.",
	}
	if i.Unseen > 1 {
		list = append(list, fmt.Sprintf("Elsewhere a change of up to %s at the newest recording may be unseen.", words.Difference(i.Unseen)))
	}
	return list
}

// commandBlock are the commands as a block of code.
func commandBlock(list []IssueCommand) string {
	var b strings.Builder
	for k, c := range list {
		if k > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "# %s\n%s\n", quote.Line(c.What), quote.Line(c.Line))
	}
	return fenced("sh", b.String())
}

// IssueFormat is a form in which an issue is written.
type IssueFormat string

// The forms of issues.
const (
	IssueMarkdown IssueFormat = "markdown"
	IssueJSON     IssueFormat = "json"
)

// Write writes the issue: as Markdown with its title as the heading, or as JSON.
func (i *Issue) Write(w io.Writer, format IssueFormat) error {
	switch cmp.Or(format, IssueMarkdown) {
	case IssueJSON:
		return writeJSON(w, i)
	case IssueMarkdown:
		_, err := fmt.Fprintf(w, "%s\n### %s\n\n%s", IssueMark, quote.Markdown(i.Title), i.Body)
		return err
	}
	return fmt.Errorf("unknown format of issues %q: use %s or %s", format, IssueMarkdown, IssueJSON)
}
