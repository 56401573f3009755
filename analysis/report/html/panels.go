package html

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// pages is what panels are made of, for one baseline.
type pages struct {
	data    *analysis.Data
	result  *analysis.Result
	files   []File
	names   names
	events  bool // there are several
	pairs   bool
	arches  bool
	values  map[analysis.Key]*valueRow
	drawn   *drawn
	anchors map[panelKey]string
	used    map[string]bool // anchors
	plotted int             // lines by machine
}

type panelKey struct {
	analysis.Key        // without the engine
	base, cand   string // "" in the panel of one engine
}

// A panel is what is shown of a pair of engines in one phase and event, worst first.
type panel struct {
	Phase, Event, Engine string // what it is filtered by
	Heading              string
	Baseline, Candidate  string // Candidate is empty in a panel of one engine
	Interval             string
	Axis                 template.HTML
	Rows                 []row
}

// Width is the class of a panel whose counts need more room than times do: a number
// that is cut off is another number.
func (p panel) Width() string {
	n := 0
	for i := range p.Rows {
		n = max(n, utf8.RuneCountInString(string(p.Rows[i].Baseline)), utf8.RuneCountInString(string(p.Rows[i].Candidate)))
	}
	switch {
	case n > 14:
		return "longer"
	case n > 9:
		return "long"
	}
	return ""
}

// A row is a benchmark in a panel.
type row struct {
	Class, Anchor string
	Name          []string // may be broken between
	Whole         string   // the benchmark's file, if the name is not it
	Baseline      short
	Candidate     short
	Symbol        string
	Verdict       string
	Interval      string
	With          string // what most of the change goes with
	Bar, Spark    template.HTML
	Data          template.HTMLAttr // for programs and for sorting
	Sentence, Why string
	Notes         []string // that are not said of many
	Common        []string // codes of those that are
	Means         string
	Counts        *counts
	Benchmarks    []string // of a mean
	Machines      *machines
}

func newPages(r *Report, result *analysis.Result, n names, values map[analysis.Key]*valueRow, d *drawn) *pages {
	p := &pages{data: r.Data, result: result, files: r.Files, names: n, values: values, drawn: d, anchors: map[panelKey]string{}}
	arch, event, pair := map[string]bool{}, map[string]bool{}, map[[2]string]bool{}
	for i := range r.Data.Series {
		arch[r.Data.Series[i].Arch], event[r.Data.Series[i].Event] = true, true
	}
	for _, c := range result.Comparisons {
		pair[[2]string{c.Candidate.String(), c.Baseline.String()}] = true
	}
	p.arches, p.events, p.pairs = len(arch) > 1, len(event) > 1, len(pair) > 1 || len(pair) == 0 && len(r.Data.Configs) > 1
	return p
}

// phaseRank puts what most people look for first.
func phaseRank(p measure.Phase) int {
	if p == measure.Execution {
		return -1
	}
	return int(p)
}

func (p *pages) panel(g *group, common map[string]bool) panel {
	list := slices.Clone(g.list)
	slices.SortStableFunc(list, func(a, b analysis.Comparison) int { return report.Urgency(&a, &b) })
	if g.suite != nil {
		list = append(list, *g.suite)
	}
	axis := newAxis(list, g.event)
	out := panel{Phase: g.phase.String(), Event: g.event.Name, Engine: g.cand, Heading: g.heading(p),
		Baseline: g.base, Candidate: g.cand, Axis: axis.head()}
	if level := report.Level(list); level != 0 {
		out.Interval = words.Level(level) + " interval"
	}
	for i := range list {
		out.Rows = append(out.Rows, p.row(&list[i], axis, common))
	}
	return out
}

func (g *group) heading(p *pages) string {
	parts := []string{g.phase.String() + ": " + g.cand + " against " + g.base}
	if g.base == "" {
		parts[0] = g.phase.String() + ": " + g.cand
	}
	if p.events {
		parts = append(parts, g.event.Name)
	}
	if p.arches {
		parts = append(parts, g.arch)
	}
	return strings.Join(parts, ", ")
}

func (p *pages) row(c *analysis.Comparison, axis *axis, common map[string]bool) row {
	verdict, interval := report.Told(c)
	r := row{Class: class(c.Verdict, c.Effect), Anchor: p.anchorOf(c), Name: breakable(p.names.of(c.Wasm)),
		Symbol: symbols[c.Verdict], Verdict: verdict, Interval: interval, Bar: axis.bar(c), With: report.WhyBriefly(c), Sentence: c.Sentence(p.names.of) + ".", Why: report.WhySentence(c)}
	r.Data = template.HTMLAttr(fmt.Sprintf(`data-rank="%d" data-size="%g"`, urgency(c), c.Baseline.Median)) // numbers
	if c.Ratio != nil {
		r.Data += template.HTMLAttr(fmt.Sprintf(` data-ratio="%v"`, *c.Ratio))
	}
	for _, v := range c.Caveats {
		switch {
		case v.Code == analysis.PoolingInvalid:
		case common[v.Text]:
			r.Common = append(r.Common, v.Code)
		default:
			r.Notes = append(r.Notes, v.Text)
		}
	}
	if c.MeanRatio != nil {
		r.Means = words.Change(*c.MeanRatio, c.Event)
	}
	r.Machines = p.machines(c)
	if len(c.Benchmarks) > 0 {
		r.Class += " suite"
		r.Benchmarks = c.Benchmarks
		return r
	}
	u := words.UnitOf(c.Event, c.Baseline.Median, c.Candidate.Median)
	r.Baseline, r.Candidate = short(u.Text(c.Baseline.Median)), short(u.Text(c.Candidate.Median))
	if p.names.of(c.Wasm) != c.Wasm {
		r.Whole = c.Wasm
	}
	p.detail(&r, keyOf(c), c.Baseline, c.Candidate)
	return r
}

