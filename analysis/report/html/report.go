package html

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// Report is what a page shows.
type Report struct {
	// Title is the page title; if it is empty, the page says what was compared.
	Title string
	// Data are the recordings and Result is what Compare found in them, with
	// the diagnostics. A result without comparisons, as of one engine, makes a
	// page of summaries.
	Data   *analysis.Data
	Result *analysis.Result
	// Others are what Compare found with other baselines, which a reader can choose.
	// Those that do not fit into MaxBytes are left out, and cannot be chosen.
	Others []*analysis.Result
	// Files are the recordings' files.
	Files []File
	// MaxBytes bounds the page where it can: values are thinned out in plots,
	// and files are left out, each with a word about it. Tables are whole
	// whatever they take. 0 is 2,000,000.
	MaxBytes int
}

// File is a file that was read.
type File struct {
	Name string
	// Headers are those found in it; CSV and JSON have none.
	Headers []record.Header
	// Rows is the file itself, to be embedded; nil to leave it out.
	Rows *Attachment
}

// MaxBytes is the default of Report.MaxBytes.
const MaxBytes = 2_000_000

// AttachmentBytes is a limit for an Attachment of a page of MaxBytes: what is larger would
// not fit anyway.
const AttachmentBytes = MaxBytes * 3 / 4

//go:embed report.gohtml
var reportTemplate string

//go:embed report.css
var reportCSS string

//go:embed words.js
var wordsScript string

//go:embed report.js
var reportScript string

// WriteReport writes the page.
func WriteReport(w io.Writer, r Report) error {
	v, err := newView(&r)
	if err != nil {
		return fmt.Errorf("make the report: %w", err)
	}
	// Files get the room that all else leaves.
	var without counter
	v.Files = filesOf(r.Files)
	if err := render(&without, reportTemplate, v); err != nil {
		return err
	}
	if err := v.embed(&r, r.MaxBytes-int(without)); err != nil {
		return err
	}
	return render(w, reportTemplate, v)
}

// view is what the template shows.
type view struct {
	page
	Folder string
	compared
	JSON     template.JS
	Values   template.HTML // packed
	whole    []byte        // what compare prints as JSON
	Points   []template.HTML
	Thinned  string
	Recorded []recorded
	Files    []fileView
	Saves    []save
	Others   []other

	others []*compared // all of them
}

// compared is the answer, and the lines of benchmarks.
type compared struct {
	Baseline   string   // "" if there is none
	Nothing    string   // why nothing was compared
	Checked    *checked // nil without a self-check
	Decks      []deck
	Sides      []side
	Conditions []fact
	Warnings   []string
	Refused    string
	Gravest    string
	Todos      []todo
	Notes      []note
	Filters    []filter
	Phases     []phase
	Markdown   template.HTML // packed
}

// An other is what the page shows with another baseline, packed.
type other struct {
	Baseline string
	Data     template.HTML
}

// A phase is the panels of one.
type phase struct {
	Name   string
	Panels []panel
}

type filter struct {
	Column, Label string
	Values        []string
}

type save struct {
	Name, What string
	Recording  bool
	Data       template.HTML
}

func newView(r *Report) (*view, error) {
	r.MaxBytes = cmp.Or(r.MaxBytes, MaxBytes)
	v := &view{page: page{style: reportCSS, script: wordsScript + reportScript}}
	n := newNames(r.Data)
	v.Folder = n.folder
	v.Title = cmp.Or(r.Title, titleOf(r.Data, n))
	d := packPoints(r, n)
	v.Points, v.Thinned = d.packs, d.thinned
	summaries := valuesOf(r.Data, medians(r.Result))
	v.compared = comparedIn(newPages(r, r.Result, n, summaries, d))
	for _, result := range r.Others {
		c := comparedIn(newPages(r, result, n, valuesOf(r.Data, medians(result)), d))
		v.others = append(v.others, &c)
	}
	for i := range r.Data.Headers {
		v.Recorded = append(v.Recorded, recordedIn(r.Data, &r.Data.Headers[i]))
	}
	return v, v.numbers(r, summaries)
}

func comparedIn(p *pages) compared {
	c := compared{Checked: checkedBy(p.result), Sides: sidesOf(p.data, p.result), Conditions: conditions(p.data, p.result)}
	if list := p.result.Comparisons; len(list) > 0 {
		c.Baseline = list[0].Baseline.String()
	}
	groups := groupsOf(p.result)
	if len(groups) == 0 {
		c.Nothing = nothing(p.data)
	}
	order(groups, p.data)
	c.Decks = decksOf(groups, p)
	for _, w := range slices.Concat(p.data.Warnings, p.result.Warnings) {
		if text := w.Error(); !slices.Contains(c.Warnings, text) {
			c.Warnings = append(c.Warnings, text)
		}
	}
	if n := p.data.RefusedLines; n > 0 {
		c.Refused = words.Count(n, "line")
	}
	if worst, lines, others := report.Gravest(p.result); worst.Code != "" {
		c.Gravest = fmt.Sprintf("%s (%d of %s)", worst.Text, lines, words.Count(len(p.result.Comparisons)+len(p.result.Suites), "comparison"))
		if others > 0 {
			c.Gravest += fmt.Sprintf("; %s below", words.Plural(others, "other note is", "other notes are"))
		}
	}
	common, notes := commonTo(p.result)
	c.Notes = notes
	var panels []panel
	for i := range groups {
		panels = append(panels, p.panel(&groups[i], common))
	}
	panels = append(panels, p.alone()...)
	slices.SortStableFunc(panels, func(a, b panel) int { return cmp.Compare(phaseOrder(a.Phase), phaseOrder(b.Phase)) })
	for _, g := range report.Grouped(panels, func(p panel) string { return p.Phase }) {
		c.Phases = append(c.Phases, phase{g.Key, g.Lines})
	}
	collect := func(column, label string, of func(*panel) string) {
		f := filter{Column: column, Label: label}
		for i := range panels {
			if s := of(&panels[i]); !slices.Contains(f.Values, s) {
				f.Values = append(f.Values, s)
			}
		}
		if len(f.Values) > 1 {
			c.Filters = append(c.Filters, f)
		}
	}
	collect("engine", "Engine", func(p *panel) string { return p.Engine })
	collect("event", "Event", func(p *panel) string { return p.Event })
	c.Todos = todosOf(p)
	if len(p.result.Comparisons) > 0 {
		c.Markdown = packed([]byte(markdownOf(p.result)))
	}
	return c
}

func titleOf(d *analysis.Data, n names) string {
	var list []string
	for _, c := range d.Configs {
		list = append(list, c.String())
	}
	if len(list) > 3 {
		list = []string{list[0], fmt.Sprintf("%d other engines", len(list)-1)}
	}
	return fmt.Sprintf("%s on %s", strings.Join(list, " and "), words.Count(len(n.short), "benchmark"))
}

func nothing(d *analysis.Data) string {
	if len(d.Configs) == 1 {
		return fmt.Sprintf("Only one engine was recorded, %v: there is nothing to compare it with. Below is what was counted; it says nothing about faster or slower.", d.Configs[0])
	}
	return "Nothing could be compared: no benchmark, phase and event has values of two engines. Below is what was counted."
}

func phaseOrder(name string) int {
	p, _ := measure.ParsePhase(name)
	return phaseRank(p)
}
