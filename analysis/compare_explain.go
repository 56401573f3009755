package analysis

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
)

// Explanation is what a change goes with in what else was recorded of the same arms,
// benchmark and phase. It is arithmetic, and no cause: see VERDICTS.md.
//
// Counts are ordered by what they count: operators that the guest executes, instructions
// that the engine makes of them, cycles of the core that these take, and time. A count is
// the product of those below it that were recorded,
//
//	time = operators x instructions/operator x cycles/instruction x time/cycle
//
// and so is its ratio of those of the Factors, whose logarithms add up: exactly in each
// round, and of estimates but for their errors.
//
// The factors of processes in which both counts were taken are estimated like the
// change: from the z(p) of the count less those of the one below it. Where the one below
// was counted in another recording of the same module and builds, their intervals are
// subtracted (stat.Difference). The size of the code that Compilation made is beside a
// change of Execution, too.
//
// Only what is Changed is explained. Verdicts of factors are corrected for that: of a
// report in which R of m comparisons were selected at the false discovery rate q, each
// row's family of k factors is held to the level qR/m (or to Options.Alpha, if that is
// less), and so each factor to a k-th of it and of Options.Beta, C. E. Bonferroni's. Then
// the probability that any factor of a row is falsely called changed is, on average over
// the rows that are explained, at most q. Source: Y. Benjamini and M. Bogomolov, Selective
// inference on multiple families of hypotheses, Journal of the Royal Statistical Society
// B 76 (2014). Beside are a second family, held to the same.
//
// It assumes what the comparisons do that it is made of, and of two recordings that the
// engine did the same in both. A row that is falsely called changed has factors that
// say so, too: it is the same numbers.
type Explanation struct {
	// Factors are those of the change, in the order above: at least two.
	Factors []Factor `json:"factors,omitempty"`
	// Beside is what does not multiply to the change: misses for each instruction, which
	// may change together with the last factor, and sizes of code and memory.
	Beside []Factor `json:"beside,omitempty"`
	// Modules are the benchmark's files, if those of the two arms differ.
	Modules *[2]Module `json:"modules,omitempty"`
}

// Module is a benchmark's file, by its size and its hash in hexadecimal.
type Module struct {
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Factor is a count, or a quotient of two, of the candidate beside that of the baseline.
type Factor struct {
	// Event is what was counted, Per what it is divided by; nil for nothing.
	Event measure.Event  `json:"event"`
	Per   *measure.Event `json:"per,omitempty"`
	// Ratio estimates the ratio, and Interval is that at the level that the factor is
	// held to; nil where there are too few rounds for it.
	Ratio    float64   `json:"ratio"`
	Interval *Interval `json:"interval"`
	Verdict  Verdict   `json:"verdict"`
	// Share is the factor's part of the change: its logarithm in the sum of those of
	// all. They add up to 1; one that goes the other way is negative. It is nil for
	// what is Beside, and where the factors' sum has not the sign of the change.
	Share *float64 `json:"share"`
	// Exact is set where all rounds agree, and no clock counted.
	Exact bool `json:"exact,omitempty"`
	// Apart is set where Event and Per, or Event and the change that is explained,
	// were counted in different recordings.
	Apart bool `json:"other_recording,omitempty"`
	// Baseline and Candidate are the medians of Event.
	Baseline  float64 `json:"baseline"`
	Candidate float64 `json:"candidate"`
}

// Same says whether the factor is exactly 1.
func (f *Factor) Same() bool { return f.Exact && f.Ratio == 1 }

// Main is the factor that has most of the change: it is changed, in the direction of
// the change, and has half of it or more. It is nil if there is none.
func (e *Explanation) Main() *Factor {
	if e == nil {
		return nil
	}
	for i := range e.Factors {
		if f := &e.Factors[i]; f.Verdict == Changed && f.Share != nil && *f.Share >= 0.5 {
			return f
		}
	}
	return nil
}

// Unexplained is how many changes of time between two builds of one engine, or of one
// engine in two recordings, have no factors, if none has any.
func (r *Result) Unexplained() int {
	n := 0
	for i := range r.Comparisons {
		c := &r.Comparisons[i]
		switch {
		case c.Explanation != nil && len(c.Explanation.Factors) > 0:
			return 0
		case c.Verdict == Changed && levelOf(c.Event) == ofTime && c.oneEngine():
			n++
		}
	}
	return n
}

// Uncounted says why what was counted explains none of the changes of Unexplained, such as
// "fewer than 3 rounds were counted"; empty if nothing was counted that might.
func (r *Result) Uncounted() string {
	reasons := map[string]bool{}
	for i := range r.Comparisons {
		c := &r.Comparisons[i]
		if c.Verdict != Changed || levelOf(c.Event) != ofTime || !c.oneEngine() {
			continue
		}
		for _, o := range slices.Concat(r.Comparisons, r.beside) {
			k, level := o.explained(), levelOf(o.Event)
			k.wasm = c.Wasm
			switch {
			case level == noLevel || level == ofTime || k != c.explained() || cmp.Or(o.rows, o.Wasm) != cmp.Or(c.rows, c.Wasm):
			case o.Wasm != c.Wasm:
				reasons["other work was counted"] = true
			case o.Rounds < 3:
				reasons["fewer than 3 rounds were counted"] = true
			case !c.sameRun(&o):
				reasons["it was counted with another build or on another machine"] = true
			}
		}
	}
	return strings.Join(slices.Sorted(maps.Keys(reasons)), ", and ")
}

// oneEngine says whether both arms are known to be builds of one engine.
func (c *Comparison) oneEngine() bool {
	for _, h := range c.made[0] {
		for _, g := range c.made[1] {
			a, b := engineIn(h, c.Baseline.config()), engineIn(g, c.Candidate.config())
			if a != nil && b != nil && a.Engine == b.Engine {
				return true
			}
		}
	}
	return false
}
