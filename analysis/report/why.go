package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// nouns are what events count: several, and one.
var nouns = map[string][2]string{
	measure.Instructions.Name:        {"instructions", "instruction"},
	measure.CPUCycles.Name:           {"cycles", "cycle"},
	measure.VirtualCycles.Name:       {"virtual cycles", "virtual cycle"},
	measure.WasmOperators.Name:       {"operators", "operator"},
	measure.Fuel.Name:                {"fuel", "unit of fuel"},
	measure.CacheMisses.Name:         {"cache misses", "cache miss"},
	measure.L1InstructionMisses.Name: {"L1 instruction misses", "L1 instruction miss"},
	measure.L1ReadMisses.Name:        {"L1 read misses", "L1 read miss"},
	measure.L1WriteMisses.Name:       {"L1 write misses", "L1 write miss"},
	measure.LLInstructionMisses.Name: {"last-level instruction misses", "last-level instruction miss"},
	measure.LLReadMisses.Name:        {"last-level read misses", "last-level read miss"},
	measure.LLWriteMisses.Name:       {"last-level write misses", "last-level write miss"},
	measure.ConditionalMisses.Name:   {"mispredicted branches", "mispredicted branch"},
	measure.IndirectMisses.Name:      {"mispredicted indirect branches", "mispredicted indirect branch"},
}

// nounOf is the noun for what an event counts, and an event whose differences are worded
// as those of the noun: there is less time, and there are fewer instructions.
func nounOf(e *measure.Event) (noun string, worded measure.Event) {
	uncountable := measure.Event{Better: measure.Higher}
	n, ok := nouns[e.Name]
	switch {
	case e.Size:
		return strings.ReplaceAll(strings.TrimSuffix(e.Name, "-size"), "-", " "), measure.Event{Size: true}
	case ok && e.Name == measure.Fuel.Name:
		return n[0], uncountable
	case ok:
		return n[0], measure.Event{}
	case e.Time:
		return "time", uncountable
	}
	return e.Name, measure.Event{}
}

// per is what a factor is divided by, in words.
func per(f *analysis.Factor) string {
	if f.Per == nil {
		return ""
	}
	if n, ok := nouns[f.Per.Name]; ok {
		return " per " + n[1]
	}
	return " per " + f.Per.Name
}

// amount is a factor in words: "1.14x more instructions", "2.4% less time per cycle".
func amount(f *analysis.Factor) string {
	noun, worded := nounOf(&f.Event)
	return words.Change(f.Ratio, worded) + " " + noun + per(f)
}

// named is what a factor is, without how much: "cycles per instruction".
func named(f *analysis.Factor) string {
	noun, _ := nounOf(&f.Event)
	return noun + per(f)
}

// unchanged says of a factor that it is the same.
func unchanged(f *analysis.Factor, threshold float64) string {
	as := "as many "
	if _, worded := nounOf(&f.Event); worded.Better == measure.Higher {
		as = "as much "
	}
	if f.Same() {
		return "exactly " + as + named(f)
	}
	return as + named(f) + " to within " + words.Level(threshold)
}

// between is the interval of a factor; empty for one that is exact.
func between(f *analysis.Factor) string {
	if f.Exact || f.Interval == nil {
		return ""
	}
	_, worded := nounOf(&f.Event)
	around := math.NaN()
	if f.Verdict == analysis.Changed {
		around = f.Ratio
	}
	return fmt.Sprintf("%s interval %s", words.Level(f.Interval.Level), words.Between(f.Interval.Low, f.Interval.High, around, worded))
}

// remarked is a text with remarks in parentheses, those that are not empty.
func remarked(text string, remarks ...string) string {
	remarks = slices.DeleteFunc(remarks, func(r string) bool { return r == "" })
	if len(remarks) == 0 {
		return text
	}
	return text + " (" + strings.Join(remarks, "; ") + ")"
}

// Why says what a change goes with, in words without a subject:
//
//	goes with 1.14x more instructions (about 90% of the change; 99.5% interval 1.13x .. 1.15x);
//	unsure about cycles per instruction (99.5% interval 0.20% fewer .. 2.7% more)
//
// Only what is itself changed is said to go with it. It is empty where nothing that was
// recorded explains the comparison.
func Why(c *analysis.Comparison) string { return why(c, true) }

// WhyBriefly is what most of a change goes with, such as "1.14x more instructions";
// empty where that is not sure.
func WhyBriefly(c *analysis.Comparison) string {
	if f := c.Explanation.Main(); f != nil {
		return amount(f)
	}
	return ""
}

