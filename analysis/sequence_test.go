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
	s, err := NewSequence(Options{}, 0)
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
		state, err := s.Look(Group(rows))
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
		rounds := 8
		if c.Wasm == "x" {
			rounds = have["x"]
		}
		if c.Rounds != rounds || c.Interval.Level != 0.99 || c.Verdict == Unsure || c.Method != MethodAnytime {
			t.Errorf("%s: %d rounds at %v: %v", c.Wasm, c.Rounds, c.Interval.Level, c)
		}
	}
	if len(r.Suites) != 1 || r.Suites[0].Rounds != 8 {
		t.Errorf("suite: %+v", r.Suites)
	}
}

func TestSequenceEnds(t *testing.T) {
	s, _ := NewSequence(Options{}, 8)
	d := Group(suiteRows(8, []string{"a", "b"}, []string{"x"}, same))
	state, err := s.Look(d)
	if err != nil || state.NextRounds != 0 || s.Rounds() != 0 {
		t.Errorf("%+v, %v", state, err)
	}
	if _, err := s.Look(d); !errors.Is(err, ErrOptions) {
		t.Errorf("one look too many: %v", err)
	}
	for _, most := range []int{-1, 7} {
		if _, err := NewSequence(Options{}, most); !errors.Is(err, ErrOptions) {
			t.Errorf("at most %d rounds: %v", most, err)
		}
	}
}

// TestSequentialRecording: comparing a recording whose rounds were decided on the
// way gives what holds at any time; of seven rounds that is nothing.
func TestSequentialRecording(t *testing.T) {
	for rounds, want := range map[int]Verdict{7: Unsure, 8: Changed} {
		var b Builder
		b.Header(record.Header{Sequential: true})
		for _, r := range suiteRows(rounds, []string{"a", "b"}, []string{"x"}, func(e, w int) float64 { return 1 + 0.05*float64(e) }) {
			b.Add(r)
		}
		r, err := Compare(b.Data(), Options{Baseline: "a"})
		if err != nil {
			t.Fatal(err)
		}
		if c := r.Comparisons[0]; c.Method != MethodAnytime || c.Verdict != want {
			t.Errorf("%d rounds: %s, %v", rounds, c.Method, c)
		}
		// What could be seen is no less than what the interval, which is wide, leaves open.
		c := r.Comparisons[0]
		if (c.Detectable != nil) != (c.Interval != nil) || c.Interval != nil && *c.Detectable < math.Sqrt(c.Interval.High/c.Interval.Low) {
			t.Errorf("%d rounds: can see %v, interval %v", rounds, c.Detectable, c.Interval)
		}
	}
}

// TestSequentialFromHere: so does one that was resumed until it was decided, and one of which
// such a copy was read before or after.
func TestSequentialFromHere(t *testing.T) {
	h := record.Header{FirstProcess: 1, Seed: 5}
	resumed := record.Mark{Resumed: &record.Resumed{Sequential: true}}
	rows := suiteRows(8, []string{"a", "b"}, []string{"x"}, func(e, w int) float64 { return 1 + 0.05*float64(e) })
	half := func(t *testing.T, from, to int, marks ...record.Mark) *Builder {
		b := new(Builder)
		b.Header(h)
		for _, m := range marks {
			_ = b.Mark(m)
		}
		for _, r := range rows[from:to] {
			b.Add(r)
		}
		return b
	}
	n := len(rows)
	for name, parts := range map[string][]*Builder{
		"": {half(t, 0, n)}, "resumed": {half(t, 0, n, resumed)}, "first": {half(t, 0, n/2, resumed), half(t, n/2, n)},
		"then": {half(t, 0, n/2), half(t, n/2, n, resumed)}, "not for this": {half(t, 0, n, record.Mark{Resumed: new(record.Resumed)})},
	} {
		b := parts[0]
		for _, p := range parts[1:] {
			b.absorb(p)
		}
		r, err := Compare(b.Data(), Options{Baseline: "a"})
		if err != nil {
			t.Fatal(err)
		}
		sequential := name != "" && name != "not for this"
		if c := r.Comparisons[0]; (c.Method == MethodAnytime) != sequential {
			t.Errorf("%q: %s", name, c.Method)
		}
	}
}

func TestUndecidableIsNotWaitedFor(t *testing.T) {
	rows := suiteRows(10, []string{"a", "b"}, []string{"x"}, same)
	rows = append(rows, rows[0]) // it is not known which of the two counts
	s, _ := NewSequence(Options{}, 0)
	state, err := s.Look(Group(rows))
	if err != nil || len(state.Undecided) != 0 {
		t.Errorf("%+v, %v", state, err)
	}
}
