package history

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

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
	// MaxAge is how old the newest recording may be at Now, 0 for any age: where one is made
	// every night, an older one says that the last night's is missing.
	MaxAge time.Duration
	Now    time.Time
}

// Outcome is what a Gate found.
type Outcome struct {
	// Worse are the regressions that close the gate, as History.Changes has them:
	// change points for the worse that nothing has undone. Those of the series that is
	// worst now come first.
	Worse [][2]int
	// Of is how many series were judged: those that were searched, of events that
	// claim that less of them is better, or more. TooFew is how many more had
	// too few recordings, and Undirected how many are of events that claim neither.
	Of, TooFew, Undirected int
	// Unseen is the ratio, above 1, by which the newest recording of a series may
	// have become worse unseen.
	Unseen float64

	history *History
}

// Judge returns what the gate found. The error is an *analysis.GateError where
// that would mean nothing: no series was judged; the order in time is not known, or
// a recording says that it is of the future; the newest recording is too old, not
// whole, lacks a series, or is one of the first of another machine; a recording was
// given twice; or what became worse did so where the machine changed, too.
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
			out.Undirected++
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
	h.worstFirst(out.Worse)
	for _, reason := range slices.Concat(h.copies, h.future) {
		say("%s", reason)
	}
	if h.unsorted != "" {
		say("%s", h.unsorted)
	}
	if reason := g.tooOld(h.Points[newest]); reason != "" {
		say("%s", reason)
	}
	if n := h.onNewMachine(); n > 0 {
		say("the newest %s of another machine than those before, and it takes %d to know what is usual there: keep recording, or judge those of one machine",
			words.Plural(n, "recording is", "recordings are"), leastBefore)
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
	if len(o.Worse) == 0 {
		s = fmt.Sprintf("none of %s has an open regression", words.Plural(o.Of, "series", "series"))
	} else {
		series := &o.history.Series[o.Worse[0][0]]
		c := &series.Changes[o.Worse[0][1]]
		s = fmt.Sprintf("%s among %s; the worst is %s since %s: %s", words.Count(len(o.Regressions()), "open regression"), words.Plural(o.Of, "series", "series"),
			series.name(), o.history.Points[c.To].Label, c.Now.Brief())
	}
	if o.Unseen > 1 {
		s += "; at the newest recording a change of up to " + words.Difference(o.Unseen) + " may be unseen"
	}
	if o.TooFew > 0 {
		s += fmt.Sprintf("; %s not judged, for want of %d recordings", words.Plural(o.TooFew, "series was", "series were"), o.history.Least)
	}
	if o.Undirected > 0 {
		s += fmt.Sprintf("; %s not say whether less or more is better", words.Plural(o.Undirected, "series was not judged, as its event does", "series were not judged, as their events do"))
	}
	return s
}

// worstFirst sorts change points by how much worse their series is now; those of one
// series stay in the order of time.
func (h *History) worstFirst(worse [][2]int) {
	most := map[int]float64{}
	for _, at := range worse {
		most[at[0]] = max(most[at[0]], size(&h.Series[at[0]].Changes[at[1]].Now))
	}
	slices.SortStableFunc(worse, func(a, b [2]int) int {
		return cmp.Or(cmp.Compare(most[b[0]], most[a[0]]), cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
}

// tooOld says why the newest recording is not of the last night, "" if it may be.
func (g Gate) tooOld(p Point) string {
	switch {
	case g.MaxAge <= 0:
		return ""
	case p.Started == nil:
		return fmt.Sprintf("%s does not say when it was made, so that its age is not known", p.Name)
	}
	if age := g.Now.Sub(*p.Started); age > g.MaxAge {
		return fmt.Sprintf("the newest recording, %s, is %s old, more than %s: the one that should have been made since is missing", p.Name, words.Duration(age), words.Duration(g.MaxAge))
	}
	return ""
}

// onNewMachine returns how many of the newest recordings are of a machine that made none
// before, while all before it were of one other; 0 if they are enough to know what is
// usual there, or where several machines take turns, whose spread the search knows.
func (h *History) onNewMachine() (newest int) {
	last := h.Points[len(h.Points)-1].Machine
	at := len(h.Points)
	for at > 0 && h.Points[at-1].Machine == last {
		at--
	}
	newest = len(h.Points) - at
	if at == 0 || last == "" || newest >= leastBefore {
		return 0
	}
	before := h.Points[max(0, at-leastBefore):at]
	for _, p := range before {
		if p.Machine == "" || p.Machine != before[0].Machine {
			return 0
		}
	}
	if slices.ContainsFunc(h.Points[:at], func(p Point) bool { return p.Machine == last }) {
		return 0
	}
	return newest
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