// WhySentence is Why as a sentence after another, with a space in front; empty if there
// is none.
func WhySentence(c *analysis.Comparison) string {
	text := Why(c)
	switch {
	case text == "":
		return ""
	case strings.HasPrefix(text, goesWith), strings.HasPrefix(text, "came "):
		return " This " + text + "."
	}
	return " " + strings.ToUpper(text[:1]) + text[1:] + "."
}

// Sentence is that of the comparison, and of what it goes with.
func Sentence(c *analysis.Comparison, names func(string) string) string {
	return c.Sentence(names) + "." + WhySentence(c)
}

const goesWith = "goes with "

// why has intervals, or is short.
func why(c *analysis.Comparison, full bool) string {
	e := c.Explanation
	if e == nil {
		return ""
	}
	parts := append(factors(c, full), beside(c)...)
	if full && slices.ContainsFunc(e.Factors, func(f analysis.Factor) bool { return f.Apart }) {
		parts = append(parts, "not all of it was counted in one recording")
	}
	if m := e.Modules; m != nil {
		file := func(m analysis.Module) string {
			return fmt.Sprintf("%s (%s)", record.ShortHash(m.SHA256), words.Bytes(m.Bytes))
		}
		parts = append(parts, fmt.Sprintf("the benchmark's modules differ: %s and %s", file(m[0]), file(m[1])))
	}
	return strings.Join(parts, "; ")
}

// factors says what changed with it, what did not, and what is unsure.
func factors(c *analysis.Comparison, full bool) (parts []string) {
	list := c.Explanation.Factors
	oneWay := !slices.ContainsFunc(list, func(f analysis.Factor) bool { return f.Share == nil || *f.Share < 0 })
	var with, against, same, unsure []string
	for _, f := range bySize(list) {
		interval, share := "", ""
		if full {
			interval = between(f)
		}
		if oneWay {
			share = part(*f.Share)
		}
		switch {
		case f.Verdict == analysis.Unsure:
			unsure = append(unsure, remarked(named(f), interval))
		case f.Verdict == analysis.NotChanged:
			same = append(same, unchanged(f, c.NoiseThreshold))
		case (f.Ratio < 1) == (*c.Ratio < 1):
			with = append(with, remarked(amount(f), share, interval))
		default:
			against = append(against, remarked(amount(f), interval))
		}
	}
	switch {
	case len(with) > 0 && len(against) > 0:
		parts = append(parts, goesWith+and(with)+", in spite of "+and(against))
	case len(with) > 0:
		parts = append(parts, goesWith+and(with))
	case len(against) > 0:
		parts = append(parts, "came in spite of "+and(against))
	}
	if len(same) > 0 {
		parts = append(parts, and(same))
	}
	if len(unsure) > 0 {
		parts = append(parts, "unsure about "+and(unsure))
	}
	return parts
}

// bySize is the factors, the largest change first.
func bySize(list []analysis.Factor) (out []*analysis.Factor) {
	for i := range list {
		out = append(out, &list[i])
	}
	size := func(f *analysis.Factor) float64 { return math.Abs(math.Log(f.Ratio)) }
	slices.SortStableFunc(out, func(a, b *analysis.Factor) int { return cmp.Compare(size(b), size(a)) })
	return out
}

// part is a share of the change in words, to tens of percent.
func part(share float64) string {
	switch {
	case share >= 0.95:
		return "nearly all of the change"
	case share < 0.05:
		return ""
	}
	return fmt.Sprintf("about %.0f%% of the change", 10*math.Round(10*share))
}

// beside says which sizes changed, and which misses went with a change of what each
// instruction takes.
func beside(c *analysis.Comparison) []string {
	goes := func(m *analysis.Factor) bool {
		return m.Per == nil || slices.ContainsFunc(c.Explanation.Factors, func(f analysis.Factor) bool {
			return f.Per != nil && f.Per.Name == m.Per.Name && f.Verdict == analysis.Changed && (m.Ratio < 1) == (f.Ratio < 1)
		})
	}
	var list []string
	for _, m := range c.Explanation.Beside {
		if m.Verdict == analysis.Changed && goes(&m) {
			u := words.UnitOf(m.Event, m.Baseline, m.Candidate)
			list = append(list, remarked(amount(&m), u.Text(m.Candidate)+" against "+u.Text(m.Baseline)))
		}
	}
	if len(list) == 0 {
		return nil
	}
	return []string{"beside it " + and(list)}
}

// and lists what is said together.
func and(list []string) string {
	if n := len(list) - 1; n > 0 {
		return strings.Join(list[:n], ", ") + " and " + list[n]
	}
	return list[0]
}
