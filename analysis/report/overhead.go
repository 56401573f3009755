package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// subtractions says what was subtracted from the summaries, a line for each
// phase and event of which something was. Engines from which nothing was are
// named, too. Where it is not the same for all benchmarks of an engine, as of modules and
// components, it says of which it is what.
func subtractions(sums []analysis.Summary, events map[string]measure.Event) []string {
	type group struct {
		phase measure.Phase
		event string
		times int // of totals
	}
	type amount struct {
		text, engine string
		benchmark    string // the first
		more         int
	}
	amounts := make(map[group][]*amount)
	some := make(map[group]bool)
	var order []group
	for i := range sums {
		s := &sums[i]
		g := group{s.Phase, s.Event, 1}
		text := "nothing"
		if s.Subtracted != nil {
			g.times = s.Subtracted.Times
			text = words.Quantity(float64(s.Subtracted.Count), events[s.Event])
			if e := events[s.Event]; e.Unit != "ns" && e.Hz == 0 { // those are in ns, or in ticks
				text += " " + unitOr(e.Unit, s.Event)
			}
			some[g] = true
		}
		engine := quote.Name(s.Config().String())
		at := slices.IndexFunc(amounts[g], func(a *amount) bool { return a.text == text && a.engine == engine })
		if at < 0 {
			if amounts[g] == nil {
				order = append(order, g)
			}
			at = len(amounts[g])
			amounts[g] = append(amounts[g], &amount{text: text, engine: engine, benchmark: s.Wasm, more: -1})
		}
		amounts[g][at].more++
	}
	var out []string
	for _, g := range order {
		if !some[g] {
			continue
		}
		var texts []string
		for _, a := range amounts[g] {
			text := a.text + " on " + a.engine
			if slices.ContainsFunc(amounts[g], func(other *amount) bool { return other != a && other.engine == a.engine }) {
				text += " of " + quote.Name(a.benchmark)
				if a.more > 0 {
					text += fmt.Sprintf(" and %d more", a.more)
				}
			}
			texts = append(texts, text)
		}
		what := ""
		if g.times > 1 {
			what = fmt.Sprintf(" of totals (of %d benchmarks)", g.times)
		}
		out = append(out, fmt.Sprintf("overhead subtracted: %s (%v, %s%s)", strings.Join(texts, ", "), g.phase, quote.Name(g.event), what))
	}
	return out
}

func unitOr(unit, event string) string {
	if unit == "" {
		return quote.Name(event)
	}
	return unit
}
