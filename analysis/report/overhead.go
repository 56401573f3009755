package report

import (
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// subtractions says what was subtracted from the summaries, a line for each
// phase and event of which something was. Engines from which nothing was are
// named, too.
func subtractions(sums []analysis.Summary, events map[string]measure.Event) []string {
	type group struct {
		phase measure.Phase
		event string
		times int // of totals
	}
	texts := make(map[group][]string)
	seen := make(map[string]bool)
	some := make(map[group]bool)
	var order []group
	for i := range sums {
		s := &sums[i]
		g := group{s.Phase, s.Event, 1}
		amount := "nothing"
		if s.Subtracted != nil {
			g.times = s.Subtracted.Times
			amount = words.Quantity(float64(s.Subtracted.Count), events[s.Event])
			if e := events[s.Event]; e.Unit != "ns" && e.Hz == 0 { // those are in ns, or in ticks
				amount += " " + unitOr(e.Unit, s.Event)
			}
			some[g] = true
		}
		text := amount + " on " + quote.Name(s.Config().String())
		if id := fmt.Sprint(g, text); !seen[id] {
			seen[id] = true
			if texts[g] == nil {
				order = append(order, g)
			}
			texts[g] = append(texts[g], text)
		}
	}
	var out []string
	for _, g := range order {
		if !some[g] {
			continue
		}
		what := ""
		if g.times > 1 {
			what = fmt.Sprintf(" of totals (of %d benchmarks)", g.times)
		}
		out = append(out, fmt.Sprintf("overhead subtracted: %s (%v, %s%s)", strings.Join(texts[g], ", "), g.phase, quote.Name(g.event), what))
	}
	return out
}

func unitOr(unit, event string) string {
	if unit == "" {
		return quote.Name(event)
	}
	return unit
}
