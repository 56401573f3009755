// Package history puts many recordings in the order of time and says where a
// benchmark changed from one to the next.
package history

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
)

// Recording is one file of the past.
type Recording struct {
	// Name is the file's; it orders recordings that don't say when they were made,
	// and names those without a label.
	Name string
	Data *analysis.Data
}

// Options say how recordings are compared and named.
type Options struct {
	analysis.Options
	// By is the label that names a recording, such as "commit". Where it is empty
	// or a recording has no such label, the name of its file does.
	By string
}

// History is what Build returns.
type History struct {
	// Ordered says by what: "started", the time in the headers, or "given",
	// that of Build's argument, when not all have a header.
	Ordered string  `json:"ordered_by"`
	Points  []Point `json:"points"`
	// Series are sorted by key.
	Series   []Series `json:"series"`
	Warnings []string `json:"warnings"`
	// Comparisons is how many were made, all of which are one family for the
	// correction.
	Comparisons int `json:"comparisons"`
}

// Point is a recording in its place.
type Point struct {
	// Label is what the recording is called: a label's value or the file's name.
	Label   string            `json:"label"`
	Name    string            `json:"name"`
	Started *time.Time        `json:"started,omitempty"` // nil without a header
	Labels  map[string]string `json:"labels,omitempty"`
	// Machine is the fingerprint of the machine, empty if it is not known.
	Machine string `json:"machine,omitempty"`
	// Versions are those of the engines, by name.
	Versions map[string]string `json:"versions,omitempty"`
}

// Series is one quantity over time.
type Series struct {
	Arch   string        `json:"arch"`
	Engine string        `json:"engine"`
	Flags  string        `json:"engine_flags,omitempty"`
	Wasm   string        `json:"wasm"`
	Phase  measure.Phase `json:"phase"`
	Event  measure.Event `json:"event"`
	Values []Value       `json:"values"`
	// Steps compare each value with the one before, so there is one fewer.
	Steps []Step `json:"steps"`
}

// Key returns the key of the series.
func (s *Series) Key() analysis.Key {
	return analysis.Key{Arch: s.Arch, Engine: s.Engine, EngineFlags: s.Flags, Wasm: s.Wasm, Phase: s.Phase, Event: s.Event.Name}
}

// Value is the series in one recording.
type Value struct {
	Point int `json:"point"` // in History.Points
	// Median is that of the medians of processes, as comparisons have it.
	Median    float64 `json:"median"`
	Processes int     `json:"processes"`
	// Interval is where the median of processes lies: see
	// analysis.Series.MedianInterval. It is nil for fewer than three.
	Interval *analysis.Interval `json:"interval"`
}

// Step is from one recording to the next that has the series.
type Step struct {
	From int `json:"from"`
	To   int `json:"to"`
	// Comparison is unpaired, and carries analysis.Confounded: whatever else changed on the
	// machine in between is part of the difference.
	Comparison analysis.Comparison `json:"comparison"`
	// OtherMachine is set where the fingerprints differ, UnknownMachine where one is not known.
	OtherMachine   bool `json:"other_machine,omitempty"`
	UnknownMachine bool `json:"unknown_machine,omitempty"`
	// Versions are the engine's before and after, where they differ.
	Versions []string `json:"versions,omitempty"`
}

// Changed says whether the step is a change point.
func (s *Step) Changed() bool { return s.Comparison.Verdict == analysis.Changed }

// Suspicion says in words why a change may be none of the code: it is never
// empty.
func (s *Step) Suspicion() string {
	switch {
	case s.OtherMachine:
		return "candidate: confounded with time and machine"
	case s.UnknownMachine:
		return "candidate: confounded with time, perhaps with machine"
	}
	return "candidate: confounded with time"
}

