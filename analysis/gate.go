package analysis

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/words"
)

// GateRounds is how many rounds a gate needs: with fewer, all differences have
// one sign by luck too often, and intervals rest on normal differences.
const GateRounds = 8

// Gate decides whether comparisons should fail a job. The zero value is the
// strictest.
type Gate struct {
	// FamilyWise bounds the probability, for each family (see Many), that the
	// gate closes for nothing. 0 is 0.05.
	FamilyWise float64
	// Confounded lets in comparisons of what did not run in the same rounds,
	// such as two recordings: whatever else changed on the machine meanwhile
	// may close the gate, or keep it open.
	Confounded bool
	// Incomplete lets the gate judge what was compared where some of it could
	// not be, for want of a counterpart, or because a recording is not complete: it was
	// interrupted, or is still being made, a file is empty, shares of a plan are missing
	// or of another build, processes failed and were not tried again with success, or rows
	// are damaged or refused.
	Incomplete bool
}

// ErrGate is wrapped by the errors of a gate that cannot decide.
var ErrGate = errors.New("the gate cannot decide")

// GateError is why a gate cannot decide. It wraps ErrGate.
type GateError struct {
	// Reasons has at least one.
	Reasons []string
	// Confounded and Incomplete say which of the Gate's fields would let it
	// pass over a reason, and Unnamed that Options.Baseline would.
	Confounded, Incomplete, Unnamed bool
}

func (e *GateError) Error() string { return ErrGate.Error() + ": " + strings.Join(e.Reasons, "; and ") }

// Unwrap returns ErrGate.
func (e *GateError) Unwrap() error { return ErrGate }

// Judge returns what the gate found. What closes it is Changed for the worse,
// with a FamilyWise p value that is small enough: benchmarks, and geometric
// means of suites. The result must be corrected, as that of
// Compare has.
//
// The error is a *GateError where the answer would mean nothing: nothing was
// compared, or only a part; a recording is not complete; the baseline is not
// known; there were fewer than GateRounds rounds, or too few for so many
// comparisons; arms did not run in the same rounds; a comparison has no verdict by
// a test; a clock did not tick; two recordings are copies of one; or no event
// claims that less of it is better, or more. An open gate thus says that all of what was asked about was
// looked at.
func (g Gate) Judge(r *Result) (Outcome, error) {
	q := cmp.Or(g.FamilyWise, 0.05)
	e := &GateError{}
	g.missing(r, e)
	for _, w := range r.Warnings {
		var unknown *UnknownBaseline
		if errors.As(w, &unknown) && len(r.Comparisons) > 0 {
			e.Unnamed = true
			e.say(true, "%v", w)
		}
	}
	few, confounded, untested, stopped, stuck := tally{}, tally{}, tally{}, tally{}, tally{}
	needs := 0
	out := Outcome{level: q}
	for i := range r.Comparisons {
		c := &r.Comparisons[i]
		if c.Rounds < GateRounds {
			few.add(c)
		} else if c.Many == nil && c.Verdict == Unsure {
			untested.add(c)
		} else if c.Event.Time && min(c.Baseline.Median, c.Candidate.Median) == 0 && !c.Worse() {
			stopped.add(c)
		}
		if c.confounded() && !g.Confounded {
			confounded.add(c)
		}
		out.add(c)
	}
	for i := range r.Suites {
		out.add(&r.Suites[i])
	}
	for i := range out.Doubtful {
		if c := &out.Doubtful[i]; c.Many.needs > 0 {
			stuck.add(c)
			needs = max(needs, c.Many.needs)
		}
	}
	n := len(r.Comparisons)
	e.say(few.n > 0, "it needs %d rounds or more, and %s: record more processes", GateRounds, few.of(func(c *Comparison) string { return fmt.Sprintf("has %d", c.Rounds) }))
	e.say(confounded.n > 0, "%s: record both in one recording, or allow confounded comparisons",
		confounded.of(func(*Comparison) string {
			return "compares what did not run in the same rounds, so that whatever else changed meanwhile looks like a difference"
		}))
	for _, w := range r.Warnings {
		var unknown *unknownWork
		e.say(confounded.n > 0 && errors.As(w, &unknown), "%v", w)
	}
	e.say(untested.n > 0, "%s", untested.of(func(c *Comparison) string { return "has no verdict by a test" + c.why() }))
	e.say(stopped.n > 0, "%s", stopped.of(func(*Comparison) string {
		return "compares with a median of 0, where the clock did not tick and measured nothing: give the benchmark more work"
	}))
	e.say(n > 0 && out.Of == 0, "none of the events claims that less of it is better, or more")
	e.say(stuck.n > 0 && len(out.Worse) == 0, "%s: record %d rounds or more, or select fewer comparisons",
		stuck.of(func(c *Comparison) string {
			return fmt.Sprintf("changed for the worse (%v), and among %d comparisons %d rounds are too few to rule out luck", c.Brief(), c.Many.gate, c.Rounds)
		}), needs)
	e.Confounded = confounded.n > 0
	if len(e.Reasons) > 0 {
		return out, e
	}
	return out, nil
}

