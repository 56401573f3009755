package analysis

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// play is a recorder that asks a policy as package recorder does: it puts the
// rows of each round into rows, of the benchmarks that the policy wants.
func play(t *testing.T, d *Decider, all []record.Row, first int) (asked [][]string) {
	t.Helper()
	for done := 0; ; {
		rounds, benchmarks, err := d.Next(done)
		if err != nil {
			t.Fatal(err)
		}
		if len(benchmarks) == 0 {
			return asked
		}
		if rounds <= done {
			t.Fatalf("%d rounds in all, and %d are done", rounds, done)
		}
		for _, row := range all {
			if round := int(row.Process) - first; round >= done && round < rounds && slices.Contains(benchmarks, row.Wasm) {
				d.Rows.Add(row)
			}
		}
		asked = append(asked, benchmarks)
		done = rounds
	}
}

// TestDecider: y is clear at the first look, x wavers by 20% from
// round to round; the last look ends it.
func TestDecider(t *testing.T) {
	all := suiteRows(10, []string{"a", "b"}, []string{"x", "y"}, func(e, w int) float64 { return 1 + 0.05*float64(e*w) })
	for i := range all {
		if r := &all[i]; r.Wasm == "x" && r.Engine == "b" {
			r.Count += uint64(1e6 * (1 + math.Sin(float64(r.Process*r.Process))))
		}
	}
	s, err := NewSequence(Options{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	var looks []int
	d := &Decider{Sequence: s, Rows: new(Builder), Benchmarks: []string{"x", "y"}, OnLook: func(rounds int, _ State) { looks = append(looks, rounds) }}
	asked := play(t, d, all, int(all[0].Process))
	if want := [][]string{{"x", "y"}, {"x"}, {"x"}}; !reflect.DeepEqual(asked, want) || !slices.Equal(looks, []int{8, 9, 10}) {
		t.Errorf("asked for %v, looked at %v", asked, looks)
	}
	r := d.Result()
	if n := len(r.Comparisons); n != 2 || r.Comparisons[0].Rounds != 10 || r.Comparisons[1].Rounds != 8 || r.Comparisons[1].Verdict != Changed {
		t.Errorf("%d comparisons: %v", n, r.Comparisons)
	}
	if n := d.Rows.Len(); n != len(all)*9/10 {
		t.Errorf("%d rows, want %d: the looks leave them", n, len(all)*9/10)
	}
}

// TestDeciderWithoutRows: where every process failed there is nothing that more rounds
// could decide, and that is no error of a look.
func TestDeciderWithoutRows(t *testing.T) {
	s, err := NewSequence(Options{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	d := &Decider{Sequence: s, Rows: new(Builder), Benchmarks: []string{"x"}}
	if rounds, benchmarks, err := d.Next(FirstLook); rounds != FirstLook || benchmarks != nil || err != nil {
		t.Errorf("%d rounds of %v, %v", rounds, benchmarks, err)
	}
}

// TestDeciderResumed: the look after ten rounds of a recording that was stopped
// after twelve sees ten, as it would have; rows that are recorded now are in
// it, and those of an attempt before, under another number, are of their round.
func TestDeciderResumed(t *testing.T) {
	d := &Decider{Rows: new(Builder)}
	for round := range 12 {
		for _, process := range []uint64{uint64(100 + round), uint64(200 + round)} {
			d.Rows.Add(record.Row{Engine: "e", Wasm: "w", Process: process, Phase: measure.Execution, Event: "cycles"})
			d.Before = append(d.Before, record.Ended{Engine: "e", Wasm: "w", Process: process, Round: round})
		}
	}
	d.Rows.Add(record.Row{Engine: "e", Wasm: "w", Process: 300, Phase: measure.Execution, Event: "cycles"})
	for done, want := range map[int]int{10: 21, 12: 25, 1: 3} {
		if n := d.first(done).Series[0].Len(); n != want {
			t.Errorf("%d rows of the first %d rounds, want %d", n, done, want)
		}
	}
	d.Before = nil
	if n := d.first(10).Series[0].Len(); n != 25 {
		t.Errorf("%d rows of a recording that was not resumed, want all 25", n)
	}
}
