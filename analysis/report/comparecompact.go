package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
)

// leastRounds is how many rounds an interval must rest on to be shown in the
// compact form: with fewer it says nothing but that they are few.
const leastRounds = 5

// compact writes the answer in its first lines: for each pair of engines, phase
// and event the mean of the suite with how many benchmarks changed, and a line for
// each benchmark, what matters first. Notes are counted, and the worst is named.
func compact(b *strings.Builder, r *analysis.Result, o CompareOptions) {
	short := distinct(r)
	for _, s := range sections(r, CompareOptions{Screen: o.Screen, ShowUnchanged: true}) {
		suite, lines := (*analysis.Comparison)(nil), []analysis.Comparison(nil)
		for i := range s.lines {
			if len(s.lines[i].Benchmarks) > 0 {
				suite = &s.lines[i]
			} else {
				lines = append(lines, s.lines[i])
			}
		}
		slices.SortStableFunc(lines, func(a, b analysis.Comparison) int {
			return cmp.Or(cmp.Compare(rank(&a), rank(&b)), cmp.Compare(size(&b), size(&a)))
		})
		fmt.Fprintf(b, "%s\n", o.bold(o.wrap(o.text(s.heading), o.width())))
		if suite != nil {
			fmt.Fprintf(b, "%s\n", o.wrap(o.text(fmt.Sprintf("mean of %d: %s", len(suite.Benchmarks), told(suite))), o.width()))
		}
		b.WriteString(o.wrap(o.text(tally(lines)), o.width()) + "\n")
		name := 0
		for i := range lines {
			name = max(name, text.StringWidth(o.text(short(lines[i].Wasm))))
		}
		name = min(name, 24)
		for i := range lines {
			c := &lines[i]
			unit := words.UnitOf(c.Event, c.Baseline.Median, c.Candidate.Median)
			line := fmt.Sprintf("  %s  %s  %s  ", text.Pad(text.Trim(o.text(short(c.Wasm)), name), name, ' '),
				text.AlignRight.Apply(o.text(unit.Text(c.Baseline.Median)), 9), text.AlignRight.Apply(o.text(unit.Text(c.Candidate.Median)), 9))
			fmt.Fprintf(b, "%s%s\n", line, o.paint(o.text(told(c)), verdictColor(*c)))
		}
		b.WriteString("\n")
	}
	beware(b, r, o)
}

// gravest are caveats that change what a verdict means, worst first. Others are
// counted.
var gravest = []string{"no-ratio", analysis.Confounded, "another-machine", "compared-despite", "too-few-processes", "repeated-values", "failed-processes", "drifting",
	"rounds-dependent", "clock-ticks", analysis.TailChanged, "few-rounds"}

// beware counts what should be known beside the numbers, and names the worst of it.
// Warnings are few, and are all there.
func beware(b *strings.Builder, r *analysis.Result, o CompareOptions) {
	texts, places := map[string]int{}, map[string]int{}
	worst := analysis.Caveat{}
	place := func(code string) int {
		if i := slices.Index(gravest, code); i >= 0 {
			return i
		}
		return len(gravest)
	}
	for _, list := range [][]analysis.Comparison{r.Comparisons, r.Suites} {
		for i := range list {
			for _, v := range list[i].Caveats {
				if v.Code == analysis.PoolingInvalid {
					continue // nothing here pools
				}
				texts[v.Text]++
				places[v.Code]++
				if worst.Code == "" || place(v.Code) < place(worst.Code) {
					worst = v
				}
			}
		}
	}
	for _, warning := range r.Warnings {
		b.WriteString(o.note("warning: %s", quote.Line(warning.Error())))
	}
	if len(r.Comparisons) == 0 {
		b.WriteString("nothing was compared\n")
	}
	if worst.Code == "" {
		return
	}
	more := ""
	if n := len(texts) - 1; n > 0 {
		more = fmt.Sprintf("; %s in the table", words.Count(n, "other note"))
	}
	b.WriteString(o.note("note: %s (%d of %s)%s", quote.Line(worst.Text), places[worst.Code], words.Count(len(r.Comparisons)+len(r.Suites), "line"), more))
}

// told is a comparison in a few words, with its interval.
func told(c *analysis.Comparison) string {
	i := c.Shown()
	switch {
	case c.Rounds < leastRounds && c.Verdict == analysis.Unsure:
		return "too few rounds to tell"
	case c.Verdict == analysis.Unsure && i != nil:
		return "unsure, " + c.Between()
	case c.Verdict == analysis.Unsure:
		return "unsure"
	case c.Verdict == analysis.NotChanged || i == nil || c.Rounds < leastRounds:
		return c.Judged()
	}
	return fmt.Sprintf("%s (%s: %s)", c.Judged(), words.Level(i.Level), c.Between())
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

// tally counts verdicts: "5 faster, 3 unsure".
func tally(lines []analysis.Comparison) string {
	n := map[string]int{}
	var order []string
	for i := range lines {
		word := string(lines[i].Verdict)
		if lines[i].Verdict == analysis.Changed && lines[i].Direction != "" {
			word = lines[i].Direction
		}
		if n[word]++; n[word] == 1 {
			order = append(order, word)
		}
	}
	for i, word := range order {
		order[i] = fmt.Sprintf("%d %s", n[word], word)
	}
	return strings.Join(order, ", ")
}

// distinct shortens names of benchmarks to what tells them apart: their folders,
// if these differ and the files have one name, else their files.
func distinct(r *analysis.Result) func(string) string {
	in := folderOfComparisons(r)
	names := map[string]string{}
	taken := map[string]int{}
	for _, c := range r.Comparisons {
		if _, ok := names[c.Wasm]; ok {
			continue
		}
		s := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(c.Wasm, string(in)), ".wasm"), "/benchmark")
		if dir, file, ok := strings.Cut(s, "/"); ok && dir == file {
			s = dir
		}
		names[c.Wasm] = s
		taken[s]++
	}
	return func(wasm string) string {
		if s := names[wasm]; s != "" && taken[s] == 1 {
			return quote.Name(s)
		}
		return in.short(wasm)
	}
}