// missing says what was not compared.
func (g Gate) missing(r *Result, e *GateError) {
	var lacking []error
	for _, w := range r.Warnings {
		e.say(errors.Is(w, errCopies), "%v", w)
		var counterpart *NoCounterpart
		var unrecorded *notRecorded
		if errors.As(w, &counterpart) || errors.As(w, &unrecorded) {
			lacking = append(lacking, w)
		}
	}
	switch {
	case len(r.Comparisons) == 0 && len(r.Warnings) > 0:
		e.say(true, "nothing was compared: %v", r.Warnings[0])
	case len(r.Comparisons) == 0:
		e.say(true, "nothing was compared")
	case len(lacking) > 0 && !g.Incomplete:
		e.Incomplete = true
		e.say(true, "part of it was not compared: %s", firstOf(lacking))
	}
	if len(r.incomplete) > 0 && !g.Incomplete {
		e.Incomplete = true
		e.say(true, "part of it was not recorded: %s", firstOf(r.incomplete))
	}
}

// firstOf is the first of the errors, and how many more there are.
func firstOf(list []error) string {
	s := list[0].Error()
	if more := len(list) - 1; more > 0 {
		s += fmt.Sprintf(" (and %d more)", more)
	}
	return s
}

func (e *GateError) say(that bool, format string, args ...any) {
	if that {
		e.Reasons = append(e.Reasons, fmt.Sprintf(format, args...))
	}
}

// confounded says whether the arms did not run in the same rounds for certain.
func (c *Comparison) confounded() bool {
	return hasCaveat(c.Caveats, Confounded)
}

func (c *Comparison) why() string {
	for _, code := range []string{noCommonMachine, otherTicks, zeroOnMachines, fewMachines, repeatedValues, noRatio} {
		if i := slices.IndexFunc(c.Caveats, func(v Caveat) bool { return v.Code == code }); i >= 0 {
			return " (" + c.Caveats[i].Text + ")"
		}
	}
	return ""
}

// A tally counts comparisons and keeps the first.
type tally struct {
	n     int
	first *Comparison
}

func (t *tally) add(c *Comparison) {
	if t.n++; t.first == nil {
		t.first = c
	}
}

// of says of the first of them what is wrong, and how many more there are.
func (t *tally) of(what func(*Comparison) string) string {
	if t.n == 0 {
		return ""
	}
	c := t.first
	s := fmt.Sprintf("%s (%v, %v, %s) %s", c.Wasm, c.Candidate, c.Phase, c.Event.Name, what(c))
	if t.n > 1 {
		s += ", like " + words.Count(t.n-1, "other comparison")
	}
	return s
}

// notRecorded is the warning that a benchmark which was to be recorded has no
// values at all.
type notRecorded struct{ Wasm string }

func (w *notRecorded) Error() string {
	return fmt.Sprintf("%s was not compared: it was to be recorded, and has no values", w.Wasm)
}

// unrecorded warns of benchmarks that the headers list and no row has.
func (d *Data) unrecorded(o Options) (list []error) {
	o.Phase, o.Events = 0, nil // as no row has it in any
	seen := map[string]bool{}
	for _, h := range d.Headers {
		for _, m := range h.Modules {
			if !seen[m.Wasm] && o.wants(Key{Wasm: m.Wasm}) && d.without(m.Wasm) {
				list = append(list, &notRecorded{m.Wasm})
			}
			seen[m.Wasm] = true
		}
	}
	return list
}

// without says whether no row has the benchmark.
func (d *Data) without(wasm string) bool {
	for i := range d.Series {
		if s := &d.Series[i]; s.Wasm == wasm || s.rowsWasm() == wasm {
			return false
		}
	}
	return true
}
