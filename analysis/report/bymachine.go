package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// A MachineLine is a line of what several machines say: one of them, their mean, or where
// another of their kind lies.
type MachineLine struct {
	Name, Rounds      string
	Verdict, Interval string // in words, with its level if it is not that of the comparison
	// Drawn is what is drawn of it, as of any comparison.
	Drawn analysis.Comparison
}

// mostMachines is how many machines are shown one by one.
const mostMachines = 16

// ByMachine returns the lines of a comparison of several machines, and none of others. Of
// many machines it has those whose ratios are farthest from the mean, and left is how many it leaves
// out; JSON has all.
func ByMachine(c *analysis.Comparison) (lines []MachineLine, left int) {
	m := c.Machines
	if m == nil || c.Ratio == nil {
		return nil, 0
	}
	each := m.Each
	if left = max(0, len(each)-mostMachines); left > 0 {
		off := func(e analysis.OfMachine) float64 { return math.Abs(math.Log(*e.Ratio / *c.Ratio)) }
		far := slices.Clone(each)
		slices.SortStableFunc(far, func(a, b analysis.OfMachine) int { return cmp.Compare(off(b), off(a)) })
		least := off(far[mostMachines-1])
		each = slices.DeleteFunc(slices.Clone(each), func(e analysis.OfMachine) bool { return off(e) < least })
		each = each[:mostMachines] // of those that are as far, the first
	}
	add := func(name string, rounds int, d analysis.Comparison) {
		d.Event, d.NoiseThreshold = c.Event, c.NoiseThreshold
		l := MachineLine{Name: name, Drawn: d}
		if rounds > 0 {
			l.Rounds = strconv.Itoa(rounds)
			l.Verdict, _ = Told(&d)
		}
		if i := d.Shown(); i != nil {
			l.Interval = words.Between(i.Low, i.High, *d.Ratio, c.Event)
			if own := c.Shown(); own == nil || own.Level != i.Level {
				l.Interval += fmt.Sprintf(" (%s)", words.Level(i.Level))
			}
		}
		lines = append(lines, l)
	}
	for _, e := range each {
		add(e.Machine, e.Rounds, analysis.Comparison{Wasm: e.Machine, Rounds: e.Rounds, Ratio: e.Ratio, Interval: e.Interval, Verdict: e.Verdict, Direction: e.Direction, Effect: e.Effect})
	}
	add("mean over machines", c.Rounds, *c)
	if m.Next != nil {
		add("another machine", 0, analysis.Comparison{Ratio: c.Ratio, Interval: m.Next, Verdict: analysis.Unsure})
	}
	return lines, left
}

// Bounds for the tables by machine, behind which nobody reads on.
const (
	mostByMachine         = 20
	mostByMachineMarkdown = 5
)

// byMachine writes a table by machine for each comparison of several, the most urgent
// first, and says of how many there is none for want of room.
func byMachine(b *strings.Builder, r *analysis.Result, o CompareOptions, markdown bool) {
	var list []analysis.Comparison
	for _, c := range slices.Concat(r.Suites, r.Comparisons) {
		if lines, _ := ByMachine(&c); len(lines) > 0 && (o.ShowUnchanged || c.Verdict != analysis.NotChanged) {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(x, y analysis.Comparison) int { return Urgency(&x, &y) })
	most, in := mostByMachine, folderOfComparisons(r)
	if markdown {
		most = mostByMachineMarkdown
	}
	say := func(format, left string) {
		if markdown {
			fmt.Fprintf(b, format+".\n\n", left)
		} else {
			b.WriteString(o.note(format, left))
		}
	}
	for i := range list[:min(most, len(list))] {
		c := &list[i]
		lines, left := ByMachine(c)
		heading := fmt.Sprintf("By machine: %s · %s against %s · %v · %s", in.short(c.Wasm), quote.Name(c.Candidate.String()), quote.Name(c.Baseline.String()), c.Phase, quote.Name(c.Event.Name))
		if markdown {
			fmt.Fprintf(b, "### %s\n\n%s\n\n", quote.Markdown(heading), markdownTable(machineColumns(o.Screen, lines, true), lines))
		} else {
			t := fill(o.newTable(), o.Screen, machineColumns(o.Screen, lines, false), lines, never).Render()
			fmt.Fprintf(b, "%s\n%s\n", o.Bold(o.wrap(o.Text(heading), o.width())), t)
		}
		if left > 0 {
			say("%s nearer to the mean: JSON has all", words.Plural(left, "other machine is", "other machines are"))
		}
		if !markdown {
			b.WriteString("\n")
		}
	}
	if more := len(list) - most; more > 0 {
		say("By machine, %s not shown: JSON has all", words.Plural(more, "other comparison is", "other comparisons are"))
	}
}

func never(int) bool { return false }

// machineColumns are the columns of a table by machine; the last draws intervals where there
// is room.
func machineColumns(s Screen, lines []MachineLine, markdown bool) []Column[MachineLine] {
	show := func(t string) string { return s.Text(quote.Line(t)) }
	if markdown {
		show = cell
	}
	interval := "interval"
	for _, l := range lines {
		if i := l.Drawn.Shown(); i != nil && !strings.HasSuffix(l.Interval, ")") {
			interval = words.Level(i.Level) + " interval"
		}
	}
	longest := 0 // 0 for names of any length
	columns := []Column[MachineLine]{
		{Heading: "machine", Text: func(l MachineLine) string {
			if longest > 0 {
				return wrapName(show(l.Name), longest)
			}
			return show(l.Name)
		}},
		{Heading: "rounds", Align: text.AlignRight, Text: func(l MachineLine) string { return l.Rounds }},
		{Heading: "change", Text: func(l MachineLine) string { return show(l.Verdict) }},
		{Heading: interval, Text: func(l MachineLine) string { return show(l.Interval) }},
	}
	wide, rest := 1, 1
	for i, c := range columns {
		most := len(c.Heading)
		for _, l := range lines {
			most = max(most, text.StringWidth(c.Text(l)))
		}
		if wide += most + 3; i > 0 {
			rest += most + 3
		}
	}
	if !markdown && wide > s.width() {
		longest = max(12, s.width()-rest-3)
	}
	const drawn = 21
	if markdown || wide+drawn+3 > s.width() {
		return columns
	}
	var all []analysis.Comparison
	for _, l := range lines {
		all = append(all, l.Drawn)
	}
	scale := scaleOf(all, drawn).marked(all[0].NoiseThreshold)
	return append(columns, Column[MachineLine]{Heading: scale.heading(), Text: func(l MachineLine) string { return scale.draw(l.Drawn, s) }})
}
