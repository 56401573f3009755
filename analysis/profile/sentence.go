package profile

import (
	"fmt"
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// EventOf is the event that was counted. One that is not known has its name alone.
func (r *Result) EventOf() measure.Event {
	if e, ok := measure.LookupEvent(r.Event); ok {
		return e
	}
	return measure.Event{Name: r.Event}
}

// Sentence is the answer in words, without a full stop: of two profiles, how much they
// differ, and which function has most of that; of one, which function has most of it.
func (r *Result) Sentence() string {
	e := r.EventOf()
	if r.Sampled() {
		return r.sampledSentence()
	}
	if len(r.Arms) < 2 {
		text := fmt.Sprintf("%s: %s %s in Execution", r.Arms[0], words.Quantity(r.Totals[0], e), e.Name)
		if l := r.most(func(l *Line) float64 { return l.Counts[0] }); l != nil && r.Totals[0] > 0 {
			text += fmt.Sprintf(": %s of it in %s", words.Share(l.Counts[0], r.Totals[0]), l.Name)
		}
		return text
	}
	text := fmt.Sprintf("%s, compared with %s: ", r.Arms[1], r.Arms[0])
	switch l := r.most(r.Of); {
	case r.Totals[0] == r.Totals[1]:
		text += "the same " + e.Name
		if l := r.most(func(l *Line) float64 { return math.Abs(l.Difference()) }); l != nil && l.Difference() != 0 {
			text += fmt.Sprintf(" in all, but %s %s in %s", words.Quantity(math.Abs(l.Difference()), e), moreOrFewer(l.Difference(), e), l.Name)
		}
	case math.IsNaN(r.Ratio):
		text += fmt.Sprintf("%s %s, and none before", words.Quantity(r.Totals[1], e), e.Name)
	default:
		text += fmt.Sprintf("%s %s in Execution", words.Change(r.Ratio, e), e.Name)
		if l != nil && r.Of(l) > 0 {
			text += fmt.Sprintf(": %s of the difference in %s", words.Share(l.Difference(), difference(r.Totals)), l.Name)
		}
	}
	if r.onlyElsewhere() {
		return text + "; no function of the benchmark differs"
	}
	return text + r.guestApart(e)
}

// guestApart is the ratio of the benchmark's own functions, where it reads otherwise than
// that of all: a collector that ran in one arm only, say, makes no benchmark slower.
func (r *Result) guestApart(e measure.Event) string {
	if r.Guest[0] == 0 || r.Guest[1] == 0 {
		return ""
	}
	own := words.Change(r.Guest[1]/r.Guest[0], e)
	switch {
	case own == words.Change(r.Ratio, e):
		return ""
	case r.Guest[0] == r.Guest[1]:
		return "; its own functions have the same in all"
	}
	return fmt.Sprintf("; in its own functions alone %s", own)
}

// onlyElsewhere says whether there is a difference, and none in a function of the guest.
// All else varies from run to run, with what the engine's runtime does in between.
func (r *Result) onlyElsewhere() bool {
	differs := func(l Line) bool { return l.Difference() != 0 }
	return slices.ContainsFunc(r.Lines, differs) &&
		!slices.ContainsFunc(r.Lines, func(l Line) bool { return l.Kind == record.Guest && differs(l) })
}

func moreOrFewer(d float64, e measure.Event) string {
	less, more := words.Directions(e)
	if e.Time {
		less, more = "less", "more"
	}
	if d > 0 {
		return more
	}
	return less
}

// most is the line with most of something; one that is not the guest's is named if it
// has more than each of the guest's functions.
func (r *Result) most(weight func(*Line) float64) (most *Line) {
	folded := r.Folded(0)
	for i := range folded {
		if l := &folded[i]; most == nil || weight(l) > weight(most) {
			most = l
		}
	}
	return most
}

// Folded are the lines for people: what is not the guest's is one line for each kind,
// and of the guest's functions the first so many have one of their own, all if it is 0.
// Their counts add up to the totals as those of Lines do.
func (r *Result) Folded(functions int) []Line {
	var list []Line
	var rest []Line // one a kind
	others := 0
	add := func(name string, l *Line) {
		for i := range rest {
			if rest[i].Name == name {
				rest[i].merge(l)
				return
			}
		}
		rest = append(rest, Line{Kind: l.Kind, Index: -1, Name: name, Counts: make([]float64, len(l.Counts))})
		rest[len(rest)-1].merge(l)
	}
	for i := range r.Lines {
		switch l := &r.Lines[i]; {
		case l.Kind != record.Guest:
			add(kindNames[l.Kind], l)
		case functions == 0 || len(list) < functions:
			list = append(list, *l)
		default:
			others++
			add("", l)
		}
	}
	for i := range rest {
		if rest[i].Name == "" {
			rest[i].Name = "(" + words.Count(others, "other function") + ")"
		}
	}
	return append(list, rest...)
}

// kindNames are what people call code that is not the guest's. It is in parentheses, as
// no function is.
var kindNames = map[record.FrameKind]string{
	record.Glue:    "(entry and host calls)",
	record.Host:    "(engine and runtime)",
	record.Unknown: "(unknown code)",
}
