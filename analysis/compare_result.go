package analysis

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/sightglass-go/sightglass/analysis/internal/parallel"
	"github.com/sightglass-go/sightglass/measure/record"
)

// Result is many comparisons.
type Result struct {
	// Comparisons are ordered by engine, benchmark, phase and event.
	Comparisons []Comparison `json:"comparisons"`
	// Suites are the comparisons of the geometric means over all benchmarks,
	// where there are at least two. They are corrected among themselves.
	Suites []Comparison `json:"suites,omitempty"`
	// Selfcheck is what came of the self-check that the recordings hold, nil if none
	// does, or if it is of another machine than they are.
	Selfcheck *record.Selfcheck `json:"selfcheck,omitempty"`
	// Engines are those of the recordings' headers, with their versions, and Took is
	// how long recording took, 0 where that was not done in one go.
	Engines []record.Engine `json:"-"`
	Took    time.Duration   `json:"-"`
	// Warnings says what could not be compared; AllWarnings are also those of what was
	// read.
	Warnings []error `json:"-"`

	read       []error // warnings
	incomplete []error // why parts of the recordings are not there

	// beside are comparisons of events that were not selected and explain others.
	beside []Comparison
}

// Compare compares all other engines of the data with the baseline, on each
// benchmark, phase and event that both have, and the geometric means of the
// suite, corrected for being many: see Many, and CompareSeries for the
// method.
//
// The error is about the options: a baseline that does not occur, or levels
// that make no sense. Engines without a common benchmark are a warning.
func Compare(d *Data, o Options) (*Result, error) {
	o, err := o.Resolve()
	if err != nil {
		return nil, err
	}
	r, err := compareAll(d, o)
	if err != nil {
		return nil, err
	}
	r.finish(o)
	return r, nil
}

// compareAll is Compare before correct, and without suites.
func compareAll(d *Data, o Options) (*Result, error) {
	base, err := d.baseline(o.Baseline)
	if err == nil {
		err = CheckSelection(o, d)
	}
	if err != nil {
		return nil, err
	}
	if err := d.across(base, o); err != nil {
		return nil, err
	}
	o.quanta = quanta(d)
	r := &Result{}
	var jobs []*job
	byQuantity := make(map[Key]*job)
	for i := range d.Series {
		s := &d.Series[i]
		beside := o.wantsBeside(s.Key, d.event(s.Event))
		if !o.wants(s.Key) && !beside {
			continue
		}
		q := s.quantity()
		j := byQuantity[q]
		if j == nil {
			j = &job{beside: beside}
			byQuantity[q] = j
			jobs = append(jobs, j)
		}
		if s.Config() == base {
			j.baseline = s
		} else {
			j.candidates = append(j.candidates, s)
		}
	}
	parallel.Each(len(jobs), func(i int) { jobs[i].run(d, o) })
	for _, j := range jobs {
		if j.beside {
			r.beside = append(r.beside, j.comparisons...)
			continue
		}
		r.Comparisons = append(r.Comparisons, j.comparisons...)
		if j.baseline == nil {
			for _, s := range j.candidates {
				for _, c := range d.excuse(r, s.Key, []Config{base}, o) {
					r.Warnings = append(r.Warnings, &NoCounterpart{s.Key, c.String()})
				}
			}
			continue
		}
		has := map[Config]bool{base: true}
		for _, s := range j.candidates {
			has[s.Config()] = true
		}
		lacking := slices.DeleteFunc(slices.Clone(d.Configs), func(c Config) bool { return has[c] })
		inexcusable := d.excuse(r, j.baseline.Key, lacking, o)
		if len(inexcusable) > 0 && len(j.candidates) == 0 {
			r.Warnings = append(r.Warnings, &NoCounterpart{Key: j.baseline.Key})
			continue
		}
		for _, c := range inexcusable {
			r.Warnings = append(r.Warnings, &NoCounterpart{j.baseline.Key, c.String()})
		}
	}
	r.Warnings = append(r.Warnings, d.unrecorded(o)...)
	r.incomplete = d.incomplete(o)
	r.Selfcheck = d.Selfcheck()
	r.read = d.AllWarnings()
	r.made(d)
	if _, unknown := d.first(); unknown != nil && o.Baseline == "" {
		r.Warnings = append(r.Warnings, unknown)
	}
	if d.headerless && !o.Unpaired && slices.ContainsFunc(r.Comparisons, func(c Comparison) bool { return c.confounded() }) {
		r.Warnings = append(r.Warnings, &unknownWork{})
	}
	measuring := d.overheads()
	warnOfWindows(r.Comparisons, measuring, measuring)
	slices.SortStableFunc(r.Comparisons, func(a, b Comparison) int { return a.key().Compare(b.key()) })
	if len(d.Configs) == 1 {
		only := fmt.Errorf("nothing to compare %v with: it is the only engine", base)
		if d.recordings > 2 {
			only = fmt.Errorf("%w of %d recordings, and before and after are exactly two: name two, or see all in a history", only, d.recordings)
		}
		r.Warnings = append(r.Warnings, only)
	}
	return r, nil
}

