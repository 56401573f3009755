package engines_test

import (
	"testing"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
)

// sequences of s and e, bench.start and bench.end, and what is wrong with them.
var sequences = map[string]error{
	"":     engines.ErrNoStart,
	"s":    engines.ErrNoEnd,
	"se":   nil,
	"e":    engines.ErrEndFirst,
	"es":   engines.ErrEndFirst,
	"ese":  engines.ErrEndFirst,
	"ss":   engines.ErrStartTwice,
	"sse":  engines.ErrStartTwice,
	"ssee": engines.ErrStartTwice,
	"ses":  engines.ErrAfterEnd,
	"see":  engines.ErrAfterEnd,
	"sese": engines.ErrAfterEnd,
	"eess": engines.ErrEndFirst,
}

// What a guest did wrong is the same whether it called Go or entry points, and
// whether it is told at once or in two parts.
func TestBench(t *testing.T) {
	for sequence, want := range sequences {
		called := engines.NewBench(nil)
		var calls measure.Calls
		for _, c := range sequence {
			if c == 's' {
				called.Start()
				calls = calls.Then(measure.CallStart)
			} else {
				called.End()
				calls = calls.Then(measure.CallStop)
			}
		}
		if got := called.Err(); got != want {
			t.Errorf("%q called: %v, want %v", sequence, got, want)
		}
		if got, want := called.Early() != nil, sequence != ""; got != want {
			t.Errorf("%q: early %v", sequence, got)
		}
		for split := range calls.Len() + 1 {
			entered := engines.NewBench(nil)
			rest := 2 * (calls.Len() - split)
			entered.Entered(calls >> rest)
			entered.Entered(calls & (1<<rest - 1))
			if got := entered.Err(); got != want {
				t.Errorf("%q entered, %d first: %v, want %v", sequence, split, got, want)
			}
			if entered.Early() != called.Early() {
				t.Errorf("%q entered: early %v", sequence, entered.Early())
			}
		}
	}
}

func TestBenchOfManyCalls(t *testing.T) {
	b := engines.NewBench(nil)
	calls := measure.OneWindow
	for range 100 {
		calls = calls.Then(measure.OneWindow)
	}
	b.Entered(calls)
	if b.Err() == nil {
		t.Error("202 calls are fine")
	}
}

type watch struct {
	measure.Measure
	starts, stops int
}

func (w *watch) Start() { w.starts++ }
func (w *watch) Stop()  { w.stops++ }

func TestBenchMeasures(t *testing.T) {
	w := &watch{Measure: measure.Noop()}
	b := engines.NewBench(w)
	if b.Measure() != measure.Measure(w) {
		t.Error("another measure")
	}
	b.Start()
	b.Start() // does not start the measure again: the first window counts
	b.End()
	if w.starts != 1 || w.stops != 1 {
		t.Errorf("%d starts, %d stops", w.starts, w.stops)
	}
	b.Entered(measure.OneWindow)
	if w.starts != 1 || w.stops != 1 {
		t.Error("Entered reached the measure")
	}
	if engines.NewBench(nil).Measure() != measure.Noop() {
		t.Error("no measure is not Noop")
	}
}

// The window holds nothing that allocates.
func TestBenchDoesNotAllocate(t *testing.T) {
	w := &watch{Measure: measure.Noop()}
	b := engines.NewBench(w)
	if n := testing.AllocsPerRun(100, func() { b.Start(); b.End() }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
