package history

import (
	"fmt"
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/analysis/internal/parallel"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure/words"
)

// Change is a change point: from recording To on, a series lies on another
// level than up to recording From.
//
// It is found by splitting the recordings' medians where both sides differ most,
// again and again, as long as a permutation test finds that by luck in at most
// Options.Alpha of cases: "E-divisive", see stat.ChangePoints. The p values of
// all series of one engine, phase and event are one family: at most
// Options.FalseDiscovery of what is found in it is expected to be false.
//
// A permutation test cannot see a step at the newest recordings. What is far
// from all before it since the last change point is found by Student's
// prediction interval, at a tenth of Options.Alpha: Recent is set.
//
// Counts that are exact, the same in all processes of each recording, need no
// test: every difference is a change point, also between two recordings.
type Change struct {
	// From and To are in History.Points, At in Series.Values, as To is.
	From int `json:"from"`
	To   int `json:"to"`
	At   int `json:"at"`
	// P is the p value of the permutation test that found it, nil for exact counts.
	P *float64 `json:"p"`
	// Comparison is of the levels before and after, each up to the next change
	// point; recordings are its unit. Its interval is that of two groups that
	// were given: as the point was chosen for its difference, the ratio is, on
	// average, somewhat too far from 1.
	Comparison analysis.Comparison `json:"comparison"`
	// Now is of the level before and the last one, where the newest recording lies:
	// Comparison, unless change points follow.
	Now analysis.Comparison `json:"-"`
	// Open is set where the last level is still about as bad: a regression that
	// nothing has undone.
	Open bool `json:"open,omitempty"`
	// Recent is set where it rests on the newest one to three recordings alone, of
	// which an outlier would look the same: record again.
	Recent bool `json:"recent,omitempty"`
	// OtherMachine is set where no machine made recordings on both sides, so that
	// the machine may be what changed; UnknownMachine where one is not known.
	OtherMachine   bool `json:"other_machine,omitempty"`
	UnknownMachine bool `json:"unknown_machine,omitempty"`
	// Versions are the engine's before and after, where they differ.
	Versions []string `json:"versions,omitempty"`
}

// Matters says whether the level changed by the noise threshold or more.
func (c *Change) Matters() bool { return c.Comparison.Verdict == analysis.Changed }

// Suspicion says in words why a change may be none of the code: it is never
// empty.
func (c *Change) Suspicion() string {
	s := "candidate: confounded with time"
	switch {
	case c.OtherMachine:
		s += " and machine"
	case c.UnknownMachine:
		s += ", perhaps with machine"
	}
	if c.Recent {
		s += ", and resting on the newest recordings alone"
	}
	return s
}

// Beware is what to know before one believes the change, a change point of s: empty if
// there is nothing but that recordings are made one after the other.
func (c *Change) Beware(s *Series) (list []string) {
	switch n := len(s.Values) - c.At; {
	case c.Recent && n == 1:
		list = append(list, "it rests on the newest recording alone, and an outlier would look the same: record again")
	case c.Recent:
		list = append(list, fmt.Sprintf("it rests on the newest %d recordings alone, and outliers would look the same: record again", n))
	}
	switch {
	case c.OtherMachine:
		list = append(list, "the machine changed with it, too, which would look the same")
	case c.UnknownMachine:
		list = append(list, "not all recordings say which machine made them, and another one would look the same")
	}
	if len(c.Versions) == 2 {
		list = append(list, fmt.Sprintf("the engine's version changed with it, too: %s became %s", c.Versions[0], c.Versions[1]))
	}
	return list
}

func (h *History) search(o analysis.Options) error {
	resolved, err := o.Resolve()
	if err != nil {
		return err
	}
	families := map[analysis.Key][]int{}
	for i := range h.Series {
		k := h.Series[i].Key()
		k.Wasm = ""
		families[k] = append(families[k], i)
	}
	found := make([]found, len(h.Series))
	parallel.Each(len(h.Series), func(i int) {
		s := &h.Series[i]
		k := s.Key()
		k.Wasm = ""
		found[i] = s.find(resolved, len(families[k]))
	})
	for _, members := range families {
		p := make([]float64, 0, len(members))
		for _, i := range members {
			p = append(p, found[i].p)
		}
		for n, adjusted := range stat.BenjaminiHochberg(p) {
			if i := members[n]; adjusted <= resolved.FalseDiscovery || found[i].exact {
				if err := h.describe(&h.Series[i], found[i], o); err != nil {
					return err
				}
			}
		}
	}
	h.Least = stat.LeastValues(resolved.Alpha)
	tooFew := 0
	for i := range h.Series {
		h.Series[i].TooFew = found[i].tooFew
		if found[i].tooFew {
			tooFew++
		} else {
			h.Judged++
		}
	}
	if tooFew > 0 {
		h.Warnings = append(h.Warnings, fmt.Sprintf("%s fewer than %d recordings, too few to know how recordings differ when nothing changed: no change points were searched for there (two recordings can be compared)",
			words.Plural(tooFew, "series has", "series have"), h.Least))
	}
	return nil
}

type found struct {
	points        []stat.ChangePoint
	p             float64 // of the series
	exact, tooFew bool
	recent        bool // the last point is one of the newest recordings alone
}

