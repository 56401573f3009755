package analysis

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestSequence drives a Sequence as a recorder does: y is clear at once, x
// wavers for long.
func TestSequence(t *testing.T) {
	all := suiteRows(40, []string{"a", "b"}, []string{"x", "y"}, func(e, w int) float64 { return 1 + 0.05*float64(e*w) })
	for i := range all {
		if all[i].Wasm == "x" && all[i].Engine == "b" {
			all[i].Count = uint64(float64(all[i].Count) + 100_000*math.Sin(float64(all[i].Process*all[i].Process)))
		}
	}
	s, err := NewSequence(Looks{{5, 0.25}, {10, 0.25}, {40, 0.5}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	todo := []string{"x", "y"}
	var rows []record.Row
	var history [][]string
	have := map[string]int{}
	for s.Rounds() > 0 && len(todo) > 0 {
		for _, wasm := range todo {
			for _, r := range all {
				if p := int(r.Process) - 500; r.Wasm == wasm && p >= have[wasm] && p < s.Rounds() {
					rows = append(rows, r)
				}
			}
			have[wasm] = s.Rounds()
		}
		// What is decided may be left out.
		state, err := s.Look(Group(slices.DeleteFunc(slices.Clone(rows), func(r record.Row) bool {
			return !slices.Contains(todo, r.Wasm)
		})))
		if err != nil {
			t.Fatal(err)
		}
		if len(state.Undecided)+len(state.Decided) != 2 {
			t.Errorf("%+v", state)
		}
		todo = state.Undecided
		history = append(history, todo)
	}
	if len(history) < 2 || !slices.Equal(history[0], []string{"x"}) {
		t.Fatalf("undecided: %v", history)
	}
	r := s.Result()
	for _, c := range r.Comparisons {
		rounds, level := 5, 1-0.01*0.25
		if c.Wasm == "x" {
			rounds = have["x"]
			level = c.Interval.Level
		}
		if c.Rounds != rounds || math.Abs(c.Interval.Level-level) > 1e-12 || c.Verdict == Unsure {
			t.Errorf("%s: %d rounds at %v: %v", c.Wasm, c.Rounds, c.Interval.Level, c)
		}
		// The look has spent its share: the p value counts accordingly.
		if c.Wasm == "y" && c.Many.P != min(1, *c.P/0.25) {
			t.Errorf("p %v became %v", *c.P, c.Many.P)
		}
	}
	if len(r.Suites) != 1 || r.Suites[0].Rounds != 5 {
		t.Errorf("suite: %+v", r.Suites)
	}
}

func TestSequenceEnds(t *testing.T) {
	s, _ := NewSequence(Looks{{3, 1}}, Options{})
	d := Group(suiteRows(3, []string{"a", "b"}, []string{"x"}, same))
	state, err := s.Look(d)
	if err != nil || state.NextRounds != 0 || s.Rounds() != 0 {
		t.Errorf("%+v, %v", state, err)
	}
	if _, err := s.Look(d); !errors.Is(err, ErrOptions) {
		t.Errorf("one look too many: %v", err)
	}
}

func TestUndecidableIsNotWaitedFor(t *testing.T) {
	rows := suiteRows(10, []string{"a", "b"}, []string{"x"}, same)
	rows = append(rows, rows[0]) // it is not known which of the two counts
	s, _ := NewSequence(DefaultLooks(), Options{})
	state, err := s.Look(Group(rows))
	if err != nil || len(state.Undecided) != 0 {
		t.Errorf("%+v, %v", state, err)
	}
}

func TestLooksAreChecked(t *testing.T) {
	for _, l := range []Looks{nil, {{2, 1}}, {{10, 0.5}, {10, 0.5}}, {{10, 0.7}, {20, 0.7}}, {{10, 0}}, {{10, math.NaN()}}} {
		if err := l.validate(); !errors.Is(err, ErrOptions) {
			t.Errorf("%v: %v", l, err)
		}
	}
	if err := DefaultLooks().validate(); err != nil {
		t.Error(err)
	}
}
