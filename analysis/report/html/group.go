package html

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A group is the comparisons of one pair of engines in one phase and event,
// with that of their geometric mean, if there is one.
type group struct {
	arch       string
	base, cand string
	phase      measure.Phase
	event      measure.Event
	list       []analysis.Comparison
	suite      *analysis.Comparison
}

func groupsOf(r *analysis.Result) []group {
	var out []group
	for _, g := range report.Grouped(slices.Concat(r.Comparisons, r.Suites), report.QuantityOf) {
		one := group{arch: g.Key.Arch, base: g.Key.Baseline, cand: g.Key.Candidate, phase: g.Key.Phase, event: g.Lines[0].Event, list: g.Lines}
		if last := len(g.Lines) - 1; len(g.Lines[last].Benchmarks) > 0 {
			one.suite, one.list = &g.Lines[last], g.Lines[:last:last]
		}
		out = append(out, one)
	}
	return out
}

// head is the comparison that stands for the group: nil if it has several
// benchmarks and no mean.
func (g *group) head() *analysis.Comparison {
	if g.suite != nil {
		return g.suite
	}
	if len(g.list) == 1 {
		return &g.list[0]
	}
	return nil
}

// A deck is the cards of one pair of engines.
type deck struct {
	Heading string // empty if there is one deck alone
	Cards   []card
}

func decksOf(groups []group, p *pages) []deck {
	var out []deck
	several := slices.ContainsFunc(groups, func(g group) bool { return g.arch != groups[0].arch })
	for i := range groups {
		g := &groups[i]
		heading := fmt.Sprintf("%s against %s", g.cand, g.base)
		if several {
			heading += " on " + g.arch
		}
		if len(out) == 0 || out[len(out)-1].Heading != heading {
			out = append(out, deck{Heading: heading})
		}
		last := &out[len(out)-1]
		c := g.card(p.names)
		c.Worst = p.worst(g)
		last.Cards = append(last.Cards, c)
	}
	if len(out) == 1 {
		out[0].Heading = ""
	}
	return out
}

// A card is the verdict on a group, in words.
type card struct {
	Heading         string
	Verdict, Effect string
	Symbol, Word    string
	Interval        string // with its level
	Sentence, Seen  string
	Tally           []tally
	Worst           *todo // of several benchmarks, nil if none is worse
	Notes           []string
	Phase           string // of the tab that shows it
}

type tally struct {
	Symbol, Class, Text string
	N                   int
}

// symbols are the marks of verdicts, those of the forest plots.
var symbols = map[analysis.Verdict]string{analysis.Changed: "■", analysis.Unsure: "○", analysis.NotChanged: "◆"}

// class is that of a verdict in the page's style. Better and worse are said
// of changes alone: the estimate of what is unsure may lie on either side.
func class(v analysis.Verdict, effect string) string {
	if v == analysis.Changed && effect != "" {
		return "changed " + effect
	}
	return strings.ReplaceAll(string(v), " ", "-")
}

