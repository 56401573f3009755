package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/history"
	"github.com/sightglass-go/sightglass/measure"
)

// recordings is a history of 100 recordings of 10 processes. They differ by
// spread from one another, and shift is what the code does to each.
func recordings(spread float64, shift func(i int) float64, rng *rand.Rand) []history.Recording {
	var list []history.Recording
	for i := range 100 {
		base := math.Log(level) + spread*rng.NormFloat64() + shift(i)
		s := analysis.Series{Key: analysis.Key{Arch: "x86_64", Engine: "baseline", Wasm: "simulated.wasm", Phase: measure.Execution, Event: event.Name}}
		for p := range 10 {
			count := uint64(math.Exp(base + 0.01*rng.NormFloat64()))
			s.SetProcesses(append(s.Processes(), analysis.Process{ID: uint64(100*i + p), Counts: []uint64{count}}))
		}
		list = append(list, history.Recording{Name: fmt.Sprint(i), Data: &analysis.Data{
			Series: []analysis.Series{s}, Events: map[string]measure.Event{event.Name: event}}})
	}
	return list
}

// histories simulates the search for change points.
func histories() cell {
	const name = "13 history of 100 recordings"
	return cell{name, func(n int, seed uint64) []Figure {
		if n < fullReplications {
			n = max(5, n/20) // a replication is five histories of a hundred recordings
		}
		changes := func(list []history.Recording) (at []int) {
			h, err := history.Build(list, history.Options{})
			if err != nil {
				panic("BUG: " + err.Error())
			}
			for _, c := range h.Changes() {
				at = append(at, h.Series[c[0]].Changes[c[1]].At)
			}
			return at
		}
		t := replicate(n, seed, func(rng *rand.Rand, t tally) {
			for _, spread := range []float64{0.005, 0.01, 0.02} {
				t.add(fmt.Sprint(spread), float64(len(changes(recordings(spread, func(int) float64 { return 0 }, rng)))))
			}
			near := false
			for _, at := range changes(recordings(0.01, func(i int) float64 { return math.Log(1.02) * math.Floor(float64(i)/60) }, rng)) {
				near = near || max(at-60, 60-at) <= 10
			}
			t.count("step", near)
			t.count("creep", len(changes(recordings(0.01, func(i int) float64 { return math.Log(1.05) * float64(i) / 99 }, rng))) > 0)
		})
		var list []Figure
		for _, spread := range []float64{0.005, 0.01, 0.02} {
			key := fmt.Sprint(spread)
			list = append(list, Figure{Name: fmt.Sprintf("%s, spread %.1f%%: false points", name, 100*spread), Value: t.mean(key), Bound: 0.3, SD: t.sd(key), Plain: true})
		}
		list = append(list, Figure{Name: name + ": step of 2% found", Value: t.mean("step"), Bound: 0.9, AtLeast: true},
			Figure{Name: name + ": creep of 5% found", Value: t.mean("creep"), Bound: 0.95, AtLeast: true})
		for i := range list {
			list[i].Replications = n
		}
		return list
	}}
}
