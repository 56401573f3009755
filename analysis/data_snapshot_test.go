package analysis

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// TestSnapshot: a look sees what was added, what is added later changes nothing
// that was seen, and a look changes nothing that comes later: for iterations in
// any order and in their own, of two recordings that are pooled, with processes that fail.
func TestSnapshot(t *testing.T) {
	headers := []record.Header{{FirstProcess: 10}, {FirstProcess: 20}}
	failed := record.Mark{Ended: &record.Ended{Engine: "a", Wasm: "x", Process: 11, Failure: &record.EndedBadly{Text: "trap", Attempt: 1}}}
	for seed := range uint64(30) {
		rng := rand.New(rand.NewPCG(seed, 0))
		var steps []func(b *Builder)
		for n := range 3 {
			for _, h := range headers {
				steps = append(steps, func(b *Builder) { b.Header(h) })
				for i := range 6 {
					row := record.Row{Engine: "a", Wasm: "x", Process: h.FirstProcess + rng.Uint64N(2), Iteration: rng.Uint64N(5),
						Phase: measure.Execution, Event: "cycles", Count: rng.Uint64N(1000)}
					if seed%2 == 0 { // as they are recorded
						row.Process, row.Iteration = h.FirstProcess, uint64(n*6+i)
					}
					steps = append(steps, func(b *Builder) { b.Add(row) })
				}
				steps = append(steps, func(b *Builder) { _ = b.Mark(failed) })
			}
		}
		carryOut := func(b *Builder, steps []func(*Builder)) *Builder {
			for _, step := range steps {
				step(b)
			}
			return b
		}
		end := carryOut(new(Builder), steps).Data()
		for n := range steps {
			b := carryOut(new(Builder), steps[:n])
			seen, want := b.Snapshot(), carryOut(new(Builder), steps[:n]).Data()
			if !reflect.DeepEqual(seen, want) {
				t.Fatalf("seed %d, after %d steps: saw\n%+v\nwant\n%+v", seed, n, seen, want)
			}
			if got := carryOut(b, steps[n:]).Data(); !reflect.DeepEqual(got, end) {
				t.Fatalf("seed %d: a look after %d steps changed the end:\n%+v\nwant\n%+v", seed, n, got, end)
			}
			if !reflect.DeepEqual(seen, want) {
				t.Fatalf("seed %d: what was seen after %d steps changed", seed, n)
			}
		}
	}
}