// Build orders the recordings and compares each with the one before, quantity
// by quantity. Comparisons are those of analysis.CompareSeries for unpaired
// series: Welch's of the logarithms of processes' medians. All of them together
// are one family for analysis.Correct, so that of a long history of nothing no
// more is called changed than of a short one.
//
// Recordings that did not run the same (see record.Differences) are not
// compared: a benchmark has a series for each, unless Options.Despite allows it.
//
// What creeps up by less than can be seen from one recording to the next is
// not found; the trend shows it.
func Build(recordings []Recording, o Options) (*History, error) {
	if len(recordings) == 0 {
		return nil, fmt.Errorf("%w: there are no recordings", analysis.ErrOptions)
	}
	var all []*analysis.Data
	for _, r := range recordings {
		all = append(all, r.Data)
	}
	if err := analysis.CheckSelection(o.Options, all...); err != nil {
		return nil, err
	}
	h := &History{Warnings: []string{}}
	recordings = h.order(recordings)
	for _, r := range recordings {
		h.Points = append(h.Points, point(r, o.By))
	}
	h.warn(recordings, o.By)

	index := map[analysis.Key][]int{} // in h.Series: more than one where not the same was run
	var last []*analysis.Series       // of each of h.Series
	unpaired := o.Options
	unpaired.Unpaired = true
	for at, r := range recordings {
		for i := range r.Data.Series {
			s := &r.Data.Series[i]
			if !wanted(s.Key, o.Options) {
				continue
			}
			k, step, name, err := h.follow(s, index[s.Key], last, at, unpaired)
			if err != nil {
				return nil, err
			}
			if step == nil {
				index[s.Key], last = append(index[s.Key], k), append(last, nil)
				h.Series = append(h.Series, Series{Arch: s.Arch, Engine: s.Engine, Flags: s.EngineFlags, Wasm: name,
					Phase: s.Phase, Event: event(r.Data, s.Event), Steps: []Step{}})
			}
			series := &h.Series[k]
			if step != nil {
				series.Steps = append(series.Steps, *step)
			}
			last[k] = s
			series.Values = append(series.Values, value(at, s))
		}
	}
	h.correct(o.FalseDiscovery)
	slices.SortFunc(h.Series, func(a, b Series) int { return a.Key().Compare(b.Key()) })
	return h, nil
}

func wanted(k analysis.Key, o analysis.Options) bool {
	return (o.Phase == 0 || o.Phase == k.Phase) &&
		(len(o.Events) == 0 || slices.Contains(o.Events, k.Event)) &&
		(len(o.Benchmarks) == 0 || slices.Contains(o.Benchmarks, k.Wasm))
}

func event(d *analysis.Data, name string) measure.Event {
	if e, ok := d.Events[name]; ok {
		return e
	}
	return measure.Event{Name: name}
}

func value(at int, s *analysis.Series) Value {
	sum := s.Summary()
	v := Value{Point: at, Median: s.ProcessMedian(), Processes: sum.Processes}
	if i, ok := s.MedianInterval(0.01); ok {
		v.Interval = &i
	}
	return v
}

// follow finds the series that s continues, which ran the same, and the step
// from its last value. If there is none, the step is nil and the series is the
// next; its name says what it ran if others ran something else.
func (h *History) follow(s *analysis.Series, among []int, last []*analysis.Series, at int, o analysis.Options) (k int, step *Step, name string, err error) {
	name = s.Wasm
	for n, k := range among {
		step, err := h.step(&h.Series[k], last[k], s, at, o)
		var other *analysis.IncomparableError
		if err == nil {
			return k, &step, "", nil
		}
		if !errors.As(err, &other) {
			return 0, nil, "", err
		}
		if n > 0 {
			continue
		}
		var words []string
		for _, d := range other.Differences {
			words = append(words, d.Name+" "+d.B)
		}
		name = fmt.Sprintf("%s (%s)", s.Wasm, strings.Join(words, ", "))
		warning := "the recordings ran different work, which is kept apart: " + other.Texts[0]
		if !slices.Contains(h.Warnings, warning) {
			h.Warnings = append(h.Warnings, warning)
		}
	}
	return len(h.Series), nil, name, nil
}

func (h *History) step(series *Series, before, after *analysis.Series, at int, o analysis.Options) (Step, error) {
	from := series.Values[len(series.Values)-1].Point
	c, err := analysis.CompareSeries(before, after, series.Event, o)
	if err != nil {
		return Step{}, err
	}
	a, b := h.Points[from], h.Points[at]
	c.Baseline.Label, c.Candidate.Label = a.Label, b.Label
	s := Step{From: from, To: at, Comparison: c}
	switch {
	case a.Machine == "" || b.Machine == "":
		s.UnknownMachine = true
	case a.Machine != b.Machine:
		s.OtherMachine = true
	}
	if v, w := a.Versions[series.Engine], b.Versions[series.Engine]; v != w && v != "" && w != "" {
		s.Versions = []string{v, w}
	}
	return s, nil
}

// correct corrects all comparisons as one family.
func (h *History) correct(q float64) {
	var all []analysis.Comparison
	for i := range h.Series {
		for _, s := range h.Series[i].Steps {
			all = append(all, s.Comparison)
		}
	}
	h.Comparisons = len(all)
	all = analysis.CorrectTogether(all, q)
	for i := range h.Series {
		for k := range h.Series[i].Steps {
			h.Series[i].Steps[k].Comparison, all = all[0], all[1:]
		}
	}
}

// Changes returns the change points, as the indices of a series and of a step in it.
func (h *History) Changes() [][2]int {
	var out [][2]int
	for i := range h.Series {
		for k := range h.Series[i].Steps {
			if h.Series[i].Steps[k].Changed() {
				out = append(out, [2]int{i, k})
			}
		}
	}
	return out
}
