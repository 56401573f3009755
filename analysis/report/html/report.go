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
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// Report is what a page shows.
type Report struct {
	// Title heads the page; if it is empty, the page says what was compared.
	Title string
	// Data are the recordings and Result is what Compare found in them, with
	// the diagnostics. A result without comparisons, as of one engine, makes a
	// page of summaries.
	Data   *analysis.Data
	Result *analysis.Result
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
	v.embed(r.Files, r.MaxBytes-int(without))
	return render(w, reportTemplate, v)
}

// view is what the template shows.
type view struct {
	page
	About    string // the recording in a line
	Folder   string
	Nothing  string // why nothing was compared
	Decks    []deck
	Checked  *checked // nil without a self-check
	Notes    []note
	Warnings []string
	Refused  string
	Forests  []figure
	Rows     *table // of comparisons, if there are any
	Values   table
	Filters  []filter
	JSON     template.JS
	whole    []byte // what compare prints as JSON
	Plots    []template.HTML
	Thinned  string
	Recorded []recorded
	Files    []fileView
	Saves    []save
}

// columns says which columns tell lines apart.
type columns struct{ Arch, Engines, Event bool }

type filter struct {
	Column, Label string
	Values        []string
}

type save struct {
	Name, What string
	Data       template.HTML
}

func newView(r *Report) (*view, error) {
	r.MaxBytes = cmp.Or(r.MaxBytes, MaxBytes)
	v := &view{}
	n := newNames(r.Data)
	v.Folder = n.folder
	v.About = about(r.Data)
	v.Checked = checkedBy(r.Result)
	groups := groupsOf(r.Result)
	v.Title = cmp.Or(r.Title, titleOf(r.Data))
	if len(r.Result.Comparisons) == 0 {
		v.Nothing = nothing(r.Data)
	}
	order(groups, r.Data)
	v.Decks = decksOf(groups, n)
	for _, w := range slices.Concat(r.Data.Warnings, r.Result.Warnings) {
		v.Warnings = append(v.Warnings, w.Error())
	}
	if n := r.Data.RefusedLines; n > 0 {
		v.Refused = words.Count(n, "line")
	}
	shown := columnsOf(r)
	v.Forests = forests(groups, n)
	places, packs, thinned := packPlots(r, n)
	v.Plots, v.Thinned = packs, thinned
	notes, rows := rowsOf(r.Result, places)
	v.Notes = notes
	if len(rows) > 0 {
		t := comparisons(rows, shown, levelOf(r.Result), n)
		v.Rows = &t
	}
	v.Values = values(valuesOf(r.Data, medians(r.Result), places), shown, n)
	v.Filters = filtersOf(r, shown)
	v.Recorded = recordedBy(r.Data)
	return v, v.numbers(r)
}

func titleOf(d *analysis.Data) string {
	var list []string
	for _, c := range d.Configs {
		list = append(list, c.String())
	}
	benchmarks := map[string]bool{}
	for i := range d.Series {
		benchmarks[d.Series[i].Wasm] = true
	}
	if len(list) > 3 {
		list = []string{list[0], fmt.Sprintf("%d other engines", len(list)-1)}
	}
	return fmt.Sprintf("%s on %s", strings.Join(list, " and "), words.Count(len(benchmarks), "benchmark"))
}

func nothing(d *analysis.Data) string {
	if len(d.Configs) == 1 {
		return fmt.Sprintf("Only one engine was recorded, %v: there is nothing to compare it with. Below is what was counted; it says nothing about faster or slower.", d.Configs[0])
	}
	return "Nothing could be compared: no benchmark, phase and event has values of two engines. Below is what was counted."
}

func columnsOf(r *Report) columns {
	arch, event, pair := map[string]bool{}, map[string]bool{}, map[[2]string]bool{}
	for i := range r.Data.Series {
		arch[r.Data.Series[i].Arch] = true
		event[r.Data.Series[i].Event] = true
	}
	for _, c := range r.Result.Comparisons {
		pair[[2]string{c.Candidate.String(), c.Baseline.String()}] = true
	}
	return columns{len(arch) > 1, len(pair) > 1, len(event) > 1}
}

func filtersOf(r *Report, c columns) []filter {
	collect := func(column, label string, of func(*analysis.Series) string) filter {
		f := filter{Column: column, Label: label}
		for i := range r.Data.Series {
			if s := of(&r.Data.Series[i]); !slices.Contains(f.Values, s) {
				f.Values = append(f.Values, s)
			}
		}
		return f
	}
	phases := collect("phase", "Phase", func(s *analysis.Series) string { return s.Phase.String() })
	slices.SortFunc(phases.Values, func(a, b string) int { return cmp.Compare(phaseOrder(a), phaseOrder(b)) })
	out := []filter{phases}
	if c.Event {
		out = append(out, collect("event", "Event", func(s *analysis.Series) string { return s.Event }))
	}
	if c.Engines {
		out = append(out, collect("engine", "Engine", func(s *analysis.Series) string { return s.Config().String() }))
	}
	return out
}

func phaseOrder(name string) int {
	p, _ := measure.ParsePhase(name)
	return int(p)
}

func levelOf(r *analysis.Result) string {
	found := 0.0
	for _, c := range r.Comparisons {
		switch i := c.Shown(); {
		case i == nil:
		case found == 0:
			found = i.Level
		case found != i.Level:
			return ""
		}
	}
	if found == 0 {
		return ""
	}
	return words.Level(found)
}