// compareRecordings compares each engine of one recording with itself in
// another, such as one from before a change and one from after it, and the
// geometric means of the suite. Labels names the recordings, "before" and
// "after" where they are empty. All of it is confounded with time. The error
// is an *IncomparableError if the two did not run the same.
func compareRecordings(before, after *Data, labels [2]string, o Options) (*Result, error) {
	o, err := o.Resolve()
	if err != nil {
		return nil, err
	}
	if err := CheckSelection(o, before, after); err != nil {
		return nil, err
	}
	labels[0], labels[1] = cmp.Or(labels[0], "before"), cmp.Or(labels[1], "after")
	o.Unpaired = true
	o.quanta = quanta(before, after)
	r := &Result{}
	e := new(IncomparableError)
	var pairs [][2]*Series
	for i := range before.Series {
		a := &before.Series[i]
		beside := o.wantsBeside(a.Key, before.event(a.Event))
		if !o.wants(a.Key) && !beside {
			continue
		}
		b := after.Find(a.Key)
		switch {
		case b == nil && !beside:
			r.Warnings = append(r.Warnings, &NoCounterpart{a.Key, labels[1]})
			fallthrough
		case b == nil:
			continue
		}
		notComparable(a, b, o.Despite, e)
		pairs = append(pairs, [2]*Series{a, b})
	}
	if err := e.orNil(); err != nil {
		return nil, err
	}
	all := make([]Comparison, len(pairs))
	parallel.Each(len(pairs), func(i int) {
		a, b := pairs[i][0], pairs[i][1]
		all[i] = compare(prepare(a), prepare(b), eventOf(before, after, a.Event), o)
		all[i].letGo(a, b, all[i].Event, o)
		all[i].Baseline.Label, all[i].Candidate.Label = labels[0], labels[1]
	})
	for i := range all {
		if o.wants(pairs[i][0].Key) {
			r.Comparisons = append(r.Comparisons, all[i])
		} else {
			r.beside = append(r.beside, all[i])
		}
	}
	if before.headerless || after.headerless {
		r.Warnings = append(r.Warnings, &unknownWork{})
	}
	warnOfWindows(r.Comparisons, before.overheads(), after.overheads())
	for i := range after.Series {
		if k := after.Series[i].Key; o.wants(k) && before.Find(k) == nil {
			r.Warnings = append(r.Warnings, &NoCounterpart{k, labels[0]})
		}
	}
	r.read = labelled(labels, before.AllWarnings(), after.AllWarnings())
	r.made(before, after)
	for _, d := range []*Data{before, after} {
		r.incomplete = append(r.incomplete, d.incomplete(o)...)
		for _, w := range d.unrecorded(o) {
			if w, ok := w.(*notRecorded); !ok || before.without(w.Wasm) && after.without(w.Wasm) {
				r.Warnings = append(r.Warnings, w)
			}
		}
	}
	r.finish(o)
	return r, nil
}

// made says what the recordings were made with.
func (r *Result) made(recordings ...*Data) {
	for _, d := range recordings {
		for i := range d.Headers {
			r.Engines = append(r.Engines, d.Headers[i].Engines...)
		}
		r.Took += d.took
	}
	if slices.ContainsFunc(recordings, func(d *Data) bool { return d.took == 0 }) {
		r.Took = 0
	}
}

func (r *Result) finish(o Options) {
	r.Suites = correct(suites(r.Comparisons), o.FalseDiscovery)
	r.Comparisons = correct(r.Comparisons, o.FalseDiscovery)
	withSuites(r, o.FalseDiscovery)
	r.explain()
}
