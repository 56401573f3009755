package history

import (
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/words"
)

// Gate decides whether a history should fail a job, such as one that runs every
// night.
type Gate struct {
	// Newest is how many of the newest recordings may hold the change point that
	// closes it, 0 for all: those before it were looked at already.
	Newest int
	// Incomplete lets it judge what the newest recording has where series end
	// before it.
	Incomplete bool
	// Given says that the order in which the recordings were given is that of time,
	// which it cannot tell where they do not say when they were made.
	Given bool
}

// Outcome is what a Gate found.
type Outcome struct {
	// Worse are the regressions that close the gate, as History.Changes has them:
	// change points for the worse that nothing has undone.
	Worse [][2]int
	// Of is how many series were judged: those that were searched, of events that
	// claim that less of them is better, or more. TooFew is how many more had
	// too few recordings.
	Of, TooFew int
	// Unseen is the ratio, above 1, by which the newest recording of a series may
	// have become worse unseen.
	Unseen float64

	history *History
}

// Judge returns what the gate found. The error is an *analysis.GateError where
// that would mean nothing: no series was judged, the order in time is not known, a series does not reach the
// newest recording or that is not whole, a recording was given twice, or what became worse did so
// where the machine changed, too.
func (g Gate) Judge(h *History) (Outcome, error) {
	out := Outcome{history: h}
	e := &analysis.GateError{}
	say := func(format string, args ...any) { e.Reasons = append(e.Reasons, fmt.Sprintf(format, args...)) }
	newest := len(h.Points) - 1
	since := 0
	if g.Newest > 0 {
		since = len(h.Points) - g.Newest
	}
	var ended, machine []string
	for i := range h.Series {
		s := &h.Series[i]
		if s.Event.Better == measure.Neither {
			continue
		}
		if s.Values[len(s.Values)-1].Point < newest {
			ended = append(ended, s.name())
		}
		if s.TooFew {
			out.TooFew++
			continue
		}
		out.Of++
		out.Unseen = max(out.Unseen, s.Unseen)
		for k := range s.Changes {
			switch c := &s.Changes[k]; {
			case !c.Matters() || !c.Open || c.To < since:
			case c.OtherMachine:
				machine = append(machine, s.name()+" at "+h.Points[c.To].Label)
			default:
				out.Worse = append(out.Worse, [2]int{i, k})
			}
		}
	}
	for _, copies := range h.copies {
		say("%s", copies)
	}
	if h.Ordered == "given" && !g.Given {
		say("not all recordings say when they were made (CSV and JSON have no header), so that their order is not known: name them in the order of time")
	}
	switch {
	case len(h.Series) == 0:
		say("there are no series to judge")
	case out.Of == 0 && out.TooFew > 0:
		say("it takes %d recordings to know how they differ when nothing changed: keep recording", h.Least)
	case out.Of == 0:
		say("none of the events claims that less of it is better, or more")
	}
	if len(ended) > 0 && !g.Incomplete {
		e.Incomplete = true
		say("the newest recording lacks %s", listed(ended))
	}
	if len(h.unfinished) > 0 && !g.Incomplete {
		e.Incomplete = true
		say("the newest recording is not whole: %s", listed(h.unfinished))
	}
	if len(machine) > 0 {
		say("where the machine changed, too, became worse: %s: judge only the recordings since", listed(machine))
	}
	if len(e.Reasons) > 0 {
		return out, e
	}
	return out, nil
}

// String says it in one line, such as "none of 12 series has an open
// regression".
func (o Outcome) String() string {
	var s string
	if n := len(o.Worse); n == 0 {
		s = fmt.Sprintf("none of %s has an open regression", words.Plural(o.Of, "series", "series"))
	} else {
		series := &o.history.Series[o.Worse[0][0]]
		c := &series.Changes[o.Worse[0][1]]
		s = fmt.Sprintf("%s among %s; the first is %s at %s: %s", words.Count(n, "open regression"), words.Plural(o.Of, "series", "series"),
			series.name(), o.history.Points[c.To].Label, c.Comparison.Brief())
	}
	if o.Unseen > 1 {
		s += "; at the newest recording a change of up to " + words.Difference(o.Unseen) + " may be unseen"
	}
	if o.TooFew > 0 {
		s += fmt.Sprintf("; %s not judged, for want of %d recordings", words.Plural(o.TooFew, "series was", "series were"), o.history.Least)
	}
	return s
}

func (s *Series) name() string {
	return fmt.Sprintf("%s (%v, %v, %s)", s.Wasm, analysis.Config{Engine: s.Engine, Flags: s.Flags}, s.Phase, s.Event.Name)
}

// listed names the first three of many.
func listed(names []string) string {
	text := strings.Join(names[:min(3, len(names))], ", ")
	if n := len(names) - 3; n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return text
}