// leastBefore is how many recordings it takes to know how far the next one lies
// from them when nothing changed.
const leastBefore = 8

// mostRecent is how many of the newest recordings may be a change by themselves.
const mostRecent = 3

// find searches a series that is one of a family of so many.
func (s *Series) find(o analysis.Options, family int) found {
	if s.exact() {
		f := found{exact: true, tooFew: len(s.Values) < 2, p: 1}
		for at := 1; at < len(s.Values); at++ {
			if s.Values[at].Median != s.Values[at-1].Median {
				f.points = append(f.points, stat.ChangePoint{At: at})
				f.p = 0
			}
		}
		return f
	}
	if len(s.Values) < stat.LeastValues(o.Alpha) {
		return found{tooFew: true, p: 1}
	}
	// A family of m needs p values of q/m. Few values have few orders, and p near
	// Alpha; an order of many costs much.
	n := len(s.Values)
	permutations := max(999, int(2*float64(family)/o.FalseDiscovery), min(9_999, 20_000_000/(n*n)))
	permutations = max(199, min(permutations, 400_000_000/(n*n)))
	x := s.scaled()
	f := found{}
	f.points, f.p = stat.ChangePoints(x, o.Alpha, permutations)
	begin := 0
	if len(f.points) > 0 {
		begin = f.points[len(f.points)-1].At
	}
	before := x[begin:]
	for newest := 1; newest <= mostRecent && len(x)-newest-begin >= leastBefore; newest++ {
		at := len(x) - newest
		if p, ok := stat.Predict(x[begin:at], x[at:]); ok && mostRecent*p <= o.Alpha/10 { // of so many looks
			f.points = append(f.points, stat.ChangePoint{At: at, P: mostRecent * p})
			f.p, f.recent = min(f.p, mostRecent*p), true
			before = x[begin:at]
			break
		}
	}
	if d, ok := stat.Foreseen(before, o.Alpha/10/mostRecent); ok && s.Values[0].Median > 0 {
		s.Unseen = math.Exp(d)
	}
	return f
}

// exact says whether all recordings have counts that do not vary.
func (s *Series) exact() bool {
	return s.Event.Exact && !s.Event.Time && !slices.ContainsFunc(s.Values, func(v Value) bool { return !v.exact })
}

// scaled returns the logarithms of the values, or themselves if one is 0.
func (s *Series) scaled() []float64 {
	x := make([]float64, len(s.Values))
	for i, v := range s.Values {
		if v.Median <= 0 {
			for k, v := range s.Values {
				x[k] = v.Median
			}
			break
		}
		x[i] = math.Log(v.Median)
	}
	return x
}

func (h *History) describe(s *Series, f found, o analysis.Options) error {
	begin := 0
	levels := s.medians()
	for k, point := range f.points {
		end := len(levels)
		if k+1 < len(f.points) {
			end = f.points[k+1].At
		}
		comparison, err := analysis.CompareLevels(levels[begin:point.At], levels[point.At:end], s.Event, o)
		if err != nil {
			return err
		}
		last, err := analysis.CompareLevels(levels[begin:point.At], levels[f.points[len(f.points)-1].At:], s.Event, o)
		if err != nil {
			return err
		}
		c := Change{From: s.Values[point.At-1].Point, To: s.Values[point.At].Point, At: point.At, Comparison: unlessItSpans1(comparison), Now: unlessItSpans1(last)}
		c.Recent = f.recent && k == len(f.points)-1
		c.Open = comparison.Effect == last.Effect && last.Worse()
		if !f.exact {
			c.P = &point.P
		}
		h.label(s, &c, begin, end)
		s.Changes = append(s.Changes, c)
		begin = point.At
	}
	return nil
}

// unlessItSpans1 leaves out an interval that holds 1: so few recordings say nothing
// of how far; that there is a change, the test says.
func unlessItSpans1(c analysis.Comparison) analysis.Comparison {
	if i := c.Interval; i != nil && i.Contains(1) {
		c.Interval = nil
	}
	return c
}

// label says of a change what it is of.
func (h *History) label(s *Series, c *Change, begin, end int) {
	a, b := h.Points[c.From], h.Points[c.To]
	s.describes(&c.Comparison, a.Label, b.Label)
	s.describes(&c.Now, a.Label, h.Points[s.Values[len(s.Values)-1].Point].Label)
	before := map[string]bool{}
	common := false
	for i, v := range s.Values[begin:end] {
		switch machine := h.Points[v.Point].Machine; {
		case machine == "":
			c.UnknownMachine = true
		case begin+i < c.At:
			before[machine] = true
		default:
			common = common || before[machine]
		}
	}
	c.OtherMachine = !common && !c.UnknownMachine
	if v, w := a.Versions[s.Engine], b.Versions[s.Engine]; v != w && v != "" && w != "" {
		c.Versions = []string{v, w}
	}
}

// describes says of a comparison of two levels what it is of.
func (s *Series) describes(c *analysis.Comparison, before, after string) {
	c.Arch, c.Wasm, c.Phase = s.Arch, s.Wasm, s.Phase
	c.Baseline.Engine, c.Baseline.Flags, c.Baseline.Label = s.Engine, s.Flags, before
	c.Candidate.Engine, c.Candidate.Flags, c.Candidate.Label = s.Engine, s.Flags, after
}
