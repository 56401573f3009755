package analysis

import (
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

func TestSummary(t *testing.T) {
	s := Summarize(Group([]record.Row{
		row("w", "a", 1, 0, 4), row("w", "a", 1, 1, 1), row("w", "a", 2, 0, 5), row("w", "a", 3, 0, 6), row("w", "a", 3, 1, 5), row("w", "a", 3, 2, 9),
	}))[0]
	// By hand; the standard deviation is Python's statistics.stdev.
	want := Summary{Key: keyOf(row("w", "a", 0, 0, 0)), N: 6, Processes: 3, MinIterations: 1, MaxIterations: 3,
		Min: 1, Max: 9, Median: 5, UpperMedian: 5, Mean: 5, MeanDeviation: 10.0 / 6, Q1: 4.25, Q3: 5.75,
		Histogram: stat.Histogram{0: 1, 6: 1, 8: 2, 10: 1, 15: 1}, // steps of 0.5
		StdDev:    2.6076809620810595, CV: 2.6076809620810595 / 5}
	// By Python from qt(0.995, 2) of R, 9.92484320091829, of ln 2.5, ln 5, ln 6.
	if i := s.MedianInterval; i.Level != 0.99 || math.Abs(i.Low-0.29891185587141683) > 1e-9 || math.Abs(i.High-59.49736075407018) > 1e-7 {
		t.Errorf("interval of the median %+v", i)
	}
	if !slices.Equal(s.Series.Counts(nil), []uint64{4, 1, 5, 6, 5, 9}) {
		t.Errorf("a series of %v", s.Series.Counts(nil))
	}
	s.MedianInterval, s.Series = Interval{}, nil
	if s != want {
		t.Errorf("got\n%+v\nwant\n%+v", s, want)
	}
}

// TestUpperMedian: it is what sorting them all finds at N/2, which for even N is
// the larger of the two in the middle.
func TestUpperMedian(t *testing.T) {
	var rows []record.Row
	var counts []uint64
	for n := range 60 {
		count := uint64(n*n*7919%101) << 40
		counts = append(counts, count)
		rows = append(rows, row("w", "a", uint64(n/3), uint64(n%3), count))
		sorted := slices.Sorted(slices.Values(counts))
		if s := Summarize(Group(rows))[0]; s.UpperMedian != sorted[len(sorted)/2] || s.Min != sorted[0] || s.Median != stat.Quantile(sorted, 0.5) {
			t.Errorf("%d values: %d, median %v", len(counts), s.UpperMedian, s.Median)
		}
	}
	if s := Summarize(Group([]record.Row{row("w", "a", 1, 0, 680), row("w", "a", 1, 1, 701)}))[0]; s.UpperMedian != 701 || s.Median != 690.5 {
		t.Errorf("%d, median %v", s.UpperMedian, s.Median)
	}
}

func TestSummaryOfLittle(t *testing.T) {
	one := Summarize(Group([]record.Row{row("w", "a", 1, 3, 4)}))[0]
	if !math.IsNaN(one.MedianInterval.Low) || !math.IsNaN(one.MedianInterval.High) {
		t.Errorf("%+v", one.MedianInterval)
	}
	if one.N != 1 || one.Median != 4 || one.MeanDeviation != 0 || !math.IsNaN(one.StdDev) || !math.IsNaN(one.CV) {
		t.Errorf("%+v", one)
	}
	zero := Summarize(Group([]record.Row{row("w", "a", 1, 0, 0), row("w", "a", 2, 0, 0)}))[0]
	if zero.StdDev != 0 || !math.IsNaN(zero.CV) {
		t.Errorf("%+v", zero)
	}
	none := (&Series{}).Summary()
	if none.N != 0 || !math.IsNaN(none.Mean) || !math.IsNaN(none.Median) || !math.IsNaN(none.Q1) {
		t.Errorf("%+v", none)
	}
}

func TestFlagsHidden(t *testing.T) {
	a, b, c := row("w", "a", 1, 0, 1), row("w", "a", 1, 0, 1), row("v", "a", 1, 0, 1)
	b.EngineFlags = "-O 2"
	got := FlagsHidden(Summarize(Group([]record.Row{b, a, c})))
	if len(got) != 1 || got[0].Error() != `w was recorded with the flags "" and "-O 2", which have a line each and no column here: use summarize to tell them apart` {
		t.Errorf("%v", got)
	}
}

// TestMedianInterval: from ten processes on it is the interval of the signed
// ranks, the one of the golden vector's first arm against an arm that counts
// one throughout; a zero is no logarithm.
func TestMedianInterval(t *testing.T) {
	s := seriesOf("a", goldenA)
	ones := &Series{Key: Key{Arch: "x86_64", Engine: "one", Wasm: "golden.wasm", Phase: measure.Execution, Event: "cycles"}}
	for i := range goldenA {
		ones.processes = append(ones.processes, Process{ID: uint64(i), Counts: []uint64{1}})
	}
	InRounds(ones, s)
	c, err := CompareSeries(ones, s, measure.Event{Name: "ones"}, Options{})
	if err != nil || c.Method != MethodHodgesLehmann {
		t.Fatalf("%v, %v", c.Method, err)
	}
	i, ok := s.MedianInterval(0.01)
	if !ok || i != *c.Interval {
		t.Errorf("%+v, %v, want %+v", i, ok, *c.Interval)
	}
	s.subtract(Window{Median: 10, Processes: []float64{10, 10, 10}}) // known to +-1; the least is 970
	less, ok := s.MedianInterval(0.01)
	if low := (i.Low - 10) * (1 - 1.0/960); !ok || math.Abs(less.Low/low-1) > 1e-3 || less.Low >= i.Low-10 {
		t.Errorf("less an overhead %+v, %v; want %v", less, ok, low)
	}
	s.processes[3].Counts[0] = 0
	if _, ok := s.MedianInterval(0.01); ok {
		t.Error("an interval with a median of 0")
	}
}

// TestSummarizeInParallel: whatever the number of processors.
func TestSummarizeInParallel(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var rows []record.Row
	for p := range uint64(20) {
		for i := range uint64(7) {
			for _, wasm := range []string{"a", "b", "c", "d", "e"} {
				rows = append(rows, row("w", wasm, p, i, 1e6+rng.Uint64N(1e5)))
			}
		}
	}
	d := Group(rows)
	want := Summarize(d)
	for _, n := range []int{1, 2, 7} {
		old := runtime.GOMAXPROCS(n)
		if got := Summarize(d); !reflect.DeepEqual(got, want) {
			t.Errorf("on %d processors: got\n%+v\nwant\n%+v", n, got, want)
		}
		runtime.GOMAXPROCS(old)
	}
	for i := range want {
		if got := d.Series[i].Summary(); !reflect.DeepEqual(got, want[i]) {
			t.Errorf("alone: got\n%+v\nwant\n%+v", got, want[i])
		}
	}
}
