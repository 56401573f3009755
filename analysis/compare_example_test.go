package analysis_test

import (
	"fmt"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// rounds makes rows of two engines, one iteration a process, round by round.
func rounds(old, candidate []uint64) []record.Row {
	var rows []record.Row
	for i := range old {
		for engine, count := range map[string]uint64{"old": old[i], "new": candidate[i]} {
			rows = append(rows, record.Row{Arch: "x86_64", Engine: engine, Wasm: "gimli.wasm", Process: 7000 + uint64(i),
				Phase: measure.Execution, Event: "cycles", Count: count})
		}
	}
	return rows
}

func ExampleCompare() {
	data := analysis.Group(rounds(
		[]uint64{1000, 1020, 980, 1010, 990, 1030, 970, 1005, 1015, 995, 1002, 988},
		[]uint64{1030, 1045, 1000, 1030, 1000, 1060, 1010, 1025, 1040, 1010, 1035, 1008}))
	result, err := analysis.Compare(data, analysis.Options{Baseline: "old"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range result.Comparisons {
		fmt.Printf("%s: %s\n", c.Wasm, c)
		fmt.Printf("%s for the %s, from %d rounds\n", c.Verdict, c.Effect, c.Rounds)
	}
	// Output:
	// gimli.wasm: 2.4% more time (99% interval: 1.7% .. 3.1%, all of it beyond 1%)
	// changed for the worse, from 12 rounds
}

// Three rounds of the same are too few to tell, and the result says so.
func ExampleCompare_unsure() {
	data := analysis.Group(rounds([]uint64{1000, 1020, 980}, []uint64{1030, 1045, 1000}))
	result, _ := analysis.Compare(data, analysis.Options{Baseline: "old"})
	fmt.Println(result.Comparisons[0])
	// Output:
	// unsure: 0.22% less .. 5.3% more time; about 1 more round would probably settle it
}

// A recorder drives a Sequence: it records until its next look, and goes on
// with what is undecided.
func ExampleSequence() {
	sequence, _ := analysis.NewSequence(analysis.Options{Baseline: "old"}, 0)
	var old, candidate []uint64
	undecided := []string{"gimli.wasm"}
	for sequence.Rounds() > 0 && len(undecided) > 0 {
		for len(old) < sequence.Rounds() { // "record" more rounds
			i := uint64(len(old))
			old = append(old, 1000+i*i%17)
			candidate = append(candidate, 1050+i*i%23)
		}
		state, err := sequence.Look(analysis.Group(rounds(old, candidate)))
		if err != nil {
			fmt.Println(err)
			return
		}
		undecided = state.Undecided
		fmt.Printf("after %d rounds %d undecided\n", len(old), len(undecided))
	}
	c := sequence.Result().Comparisons[0]
	fmt.Printf("%s, %.2f%% interval\n", c.Brief(), 100*c.Interval.Level)
	// Output:
	// after 8 rounds 0 undecided
	// 4.9% more time, 99.00% interval
}

func ExamplePooledWelch() {
	data := analysis.Group(rounds([]uint64{10, 20, 30, 40}, []uint64{30, 50, 70, 90}))
	list, _ := analysis.PooledWelch(data, 0.05, "")
	e := list[0]
	fmt.Printf("%s - %s = %.1f ± %.1f, significant: %v\n", e.BEngine, e.AEngine, e.BMean-e.AMean, *e.HalfWidth, e.Significant())
	// Output:
	// old - new = -35.0 ± 38.6, significant: false
}
