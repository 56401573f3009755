package analysis

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// BeforeAfter is two recordings that share an engine, with the same flags:
// before a change and after it.
type BeforeAfter struct {
	Before, After *Data
	// Labels tell the two apart: see recordingLabels.
	Labels [2]string
	// Warnings say why the two may not be what they seem.
	Warnings []error
}

// Errors of Recordings.BeforeAfter. errSameRecording is of two that are one:
// to pool them would be wrong, too.
var (
	ErrNotTwo        = fmt.Errorf("%w: before and after are two recordings that share an engine", ErrOptions)
	errCopies        = errors.New("are they copies of one recording?") // a warning's: rows of both are the same
	errSameRecording = fmt.Errorf("%w: both are the same recording", ErrOptions)
)

// BeforeAfter returns the two recordings that were read, if there are two (two
// files, or two recordings in one file) and they share an engine. The error
// wraps ErrNotTwo if not, and the rows may still be pooled, or
// errSameRecording beside the two, which hold the rows; it wraps ErrOptions
// alone if one of two files has no rows.
func (rs *Recordings) BeforeAfter() (*BeforeAfter, error) {
	before, after, err := rs.sides()
	if err != nil {
		return nil, err
	}
	if !shareEngine(before, after) {
		return nil, fmt.Errorf("%w: these have %s, and %s", ErrNotTwo, enginesOf(before), enginesOf(after))
	}
	if complement(before, after) {
		return nil, fmt.Errorf("%w: %s and %s hold other events of the same engines, which are compared within each", ErrNotTwo, nameOf(before), nameOf(after))
	}
	names := [2]string{nameOf(before), nameOf(after)}
	ba := &BeforeAfter{Before: rs.pool(before).Data(), After: rs.pool(after).Data()}
	rs.parts = nil
	ba.Labels = recordingLabels(ba.Before.Headers, ba.After.Headers, names)
	ba.Warnings = slices.Clone(rs.warnings)
	return ba, ba.check()
}

// nameOf is the name of the first part with rows, of which there is one.
func nameOf(parts []part) string {
	return parts[slices.IndexFunc(parts, func(p part) bool { return p.b.data.Rows > 0 })].name
}

func shareEngine(before, after []part) bool {
	for i := range before {
		for c := range before[i].b.seen {
			if slices.ContainsFunc(after, func(p part) bool { return p.b.seen[c] }) {
				return true
			}
		}
	}
	return false
}

// complement says whether two recordings have several engines in common on a benchmark,
// and no event: nothing could be compared between the two, and what one measured explains
// the other.
func complement(before, after []part) bool {
	type run struct {
		wasm   string
		config Config
	}
	sets := func(parts []part) (runs map[run]bool, events map[string]bool) {
		runs, events = map[run]bool{}, map[string]bool{}
		for i := range parts {
			parts[i].b.quantities(func(k Key) { runs[run{k.Wasm, k.Config()}], events[k.Event] = true, true })
		}
		return runs, events
	}
	a, eventsA := sets(before)
	b, eventsB := sets(after)
	for e := range eventsA {
		if eventsB[e] {
			return false
		}
	}
	engines := map[string]int{}
	for r := range a {
		if b[r] {
			engines[r.wasm]++
		}
	}
	for _, n := range engines {
		if n > 1 {
			return true
		}
	}
	return false
}

func enginesOf(parts []part) string {
	var names []string
	for i := range parts {
		for _, c := range parts[i].b.configs {
			if !slices.Contains(names, c.String()) {
				names = append(names, c.String())
			}
		}
	}
	return strings.Join(names, ", ")
}

// check warns where the two are one recording, or in the wrong order.
func (ba *BeforeAfter) check() error {
	a, b := firstHeader(ba.Before), firstHeader(ba.After)
	switch {
	case ba.Before.sameHeader(ba.After):
		return fmt.Errorf("%w (%s, %s)", errSameRecording, ba.Labels[0], ba.Labels[1])
	case ba.Before.sameRows(ba.After):
		ba.warn("%s and %s have the same rows: %w", ba.Labels[0], ba.Labels[1], errCopies)
	case ba.Before.sharesRows(ba.After):
		ba.warn("%s and %s have rows in common: %w", ba.Labels[0], ba.Labels[1], errCopies)
	case a != nil && b != nil && !a.Started.IsZero() && b.Started.Before(a.Started):
		ba.warn("%s was recorded after %s, the recordings are compared in the order in which they were given: name the earlier one first, or choose with the baseline",
			ba.Labels[0], ba.Labels[1])
	}
	return nil
}