// detail adds what opens: counts, and where the values are.
func (p *pages) detail(r *row, k analysis.Key, arms ...analysis.Arm) {
	var rows []valueRow
	var keys []analysis.Key
	for _, a := range arms {
		k = of(k, a)
		if v := p.values[k]; v != nil {
			rows = append(rows, *v)
		}
		keys = append(keys, k)
	}
	if len(rows) > 0 {
		r.Counts = values(rows)
	}
	r.Data += p.drawn.at(keys)
	r.Spark = p.drawn.spark(keys)
}

// alone returns panels of the series that no comparison has.
func (p *pages) alone() []panel {
	compared := map[analysis.Key]bool{}
	for i := range p.result.Comparisons {
		c := &p.result.Comparisons[i]
		for _, a := range []analysis.Arm{c.Baseline, c.Candidate} {
			compared[of(keyOf(c), a)] = true
		}
	}
	var list []*analysis.Series
	for i := range p.data.Series {
		if s := &p.data.Series[i]; !compared[s.Key] {
			list = append(list, s)
		}
	}
	place := map[string]int{}
	for i, c := range p.data.Configs {
		place[c.String()] = i
	}
	slices.SortStableFunc(list, func(a, b *analysis.Series) int {
		return cmp.Or(cmp.Compare(a.Arch, b.Arch), cmp.Compare(place[a.Config().String()], place[b.Config().String()]),
			cmp.Compare(phaseRank(a.Phase), phaseRank(b.Phase)), cmp.Compare(a.Event, b.Event))
	})
	var out []panel
	for _, g := range report.Grouped(list, func(s *analysis.Series) string {
		return fmt.Sprintf("%s\x00%v\x00%v\x00%s", s.Arch, s.Config(), s.Phase, s.Event)
	}) {
		s := g.Lines[0]
		of := group{arch: s.Arch, cand: s.Config().String(), phase: s.Phase, event: p.data.Events[s.Event]}
		pn := panel{Phase: s.Phase.String(), Event: s.Event, Engine: of.cand, Heading: of.heading(p), Baseline: of.cand}
		for _, s := range g.Lines {
			v := p.values[s.Key]
			r := row{Anchor: p.anchor(s.Key, "", of.cand), Name: breakable(p.names.of(s.Wasm)), Baseline: short(v.unit.Text(v.median)),
				Data: template.HTMLAttr(fmt.Sprintf(`data-rank="9" data-size="%g"`, v.median))}
			if p.names.of(s.Wasm) != s.Wasm {
				r.Whole = s.Wasm
			}
			p.detail(&r, s.Key, analysis.Arm{Engine: s.Engine, Flags: s.EngineFlags, Label: s.Label})
			pn.Rows = append(pn.Rows, r)
		}
		out = append(out, pn)
	}
	return out
}

func keyOf(c *analysis.Comparison) analysis.Key {
	return analysis.Key{Arch: c.Arch, Wasm: c.Wasm, Phase: c.Phase, Event: c.Event.Name}
}

// of is a key with the engine of an arm.
func of(k analysis.Key, a analysis.Arm) analysis.Key {
	k.Engine, k.EngineFlags, k.Label = a.Engine, a.Flags, a.Label
	return k
}

// anchorOf is the place of a comparison on the page.
func (p *pages) anchorOf(c *analysis.Comparison) string {
	return p.anchor(keyOf(c), c.Baseline.String(), c.Candidate.String())
}

// anchor is made of the phase and the benchmark, and where that is not enough, of the
// rest, or a number.
func (p *pages) anchor(k analysis.Key, base, cand string) string {
	key := panelKey{quantity(k), base, cand}
	if a := p.anchors[key]; a != "" {
		return a
	}
	parts := []string{k.Phase.String(), p.names.of(k.Wasm)}
	if p.pairs {
		parts = append(parts, cand)
	}
	if p.events {
		parts = append(parts, k.Event)
	}
	slug := strings.Trim(unsafeInAnchors.ReplaceAllString(strings.ToLower(strings.Join(parts, "-")), "-"), "-")
	a := slug
	for n := 2; p.taken(a); n++ {
		a = fmt.Sprintf("%s-%d", slug, n)
	}
	p.anchors[key] = a
	return a
}

// commonTo returns the caveats that many comparisons have, which would bury what is
// true of few, in their order.
func commonTo(r *analysis.Result) (map[string]bool, []note) {
	times := map[string]int{}
	var order []analysis.Caveat
	for _, c := range r.Comparisons {
		for _, v := range c.Caveats {
			if v.Code == analysis.PoolingInvalid {
				continue // nothing here pools
			}
			if times[v.Text]++; times[v.Text] == 1 {
				order = append(order, v)
			}
		}
	}
	common := map[string]bool{}
	var notes []note
	for _, v := range order {
		if n := times[v.Text]; n > 3 && 4*n > len(r.Comparisons) {
			common[v.Text] = true
			notes = append(notes, note{v.Code, v.Text, n, len(r.Comparisons)})
		}
	}
	return common, notes
}

// A note is a caveat that many rows have, said once.
type note struct {
	Code, Text string
	N, Of      int
}

// markdownOf is the answer to be pasted.
func markdownOf(r *analysis.Result) string {
	b := bytes.NewBufferString(report.Sentences(r, report.CompareMarkdown, report.CompareOptions{}) + "\n")
	if err := report.Compare(b, r, report.CompareMarkdown, report.CompareOptions{ShowUnchanged: true}); err != nil {
		panic("BUG: html: a buffer that cannot be written to: " + err.Error())
	}
	return b.String()
}
