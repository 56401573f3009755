package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// leastRounds is how many rounds an interval must rest on to be shown in the
// compact form: with fewer it says nothing but that they are few.
const leastRounds = 5

// mostUnchanged is how many benchmarks a phase may have for those that have not
// changed to have lines, too.
const mostUnchanged = 12

// compact is the answer first: what was compared and how well, and then for each
// pair of engines, phase and event the mean of the suite, and a line for each
// benchmark, what matters first. Notes are counted, and the worst is named.
func compact(r *analysis.Result, o CompareOptions) string {
	var b strings.Builder
	if len(r.Comparisons) > 0 {
		b.WriteString(o.note("%s", headline(r)) + selfchecked(r, o) + "\n")
	}
	short := o.distinct(r)
	var blocks []compactBlock
	for _, s := range sections(r, CompareOptions{Screen: o.Screen, ShowUnchanged: true}) {
		block := compactBlock{section: s}
		block.lines = nil
		for i := range s.lines {
			if len(s.lines[i].Benchmarks) > 0 {
				block.suite = &s.lines[i]
			} else {
				block.lines = append(block.lines, s.lines[i])
			}
		}
		block.tally = tally(block.lines)
		if len(block.lines) > mostUnchanged && !o.ShowUnchanged {
			block.lines = slices.DeleteFunc(block.lines, func(c analysis.Comparison) bool { return c.Verdict == analysis.NotChanged })
		}
		slices.SortStableFunc(block.lines, func(a, b analysis.Comparison) int {
			return Urgency(&a, &b)
		})
		blocks = append(blocks, block)
	}
	layout := o.compactLayout(blocks, short)
	for i := range blocks {
		layout.draw(&b, &blocks[i])
	}
	b.WriteString(layout.legend(blocks))
	beware(&b, r, o)
	return b.String()
}

// headline is what was compared: "8 benchmarks: wasmtime 39.0.1 against wazero
// 1.12.0, 10 rounds, 8m18s; can see changes of 4.0% and more".
func headline(r *analysis.Result) string {
	names := map[string]bool{}
	var order []string // of baselines
	against := map[string][]string{}
	least, most := math.MaxInt, 0
	for i := range r.Comparisons {
		c := &r.Comparisons[i]
		names[c.Wasm] = true
		least, most = min(least, c.Rounds), max(most, c.Rounds)
		base, other := versioned(r, c.Baseline), versioned(r, c.Candidate)
		if against[base] == nil {
			order = append(order, base)
		}
		if !slices.Contains(against[base], other) {
			against[base] = append(against[base], other)
		}
	}
	var pairs []string
	for _, base := range order {
		pairs = append(pairs, strings.Join(against[base], ", ")+" against "+base)
	}
	what := words.Count(len(names), "benchmark")
	if len(names) == 1 {
		what = folderOfComparisons(r).short(r.Comparisons[0].Wasm)
	}
	text := fmt.Sprintf("%s: %s; ", what, strings.Join(pairs, "; "))
	if least < most {
		text += fmt.Sprintf("%d to ", least)
	}
	text += words.Count(most, "round") + onMachines(r)
	if took := r.Took.Round(time.Second); took > 0 {
		text += ", " + words.Duration(took)
	}
	if seen := CanSee(r.Comparisons); seen > 1 && r.Selfcheck == nil {
		text += fmt.Sprintf("; can see changes of %s and more", words.Difference(seen))
	}
	return text
}

// onMachines is " on 3 machines", or "" for one.
func onMachines(r *analysis.Result) string {
	most := 0
	for i := range r.Comparisons {
		if m := r.Comparisons[i].Machines; m != nil {
			most = max(most, len(m.Each))
		}
	}
	if most == 0 {
		return ""
	}
	return " on " + words.Count(most, "machine")
}

// versioned is an engine with its version, unless its name says that already.
func versioned(r *analysis.Result, a analysis.Arm) string {
	name, version := a.String(), ""
	for _, e := range r.Engines {
		if e.Name != a.Engine || e.Flags != a.Flags {
			continue
		}
		if version != "" && version != e.Version {
			return quote.Name(name) // of two recordings
		}
		version = e.Version
	}
	if version == "" || strings.Contains(name, "@") {
		return quote.Name(name)
	}
	return quote.Name(name + " " + strings.TrimPrefix(version, "v"))
}

// CanSee is the median, over the comparisons, of the smallest ratio above 1 that as
// many rounds would probably show (Comparison.Detectable), 0 if it is known of none:
// half of the benchmarks can show it, or less.
func CanSee(comparisons []analysis.Comparison) float64 {
	var list []float64
	for i := range comparisons {
		switch c := &comparisons[i]; {
		case c.Rounds < leastRounds:
			return 0
		case c.Detectable != nil:
			list = append(list, *c.Detectable)
		}
	}
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[len(list)/2]
}

func selfchecked(r *analysis.Result, o CompareOptions) string {
	if r.Selfcheck == nil {
		return ""
	}
	return o.note("%s", SelfcheckLine(r.Selfcheck))
}

// exactly stands for an interval of one value.
const exactly = "exactly"

// Told is a comparison in a few words, and its interval, which is empty where there
// is none to be shown.
func Told(c *analysis.Comparison) (verdict, interval string) {
	few := c.Rounds < leastRounds
	switch {
	case few && c.Verdict == analysis.Unsure:
		return "too few rounds to tell", ""
	case c.Ratio == nil || few || c.Shown() == nil:
		return c.Judged(), ""
	case c.Verdict == analysis.Changed:
		verdict = c.Judged()
	default:
		verdict = string(c.Verdict)
	}
	interval = c.Between()
	if c.Small { // verdict names no direction, as Brief does
		interval = words.Between(c.Shown().Low, c.Shown().High, math.NaN(), c.Event)
	}
	if interval == "the same" || c.Verdict == analysis.Changed && c.Shown().Low == c.Shown().High {
		interval = exactly
	}
	return verdict, interval
}

// Urgency orders comparisons by how much they matter: what is worse first, then what
// changed for neither, what is better, what is unsure and what has not changed, and
// of these the largest ratio.
func Urgency(a, b *analysis.Comparison) int {
	return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(size(b), size(a)))
}

// rank is the order in which lines matter.
func rank(c *analysis.Comparison) int {
	switch {
	case c.Worse():
		return 0
	case c.Verdict == analysis.Changed && !c.Better():
		return 1
	case c.Better():
		return 2
	case c.Verdict == analysis.Unsure:
		return 3
	}
	return 4
}

func size(c *analysis.Comparison) float64 {
	if c.Ratio == nil || !(*c.Ratio > 0) {
		return math.Inf(1)
	}
	return math.Abs(math.Log(*c.Ratio))
}

// tally counts verdicts, worse first: "5 faster, 3 unsure".
func tally(lines []analysis.Comparison) string {
	n := map[string]int{}
	places := map[string]int{}
	var order []string
	for i := range lines {
		word := string(lines[i].Verdict)
		if lines[i].Verdict == analysis.Changed && lines[i].Direction != "" {
			word = lines[i].Direction
		}
		if n[word]++; n[word] == 1 {
			order = append(order, word)
			places[word] = rank(&lines[i])
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return cmp.Compare(places[a], places[b]) })
	for i, word := range order {
		order[i] = fmt.Sprintf("%d %s", n[word], word)
	}
	return strings.Join(order, ", ")
}