func (ba *BeforeAfter) warn(format string, args ...any) {
	ba.Warnings = append(ba.Warnings, fmt.Errorf(format, args...))
}

func firstHeader(d *Data) *record.Header {
	if len(d.Headers) == 0 {
		return nil
	}
	return &d.Headers[0]
}

// Choose makes the recording the baseline that a name means: its label, or an
// engine with its label, as tables print it. No name means the first. The
// name of an engine alone is refused where several engines are shared, as it
// does not say which recording is meant.
func (ba *BeforeAfter) Choose(baseline string) error {
	if baseline == "" {
		return nil
	}
	var names []string
	for side, d := range []*Data{ba.Before, ba.After} {
		label := ba.Labels[side]
		for _, c := range d.Configs {
			c.Label = label
			names = append(names, fmt.Sprintf("%q", c.String()))
			if baseline == label || baseline == c.String() {
				if side == 1 {
					ba.swap()
				}
				return nil
			}
		}
	}
	first := ba.Before.Configs
	if len(first) == 1 && len(ba.After.Configs) == 1 && (Config{Engine: first[0].Engine, Flags: first[0].Flags}).called(baseline) {
		return nil
	}
	return fmt.Errorf("%w: the recordings %s and %s are compared with each other, and the baseline %q is neither: name one of %s, or pool the recordings (before-after=false) to compare engines",
		ErrOptions, ba.Labels[0], ba.Labels[1], baseline, strings.Join(names, ", "))
}

func (ba *BeforeAfter) swap() {
	ba.Before, ba.After = ba.After, ba.Before
	ba.Labels[0], ba.Labels[1] = ba.Labels[1], ba.Labels[0]
}

// Compare is compareRecordings of the two.
func (ba *BeforeAfter) Compare(o Options) (*Result, error) {
	r, err := compareRecordings(ba.Before, ba.After, ba.Labels, o)
	if err == nil {
		r.Warnings = append(slices.Clone(ba.Warnings), r.Warnings...)
	}
	return r, err
}

// Joined returns the data of both, the engines of each with its label, for
// what shows them beside each other.
func (ba *BeforeAfter) Joined() *Data {
	out := &Data{Events: maps.Clone(ba.After.Events)}
	if out.Events == nil {
		out.Events = map[string]measure.Event{}
	}
	for name := range ba.Before.Events {
		out.Events[name] = eventOf(ba.Before, ba.After, name)
	}
	for side, d := range []*Data{ba.Before, ba.After} {
		for _, s := range d.Series {
			s.Label = ba.Labels[side]
			out.Series = append(out.Series, s)
		}
		for _, c := range d.Configs {
			c.Label = ba.Labels[side]
			out.Configs = append(out.Configs, c)
		}
		out.Headers = append(out.Headers, d.Headers...)
		out.Rows += d.Rows
		out.Refused = append(out.Refused, d.Refused...)
		out.RefusedLines += d.RefusedLines
		out.apart = append(out.apart, d.apart...)
		out.headerless = out.headerless || d.headerless
	}
	out.Warnings = labelled(ba.Labels, ba.Before.Warnings, ba.After.Warnings)
	slices.SortFunc(out.Series, func(a, b Series) int { return a.Key.Compare(b.Key) })
	return out
}

// eventOf is the event of before and after, as far as they do not contradict each other in
// its unit, its better direction and the rate of its ticks.
func eventOf(before, after *Data, name string) measure.Event {
	e := before.event(name)
	f, ok := after.Events[name]
	switch {
	case !ok:
	case e.Unit != f.Unit:
		return measure.Event{Name: name}
	default:
		e.Better, _ = betterOf(e.Better, f.Better)
		if !SameClock(e, f) {
			e.Hz = 0
		}
	}
	return e
}

// labelled are the warnings of both recordings, each with the label of its own.
func labelled(labels [2]string, before, after []error) (list []error) {
	for side, warnings := range [][]error{before, after} {
		for _, w := range warnings {
			list = append(list, fmt.Errorf("%s: %w", labels[side], w))
		}
	}
	return list
}

// Subtract subtracts from both what measuring cost in each: see
// SubtractOverhead, whose warnings become those of the recordings.
func (ba *BeforeAfter) Subtract() error {
	for side, d := range []**Data{&ba.Before, &ba.After} {
		less, warnings, err := SubtractOverhead(*d)
		if err != nil {
			return fmt.Errorf("%s: %w", ba.Labels[side], err)
		}
		less.Warnings = append(less.Warnings, warnings...)
		*d = less
	}
	return nil
}
