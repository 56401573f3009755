package analysis

import (
	"cmp"
	"fmt"
	"slices"
)

// DefaultMostRounds is how many rounds a Sequence takes at most, if nothing else
// is said.
const DefaultMostRounds = 40

// FirstLook is the number of rounds after which a Sequence looks for the first
// time: with fewer, signed ranks have no p value of 1%, and differences of two
// narrow modes look like an effect.
const FirstLook = 8

// Sequence decides after each round what is known and what must go on. Its
// comparisons hold at any time (Options.Anytime), so that it may look as often as
// it likes, stop when it likes and be resumed: the probability that anything is
// ever called changed for nothing is at most alpha, and corrections for many
// benchmarks hold while it runs, as p values that hold at any time are p values.
// It runs nothing itself:
//
//	s, err := analysis.NewSequence(options, 0)
//	todo := benchmarks
//	for s.Rounds() > 0 && len(todo) > 0 {
//		... record todo until they have s.Rounds() rounds in all
//		state, err := s.Look(data)
//		todo = state.Undecided
//	}
//	result := s.Result()
type Sequence struct {
	options Options
	rounds  int // at the next look
	most    int
	result  *Result // of the latest look
}

// NewSequence makes a Sequence that is before its first look. It looks after
// FirstLook rounds and then after each, up to the given number, 0 for
// DefaultMostRounds.
func NewSequence(o Options, most int) (*Sequence, error) {
	o.Anytime = true
	o, err := o.Resolve()
	if err != nil {
		return nil, err
	}
	most = cmp.Or(most, DefaultMostRounds)
	if most < FirstLook {
		return nil, fmt.Errorf("%w: at most %d rounds are to decide, and nothing is decided before %d", ErrOptions, most, FirstLook)
	}
	return &Sequence{options: o, rounds: FirstLook, most: most, result: &Result{}}, nil
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
	if s.rounds > s.most {
		return 0
	}
	return s.rounds
}

// Look compares all that was recorded so far, also of benchmarks that are
// decided: comparing the recording later gives the same result. A benchmark of
// which fewer rounds succeeded than were planned is judged by those it has.
// Another call is the next look: it is an error after the last.
func (s *Sequence) Look(d *Data) (State, error) {
	if s.Rounds() == 0 {
		return State{}, fmt.Errorf("%w: %d rounds were looked at, and there were to be no more", ErrOptions, s.most)
	}
	r, err := compareAll(d, s.options)
	if err != nil {
		return State{}, err
	}
	s.rounds++
	r.finish(s.options)
	s.result = r
	open := make(map[string]bool)
	for _, c := range r.Comparisons {
		open[c.Wasm] = open[c.Wasm] || c.Verdict == Unsure && (c.loc != nil || c.raw != nil) ||
			s.options.Gate && c.Verdict == Changed && c.Many != nil && c.Many.needs > 0
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

// Result returns all comparisons as of the latest look, corrected, as that of
// Compare.
func (s *Sequence) Result() *Result { return s.result }
