package plot

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// pointsOf is PointsOf of rows of nanoseconds: the counts of each process, by engine.
func pointsOf(warm, most int, engines map[string]map[uint64][]uint64, order ...string) *Points {
	var rows []record.Row
	for _, e := range order {
		for id := uint64(0); id < 100; id++ {
			for i, c := range engines[e][id] {
				rows = append(rows, record.Row{Engine: e, Wasm: "w", Process: id, Iteration: uint64(i), Phase: measure.Execution, Event: "nanoseconds", Count: c})
			}
		}
	}
	d := analysis.Group(rows)
	return PointsOf(arms(d, "w", warm), SampleOptions{Event: measure.Nanoseconds, Most: most})
}

func medianOf(x float64) *float64 { return &x }

// TestPointsOf: values by process in the order of iterations, the place of each process among
// those of all engines, medians without warm-up, and a label for each tick. The expected
// numbers were worked out by hand.
func TestPointsOf(t *testing.T) {
	p := pointsOf(1, 0, map[string]map[uint64][]uint64{
		"base": {7: {9000, 2000, 4000}, 8: {3000, 1000}, 11: {5000}},
		"new":  {8: {6000, 7000, 8000, 5000}},
	}, "base", "new")
	want := []ArmPoints{
		{Name: "base", Processes: []ProcessPoints{
			{Place: 0, Median: medianOf(3000), Counts: []uint64{9000, 2000, 4000}, Warm: 1},
			{Place: 1, Median: medianOf(1000), Counts: []uint64{3000, 1000}, Warm: 1},
			{Place: 2, Counts: []uint64{5000}, Warm: 1},
		}},
		{Name: "new", Processes: []ProcessPoints{{Place: 1, Median: medianOf(7000), Counts: []uint64{6000, 7000, 8000, 5000}, Warm: 1}}},
	}
	if !reflect.DeepEqual(p.Arms, want) {
		t.Errorf("%+v, want %+v", p.Arms, want)
	}
	if p.Low > 1000 || p.High < 9000 || p.Low <= 0 != !p.Log {
		t.Errorf("the axis is from %v to %v, logarithmic: %v", p.Low, p.High, p.Log)
	}
	if p.Unit.Text(9000) != "9.00 µs" || len(p.Ticks) < 2 {
		t.Errorf("%s, ticks %v", p.Unit.Text(9000), p.Ticks)
	}
	for i, tick := range p.Ticks {
		if tick.At < p.Low || tick.At > p.High || tick.Label == "" || i > 0 && tick.At <= p.Ticks[i-1].At {
			t.Errorf("tick %d is %q at %v", i, tick.Label, tick.At)
		}
	}
}

// TestPointsOfOutliers: an outlier and an outlying process are marked, and stay where they
// are among the counts.
func TestPointsOfOutliers(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	processes := map[uint64][]uint64{}
	for id := range uint64(20) {
		for range 20 {
			processes[id] = append(processes[id], uint64(1e6*(1+0.001*rng.NormFloat64())))
		}
	}
	processes[4][13] = 9e6
	for i := range processes[9] {
		processes[9][i] *= 3
	}
	p := pointsOf(0, 0, map[string]map[uint64][]uint64{"base": processes}, "base")
	got := p.Arms[0].Processes
	if !reflect.DeepEqual(got[4].Outliers, []int{13}) || got[4].Counts[13] != 9e6 || got[4].Odd {
		t.Errorf("process 4: %+v", got[4])
	}
	for i := range got {
		if got[i].Odd != (i == 9) {
			t.Errorf("process %d is outlying: %v", i, got[i].Odd)
		}
	}
}

// TestPointsOfThinned: where not all values are drawn, the smallest and the largest are, once
// each, every value has its place among all, and the page is told.
func TestPointsOfThinned(t *testing.T) {
	processes, total := map[uint64][]uint64{}, 0
	for id := range uint64(10) {
		for i := range uint64(30) {
			processes[id] = append(processes[id], 1000+(id*31+i*17)%97)
			total++
		}
	}
	processes[3][7], processes[6][2] = 10, 5000 // that every tenth would miss
	p := pointsOf(0, 30, map[string]map[uint64][]uint64{"base": processes}, "base")
	arm, n, least, most := p.Arms[0], 0, 0, 0
	for k, process := range arm.Processes {
		if len(process.Index) != len(process.Counts) {
			t.Fatalf("process %d has %d places of %d values", k, len(process.Index), len(process.Counts))
		}
		for i, c := range process.Counts {
			if want := processes[uint64(k)][process.Index[i]]; c != want {
				t.Errorf("process %d: value %d is %d, want %d", k, process.Index[i], c, want)
			}
			if i > 0 && process.Index[i] <= process.Index[i-1] {
				t.Errorf("process %d: values are at %v", k, process.Index)
			}
			n++
			if c == 10 {
				least++
			}
			if c == 5000 {
				most++
			}
		}
	}
	if n != 32 || least != 1 || most != 1 || arm.Thinned != "base: 32 of 300 values drawn, every 10th in the order of time, the smallest and the largest" {
		t.Errorf("%d values, %d times the smallest, %d times the largest; %q", n, least, most, arm.Thinned)
	}
	if total != 300 {
		t.Fatal(total)
	}
}

// TestPointsOfNothing: what has no values, or zeros alone, has an axis that can be drawn.
func TestPointsOfNothing(t *testing.T) {
	zeros := pointsOf(0, 0, map[string]map[uint64][]uint64{"base": {1: {0, 0}, 2: {0}}}, "base")
	for name, p := range map[string]*Points{"nothing": PointsOf(nil, SampleOptions{Event: measure.Nanoseconds}), "zeros": zeros} {
		if !(p.High > p.Low) || p.Log && p.Low <= 0 || math.IsInf(p.High, 0) || p.Ticks == nil {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if m := zeros.Arms[0].Processes[0].Median; m == nil || *m != 0 {
		t.Errorf("the median of zeros is %v", m)
	}
}
