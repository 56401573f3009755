package html

import (
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
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
	type id struct{ arch, base, cand, phase, event string }
	index := map[id]int{}
	var out []group
	of := func(c *analysis.Comparison) *group {
		k := id{c.Arch, c.Baseline.String(), c.Candidate.String(), c.Phase.String(), c.Event.Name}
		i, ok := index[k]
		if !ok {
			i = len(out)
			index[k] = i
			out = append(out, group{arch: c.Arch, base: k.base, cand: k.cand, phase: c.Phase, event: c.Event})
		}
		return &out[i]
	}
	for i := range r.Comparisons {
		g := of(&r.Comparisons[i])
		g.list = append(g.list, r.Comparisons[i])
	}
	for i := range r.Suites {
		of(&r.Suites[i]).suite = &r.Suites[i]
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

// A card is the verdict on a group, in words.
type card struct {
	Heading, Verdict, Effect string
	Symbol, Word             string
	Sentence                 string
	Tally                    []tally
	Notes                    []string
}

type tally struct {
	Symbol, Class, Text string
	N                   int
}

// symbols are the marks of verdicts, those of the forest plots.
var symbols = map[analysis.Verdict]string{analysis.Changed: "■", analysis.Unsure: "○", analysis.NotChanged: "◆"}

func class(v analysis.Verdict, effect string) string {
	return strings.ReplaceAll(string(v), " ", "-") + " " + effect
}

func (g *group) card(n names) card {
	c := card{Heading: fmt.Sprintf("%v · %s", g.phase, g.event.Name), Symbol: symbols[analysis.Unsure], Word: "unsure", Verdict: "unsure"}
	words := map[string]int{}
	for _, m := range g.list {
		switch {
		case m.Verdict == analysis.Changed && m.Direction != "":
			words[m.Direction]++
		default:
			words[string(m.Verdict)]++
		}
	}
	add := func(word, symbol, class string, always bool) {
		if k := words[word]; k > 0 || always {
			c.Tally = append(c.Tally, tally{symbol, class, word, k})
		}
	}
	for _, w := range []string{"faster", "slower", "fewer", "more"} {
		effect := ""
		less := w == "faster" || w == "fewer"
		if g.event.Better != measure.Neither {
			effect = "worse"
			if less == (g.event.Better == measure.Lower) {
				effect = "better"
			}
		}
		add(w, symbols[analysis.Changed], class(analysis.Changed, effect), false)
	}
	add("unsure", symbols[analysis.Unsure], "unsure", true)
	add("not changed", symbols[analysis.NotChanged], "not-changed", true)
	head := g.head()
	if head == nil {
		c.Sentence = fmt.Sprintf("No mean of %s against %s over %s: fewer than two have a ratio", g.cand, g.base, count(len(g.list), "benchmark"))
		return c
	}
	c.Verdict, c.Effect = string(head.Verdict), head.Effect
	c.Symbol, c.Word = symbols[head.Verdict], string(head.Verdict)
	if head.Verdict == analysis.Changed && head.Direction != "" {
		c.Word = head.Direction
	}
	c.Sentence = Sentence(*head, n.of)
	if k := words["unsure"]; g.suite != nil && k > 0 {
		c.Sentence += fmt.Sprintf("; unsure on %d", k)
	}
	c.Sentence += "."
	for _, v := range head.Caveats {
		if v.Code != analysis.PoolingInvalid {
			c.Notes = append(c.Notes, v.Text)
		}
	}
	return c
}

// Class is the card's class in the page's style.
func (c card) Class() string { return class(analysis.Verdict(c.Verdict), c.Effect) }
