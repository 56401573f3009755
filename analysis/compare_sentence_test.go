package analysis

import (
	"math"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

func TestSentence(t *testing.T) {
	cycles := measure.Event{Name: "cycles", Unit: "cycles", Better: measure.Lower, Time: true}
	misses := measure.Event{Name: "cache-misses", Unit: "misses", Better: measure.Lower}
	widgets := measure.Event{Name: "widgets"}
	of := func(e measure.Event, p measure.Phase, v Verdict, n int, ratio, low, high float64) Comparison {
		c := Comparison{Wasm: "x/noop.wasm", Phase: p, Event: e, Verdict: v, NoiseThreshold: 0.01, Rounds: 10,
			Candidate: Arm{Engine: "wasmtime"}, Baseline: Arm{Engine: "wazero", Flags: "interpreter"},
			Ratio: &ratio, Interval: &Interval{Level: 0.99, Low: low, High: high}, Equivalence: &Interval{Level: 0.9, Low: low, High: high}}
		for range n {
			c.Benchmarks = append(c.Benchmarks, "b")
		}
		c.Direction, _ = direction(math.Log(ratio), e)
		return c
	}
	more := of(cycles, measure.Compilation, Unsure, 12, 0.95, 0.8, 1.1)
	more.MoreRounds = &MoreRounds{Least: 11, Most: 38}
	few := of(misses, measure.Execution, Unsure, 0, 0.95, 0.8, 1.1)
	few.Rounds = 2
	none := of(cycles, measure.Execution, Unsure, 0, 1, 1, 1)
	none.Ratio, none.Interval = nil, nil
	zero := none
	zero.Event, zero.Verdict = misses, NotChanged
	noSize, grew, unknown := zero, zero, zero
	noSize.Event, grew.Event, unknown.Event = measure.MemoryGrowth, measure.MemoryGrowth, measure.MemoryGrowth
	grew.Verdict, grew.Direction, grew.raw = Changed, "larger", &rawTest{exact: true}
	grew.Candidate.Median = 4096
	unknown.Verdict = Unsure
	selected := of(cycles, measure.Execution, Changed, 12, 0.5, 0.4, 0.6)
	selected.Many = &Many{Interval: &Interval{Level: 0.996, Low: 0.32, High: 0.8}}
	for _, tt := range []struct {
		c    Comparison
		want string
	}{
		{of(cycles, measure.Execution, Changed, 12, 1/1.42, 1/1.47, 1/1.38),
			"wasmtime executes 1.42x faster than wazero:interpreter over 12 benchmarks (99% interval 1.38x .. 1.47x)"},
		{of(cycles, measure.Compilation, Changed, 12, 1.42, 1.38, 1.47),
			"wasmtime compiles 1.42x slower than wazero:interpreter over 12 benchmarks (99% interval 1.38x .. 1.47x)"},
		// Its interval is not rounded onto 1.
		{of(cycles, measure.Execution, Changed, 0, 0.9978, 0.9961, 0.9996),
			"wasmtime executes in 0.22% less time than wazero:interpreter on noop (99% interval 0.040% .. 0.39%)"},
		{of(misses, measure.Instantiation, Changed, 2, 0.7, 0.65, 0.72),
			"wasmtime counts 1.43x fewer cache-misses than wazero:interpreter when instantiating over 2 benchmarks (99% interval 1.39x .. 1.54x)"},
		{of(widgets, measure.Execution, Changed, 2, 1.7, 1.65, 17.2),
			"wasmtime counts 1.70x more widgets than wazero:interpreter when executing over 2 benchmarks (99% interval 1.65x .. 17.2x)"},
		{of(cycles, measure.Execution, NotChanged, 3, 1.001, 0.996, 1.006),
			"wasmtime and wazero:interpreter execute equally fast over 3 benchmarks, to within 1% (90% interval 0.40% less .. 0.60% more time)"},
		{of(misses, measure.Execution, NotChanged, 3, 1.001, 0.996, 1.006),
			"wasmtime and wazero:interpreter count as many cache-misses when executing over 3 benchmarks, to within 1% (90% interval 0.40% fewer .. 0.60% more)"},
		{of(measure.Fuel, measure.Execution, NotChanged, 3, 1.001, 0.996, 1.006),
			"wasmtime and wazero:interpreter count as much fuel when executing over 3 benchmarks, to within 1% (90% interval 0.40% fewer .. 0.60% more)"},
		{of(cycles, measure.Compilation, Changed, 2, 1.70188, 1.00017, 120.5),
			"wasmtime compiles 1.70x slower than wazero:interpreter over 2 benchmarks (99% interval 1.0002x .. 120x)"},
		// All of the interval is on one side, which no other word names.
		{of(cycles, measure.Execution, NotChanged, 20, 1.0023, 1.0006, 1.0041),
			"wasmtime and wazero:interpreter execute equally fast over 20 benchmarks, to within 1% (90% interval 0.060% .. 0.41% more time)"},
		{of(misses, measure.Execution, Unsure, 12, 0.98, 0.97, 0.999),
			"Unsure whether wasmtime counts fewer or more cache-misses than wazero:interpreter when executing over 12 benchmarks: 0.10% .. 3.0% fewer (99% interval)"},
		{more, "Unsure whether wasmtime compiles faster or slower than wazero:interpreter over 12 benchmarks: 1.25x faster .. 1.10x slower (99% interval); 11 to 38 more rounds would probably settle it"},
		{few, "Unsure whether wasmtime counts fewer or more cache-misses than wazero:interpreter when executing on noop: 1.25x fewer .. 1.10x more (99% interval); record more processes"},
		{none, "Unsure how wasmtime and wazero:interpreter execute on noop: there is no ratio"},
		{zero, "wasmtime and wazero:interpreter count no cache-misses at all when executing on noop"},
		{of(measure.CodeSize, measure.Compilation, Changed, 2, 1.7, 1.65, 17.2),
			"The code-size of wasmtime is 1.70x larger than that of wazero:interpreter when compiling over 2 benchmarks (99% interval 1.65x .. 17.2x)"},
		{of(measure.CodeSize, measure.Compilation, Changed, 0, 0.976, 0.976, 0.976),
			"The code-size of wasmtime is 2.4% smaller than that of wazero:interpreter when compiling on noop (exactly: all rounds agree)"},
		{of(measure.PeakMemory, measure.Execution, NotChanged, 3, 1.001, 0.996, 1.006),
			"The peak-memory of wasmtime is as large as that of wazero:interpreter when executing over 3 benchmarks, to within 1% (90% interval 0.40% smaller .. 0.60% larger)"},
		{of(measure.PeakMemory, measure.Execution, Unsure, 12, 0.98, 0.97, 0.999),
			"Unsure whether the peak-memory of wasmtime is smaller or larger than that of wazero:interpreter when executing over 12 benchmarks: 0.10% .. 3.0% smaller (99% interval)"},
		{noSize, "The memory-growth of wasmtime and that of wazero:interpreter are 0 when executing on noop"},
		{grew, "The memory-growth of wasmtime is larger than that of wazero:interpreter when executing on noop: from 0 to 4,096 B"},
		{unknown, "Unsure how the memory-growth of wasmtime compares with that of wazero:interpreter when executing on noop: there is no ratio"},
		{selected, "wasmtime executes 2.00x faster than wazero:interpreter over 12 benchmarks (99.6% interval 1.25x .. 3.12x)"},
		{of(cycles, measure.Execution, Changed, 2, 0.5, 0.5, 0.5),
			"wasmtime executes 2.00x faster than wazero:interpreter over 2 benchmarks (exactly: all rounds agree)"},
	} {
		if got := tt.c.Sentence(func(string) string { return "noop" }); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
		if !strings.Contains(tt.c.Sentence(nil), "noop.wasm") && len(tt.c.Benchmarks) == 0 {
			t.Error("without names, a benchmark has its own")
		}
	}
}

// TestBetween: an interval on one side names it, unless the verdict beside it does.
func TestBetween(t *testing.T) {
	ratio := 1.01
	c := Comparison{Event: measure.Event{Time: true}, Ratio: &ratio, Interval: &Interval{Level: 0.99, Low: 1.002, High: 1.019}}
	for v, want := range map[Verdict]string{Changed: "0.20% .. 1.9%", Unsure: "0.20% .. 1.9% more time", NotChanged: "0.20% .. 1.9% more time"} {
		if c.Verdict = v; c.Between() != want {
			t.Errorf("%s: %s, want %s", v, c.Between(), want)
		}
	}
	if c.Small = true; c.Between() != "0.20% .. 1.9%" {
		t.Errorf("below the threshold: %s", c.Between())
	}
}
