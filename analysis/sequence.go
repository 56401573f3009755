package analysis

import (
	"fmt"
	"maps"
	"slices"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
)

// Look is a number of rounds after which one looks whether enough is known.
type Look struct {
	// Rounds is how many there must be.
	Rounds int `json:"rounds"`
	// Share is the part of alpha and beta that this look may spend.
	Share float64 `json:"share"`
}

// Looks is a plan of looks, in ascending order. A caller that looks after each
// round and stops at the first p below 1% is wrong in 7.4% of all cases; here
// the looks share the error rates among them (Bonferroni), so that the
// verdict at which one stops is as good as any.
type Looks []Look

// DefaultLooks returns looks after 10, 20 and 40 rounds, with a quarter, a
// quarter and a half of the error rates. Ten rounds show 5%, and more looks
// than that gain nothing.
func DefaultLooks() Looks { return Looks{{10, 0.25}, {20, 0.25}, {40, 0.5}} }

// validate says what is wrong with the looks, if anything is.
func (l Looks) validate() error {
	sum, last := 0.0, 2
	for _, k := range l {
		if k.Rounds <= last || !(k.Share > 0) {
			return fmt.Errorf("%w: looks must come after 3 rounds or more, each later than the one before, and have a share", ErrOptions)
		}
		last = k.Rounds
		sum += k.Share
	}
	if len(l) == 0 || sum > 1+stat.NoVariance {
		return fmt.Errorf("%w: the shares of the looks add up to %v, and must to 1 or less", ErrOptions, sum)
	}
	return nil
}

// Sequence decides after each look what is known and what must go on. What
// is decided stays so, with the interval at the level of its look: values
// that are recorded later, for the sake of others, don't change it. It runs
// nothing itself:
//
//	s, err := analysis.NewSequence(analysis.DefaultLooks(), options)
//	todo := benchmarks
//	for s.Rounds() > 0 && len(todo) > 0 {
//		... record todo until they have s.Rounds() rounds in all
//		state, err := s.Look(data)
//		todo = state.Undecided
//	}
//	result := s.Result()
type Sequence struct {
	looks   Looks
	options Options
	look    int
	latest  map[Key]Comparison // by quantity, with the candidate's engine
	open    map[Key]bool       // those that are not decided
	warned  []error
}

// NewSequence makes a Sequence that is before its first look.
func NewSequence(looks Looks, o Options) (*Sequence, error) {
	if err := looks.validate(); err != nil {
		return nil, err
	}
	o, err := o.Resolve()
	if err != nil {
		return nil, err
	}
	return &Sequence{looks: slices.Clone(looks), options: o, latest: make(map[Key]Comparison), open: make(map[Key]bool)}, nil
}

// State is where a Sequence stands after a look.
type State struct {
	// Undecided are the benchmarks that must go on, sorted: those with a
	// comparison that is still Unsure, as one of many. One that has no ratio is
	// not waited for, as more rounds would hardly give it one.
	Undecided []string `json:"undecided"`
	// Decided are the others.
	Decided []string `json:"decided"`
	// NextRounds is the number of rounds of the next look, 0 after the last.
	NextRounds int `json:"next_rounds"`
}

// Rounds returns the number of rounds that should be there at the next look,
// 0 after the last.
func (s *Sequence) Rounds() int {
	if s.look >= len(s.looks) {
		return 0
	}
	return s.looks[s.look].Rounds
}

// Look compares what was recorded so far; benchmarks that are decided may be
// left out of the data. A benchmark of which fewer rounds
// succeeded than were planned is judged by those it has. Another call is the
// next look, so that there are no more of them than planned: it is an error
// after the last.
func (s *Sequence) Look(d *Data) (State, error) {
	if s.Rounds() == 0 {
		return State{}, fmt.Errorf("%w: there were %d looks, and no share is left for another", ErrOptions, len(s.looks))
	}
	o := s.options
	o.share = s.looks[s.look].Share
	r, err := compareAll(d, o)
	if err != nil {
		return State{}, err
	}
	s.look++
	s.warned = r.Warnings
	for _, c := range r.Comparisons {
		if _, ok := s.latest[c.key()]; !ok || s.open[c.key()] {
			s.latest[c.key()] = c
		}
	}
	open := make(map[string]bool)
	for _, c := range correct(s.all(), s.options.FalseDiscovery) {
		undecided := c.Verdict == Unsure && (c.loc != nil || c.raw != nil) || s.options.Gate && c.Verdict == Changed && c.Many != nil && c.Many.needs > 0
		s.open[c.key()] = undecided
		open[c.Wasm] = open[c.Wasm] || undecided
	}
	state := State{NextRounds: s.Rounds()}
	for wasm, undecided := range open {
		if undecided {
			state.Undecided = append(state.Undecided, wasm)
		} else {
			state.Decided = append(state.Decided, wasm)
		}
	}
	slices.Sort(state.Undecided)
	slices.Sort(state.Decided)
	return state, nil
}

// Result returns all comparisons as of the look that decided them, or of the
// last. It is corrected, as that of Compare.
func (s *Sequence) Result() *Result {
	r := &Result{Warnings: slices.Clone(s.warned), Comparisons: s.all()}
	r.finish(s.options)
	return r
}

// all returns the latest comparisons in their order.
func (s *Sequence) all() []Comparison {
	list := slices.Collect(maps.Values(s.latest))
	slices.SortFunc(list, func(a, b Comparison) int { return a.key().Compare(b.key()) })
	return list
}

func (c *Comparison) key() Key {
	return Key{Arch: c.Arch, Engine: c.Candidate.Engine, EngineFlags: c.Candidate.Flags,
		Wasm: c.Wasm, Phase: c.Phase, Event: c.Event.Name}
}