func (g *group) card(n names) card {
	c := card{Heading: fmt.Sprintf("%v (%s)", g.phase, g.event.Name), Symbol: symbols[analysis.Unsure], Word: "unsure", Verdict: "unsure", Phase: g.phase.String()}
	if g.event.Name == "" {
		c.Heading = c.Phase
	}
	verdicts, effects := map[string]int{}, map[string]string{}
	for _, m := range g.list {
		switch {
		case m.Verdict == analysis.Changed && m.Direction != "":
			verdicts[m.Direction]++
			effects[m.Direction] = m.Effect
		default:
			verdicts[string(m.Verdict)]++
		}
	}
	add := func(word, symbol, class string, always bool) {
		if k := verdicts[word]; k > 0 || always {
			c.Tally = append(c.Tally, tally{symbol, class, word, k})
		}
	}
	less, more := words.Directions(g.event)
	for _, w := range []string{less, more} {
		add(w, symbols[analysis.Changed], class(analysis.Changed, effects[w]), false)
	}
	add("unsure", symbols[analysis.Unsure], "unsure", false)
	add("not changed", symbols[analysis.NotChanged], "not-changed", false)
	if seen := report.CanSee(g.list); seen > 1 {
		c.Seen = fmt.Sprintf("Can see changes of %s and more.", words.Difference(seen))
	}
	head := g.head()
	if head == nil {
		c.Sentence = fmt.Sprintf("No mean of %s against %s over %s: fewer than two have a ratio.", g.cand, g.base, words.Count(len(g.list), "benchmark"))
		first := slices.MinFunc(g.list, func(a, b analysis.Comparison) int { return report.Urgency(&a, &b) })
		c.Verdict, c.Effect, c.Symbol, c.Word = string(first.Verdict), first.Effect, symbols[first.Verdict], "no mean"
		if len(c.Tally) == 1 {
			c.Word = c.Tally[0].Text
		}
		return c
	}
	c.Verdict, c.Effect = string(head.Verdict), head.Effect
	c.Symbol = symbols[head.Verdict]
	c.Word, c.Interval = report.Told(head)
	if shown := head.Shown(); c.Interval != "" && shown != nil && shown.Low != shown.High {
		c.Interval = words.Level(shown.Level) + " interval " + c.Interval
	}
	if g.suite != nil {
		c.Heading += ", on average"
	}
	c.Sentence = head.Sentence(n.of)
	var but []string
	for _, w := range []string{less, more, "unsure"} {
		if k := verdicts[w]; g.suite != nil && k > 0 && (head.Verdict != analysis.Changed || w != head.Direction) {
			but = append(but, fmt.Sprintf("%s on %d", w, k))
		}
	}
	if len(but) > 0 {
		c.Sentence += "; " + strings.Join(but, ", ")
	}
	c.Sentence += "." + report.WhySentence(head)
	c.Notes = g.caveats(head)
	return c
}

// worst is where to look first: the benchmark of which most is wrong.
func (p *pages) worst(g *group) *todo {
	var worst *analysis.Comparison
	for i := range g.list {
		if c := &g.list[i]; c.Worse() && (worst == nil || report.Urgency(c, worst) < 0) {
			worst = c
		}
	}
	if worst == nil || len(g.list) < 2 {
		return nil
	}
	text, interval := report.Told(worst)
	if interval != "" {
		text += " (" + interval + ")"
	}
	return &todo{Text: text, Anchor: p.anchorOf(worst), Link: p.names.of(worst.Wasm)}
}

// caveats are those of the head and those that all benchmarks share. That
// pooling would be invalid is no caveat of what is not pooled.
func (g *group) caveats(head *analysis.Comparison) []string {
	var out []string
	add := func(v analysis.Caveat) {
		if v.Code != analysis.PoolingInvalid && !slices.Contains(out, v.Text) {
			out = append(out, v.Text)
		}
	}
	for _, v := range head.Caveats {
		add(v)
	}
	if len(g.list) == 0 {
		return out
	}
	for _, v := range g.list[0].Caveats {
		all := true
		for i := range g.list {
			all = all && slices.Contains(g.list[i].Caveats, v)
		}
		if all {
			add(v)
		}
	}
	return out
}

// order puts the groups of one pair of engines together, execution first and the
// other phases as they happen, and the events of each in the recording's order.
func order(groups []group, d *analysis.Data) {
	place := map[string]int{}
	for _, h := range d.Headers {
		for _, e := range h.Events {
			if _, ok := place[e.Name]; !ok {
				place[e.Name] = len(place)
			}
		}
	}
	pair := map[[3]string]int{}
	for _, g := range groups {
		k := [3]string{g.arch, g.cand, g.base}
		if _, ok := pair[k]; !ok {
			pair[k] = len(pair)
		}
	}
	slices.SortStableFunc(groups, func(a, b group) int {
		return cmp.Or(
			cmp.Compare(pair[[3]string{a.arch, a.cand, a.base}], pair[[3]string{b.arch, b.cand, b.base}]),
			cmp.Compare(phaseRank(a.phase), phaseRank(b.phase)),
			cmp.Compare(place[a.event.Name], place[b.event.Name]),
			cmp.Compare(a.event.Name, b.event.Name),
		)
	})
}

func (c card) Class() string { return class(analysis.Verdict(c.Verdict), c.Effect) }
