package analysis

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// twoEngines is 12 rounds of engines a and b, with windows of 100 counts each
// whose processes' medians are given.
func twoEngines(t *testing.T, medians string, f func(p int) (a, b uint64)) *Data {
	t.Helper()
	window := func(e string) string {
		return `{"engine":"` + e + `","phase":"Execution","event":"cycles","warm":{"n":9,"min":90,"max":110,"median":100,"process_medians":` + medians + `}}`
	}
	var b Builder
	b.Header(record.Header{FirstProcess: 1, Overhead: overheadOf(`{"arch":"x86_64","windows":[` + window("a") + `,` + window("b") + `]}`)})
	for p := range 12 {
		x, y := f(p)
		r := record.Row{Arch: "x86_64", Engine: "a", Wasm: "w.wasm", Process: uint64(50 + p), Phase: measure.Execution, Event: "cycles", Count: x + 100}
		b.Add(r)
		r.Engine, r.Count = "b", y+100
		b.Add(r)
	}
	d, _, err := SubtractOverhead(b.Data())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func onlyComparison(t *testing.T, d *Data) Comparison {
	t.Helper()
	r, err := Compare(d, Options{})
	if err != nil || len(r.Comparisons) != 1 {
		t.Fatalf("%d comparisons, %v", len(r.Comparisons), err)
	}
	return r.Comparisons[0]
}

// By hand: all processes agree, so that the window is 100 +- 1. The least
// median of a is 10,000, of b 11,000: the lower end of the ratio is divided by
// (1 + 1/10000)/(1 - 1/11000), the upper end multiplied by
// (1 + 1/11000)/(1 - 1/10000).
func TestWidenedByHand(t *testing.T) {
	f := func(p int) (a, b uint64) { return 10_000 + uint64(p), 11_000 + uint64(p*p%7) }
	c := onlyComparison(t, twoEngines(t, `[100,100,100]`, f))
	a, b := arms(12, f)
	plain, err := CompareSeries(a, b, cycles, Options{})
	if err != nil {
		t.Fatal(err)
	}
	low := plain.Interval.Low * (1 - 1.0/11000) / (1 + 1.0/10000)
	high := plain.Interval.High * (1 + 1.0/11000) / (1 - 1.0/10000)
	if *c.Ratio != *plain.Ratio || math.Abs(c.Interval.Low-low) > 1e-12 || math.Abs(c.Interval.High-high) > 1e-12 {
		t.Errorf("%v in %+v, want %v in %v to %v", *c.Ratio, c.Interval, *plain.Ratio, low, high)
	}
	if c.Verdict != Changed || c.Baseline.Subtracted == nil || !strings.Contains(codes(c), overheadSubtracted) {
		t.Errorf("%v, %s", c, codes(c))
	}
}

// TestNoSurerThanTheWindow: two engines that differ by 4% beyond doubt, with
// windows that are known well, badly, and hardly at all. Whether they differ cannot be told
// where the windows may differ by as much.
func TestNoSurerThanTheWindow(t *testing.T) {
	f := func(p int) (a, b uint64) { return 1000 + uint64(p%3), 1040 + uint64(p*p%3) }
	for _, tt := range []struct {
		medians string
		want    Verdict
		codes   string
	}{
		{`[99.5,100,100.5]`, Changed, overheadSubtracted},
		{`[80,100,120]`, Unsure, overheadSubtracted + " " + windowUncertain},
		{`[100,100]`, Changed, overheadSubtracted + " " + windowUncertain}, // 90 to 110: 1% of each of the two, which differ by 4%
		{`[0,100,1000]`, Unsure, overheadSubtracted + " " + windowUncertain},
	} {
		c := onlyComparison(t, twoEngines(t, tt.medians, f))
		if c.Verdict != tt.want || !strings.HasPrefix(codes(c), tt.codes) {
			t.Errorf("%s: %v, %s in %+v", tt.medians, c, codes(c), c.Interval)
		}
		if c.Interval == nil { // it says nothing
			if !hasCaveat(c.Caveats, tooWide) {
				t.Errorf("%s: no interval, %s", tt.medians, codes(c))
			}
			continue
		}
		if excluded := c.Interval.Low > 1 || c.Interval.High < 1; excluded != (*c.P < c.SignificanceLevel) {
			t.Errorf("%s: p = %v with %+v", tt.medians, *c.P, c.Interval)
		}
		if c.MoreRounds != nil {
			t.Errorf("%s: %v cannot settle it", tt.medians, c.MoreRounds)
		}
		if _, err := json.Marshal(c); err != nil {
			t.Error(err)
		}
	}
}

// TestWidenedCoverage: with windows of engines drawn anew in each simulated
// calibration, the interval covers the true ratio at least as often as it says.
func TestWidenedCoverage(t *testing.T) {
	// A small generator of normal values: the sum of twelve uniform ones.
	state := uint64(7)
	normal := func() float64 {
		sum := -6.0
		for range 12 {
			state = state*6364136223846793005 + 1442695040888963407
			sum += float64(state>>11) / (1 << 53)
		}
		return sum
	}
	const n = 2000
	missed, missedWithout := 0, 0
	for range n {
		series := []*Series{seriesOf("a", nil), seriesOf("b", nil)}
		for e, s := range series {
			var medians []float64
			for range 10 { // the window is 1000 +- 30 in a process
				medians = append(medians, 1000+30*normal())
			}
			m, _ := stat.Median(medians, nil)
			w := Window{Median: m, Processes: medians}
			for p := range 12 { // and in each recorded process, too
				work := 5000 + 500*float64(e) + 10*normal()
				s.processes = append(s.processes, Process{ID: uint64(50 + p), Counts: []uint64{uint64(work + 1000.5)}})
			}
			s.subtract(w)
		}
		c, err := CompareSeries(series[0], series[1], cycles, Options{Alpha: 0.05, NoDiagnostics: true})
		if err != nil {
			t.Fatal(err)
		}
		if !c.Interval.Contains(1.1) {
			missed++
		}
		c.windows = nil
		if i, _ := c.loc.Interval(0.05); !Interval(i.Exp()).Contains(1.1) {
			missedWithout++
		}
	}
	t.Logf("of %d intervals at 95%%, %d missed; without the error of the window %d", n, missed, missedWithout)
	if missed > n*5/100 || missedWithout < n*20/100 {
		t.Errorf("of %d intervals at 95%%, %d missed; without the error of the window %d", n, missed, missedWithout)
	}
}

func TestClampedRatio(t *testing.T) {
	c := onlyComparison(t, twoEngines(t, `[100,100,100]`, func(p int) (a, b uint64) {
		if p == 3 {
			return 1000, ^uint64(49) // 50 below the window, by wrapping
		}
		return 1000, 1000
	}))
	if c.Ratio != nil || !strings.HasPrefix(codes(c), overheadSubtracted+" "+countsClamped+" "+noRatio) {
		t.Errorf("%v, %s", c, codes(c))
	}
}

// TestSuiteShift: the shifts of benchmarks are averaged, as their ratios are;
// one from which nothing was subtracted adds none.
func TestSuiteShift(t *testing.T) {
	s := &Subtraction{Count: 100, Window: Window{Median: 100, Processes: []float64{100, 100, 100}}, Times: 1}
	e := armError{s, 50, 0}
	low, high := windowError{{e, e}, {}}.shift(0.01)
	wantLow := (math.Log(1-1.0/50) - math.Log(1+1.0/50)) / 2 // by hand: +-1 of 50
	if math.Abs(low-wantLow) > 1e-15 || math.Abs(high+wantLow) > 1e-15 {
		t.Errorf("%v to %v, want +-%v", low, high, wantLow)
	}
	if low, high = (windowError{{base: armError{s, 1, 0}}}).shift(0.01); high != math.Inf(1) || math.IsNaN(low) {
		t.Errorf("a window of all there is: %v to %v", low, high)
	}
	// A clock that steps by 21 may have measured 89.5 to 110.5 where all said 100.
	coarse := armError{s, 1000, 21}
	if low, high = (windowError{{cand: coarse}}).shift(0.01); math.Abs(low-math.Log(1-10.5/1000)) > 1e-15 || math.Abs(high-math.Log(1+10.5/1000)) > 1e-15 {
		t.Errorf("by a clock of steps: %v to %v", low, high)
	}
	if low, high = windowError(nil).shift(0.01); low != 0 || high != 0 {
		t.Errorf("nothing subtracted: %v to %v", low, high)
	}
}

// TestBeforeAfterSubtracted: two recordings of one engine, each less its own
// window; the suite's interval is no narrower than without windows.
func TestBeforeAfterSubtracted(t *testing.T) {
	recording := func(more uint64) *Data {
		d := measured(header(`{}`), 9000+more, 9100+more, 9050+more, 9020+more)
		d.Series = append(d.Series, d.Series[0])
		d.Series[1].Wasm = "x.wasm"
		d.Series[1].processes = append([]Process{{ID: 9, Counts: []uint64{9000, 9000, 9000, 9000, 9000, 9000, 9000, 130}}}, d.Series[1].processes...)
		out, warnings, err := SubtractOverhead(d)
		if err != nil || len(warnings) != 1 {
			t.Fatal(warnings, err)
		}
		return out
	}
	r, err := compareRecordings(recording(0), recording(5000), [2]string{}, Options{})
	if err != nil || len(r.Comparisons) != 2 || len(r.Suites) != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	c := r.Comparisons[0]
	if text := "overhead subtracted: 135 cycles from the baseline, 135 cycles from the candidate"; c.Caveats[0].Text != text || c.Verdict != Changed {
		t.Errorf("%v, %+v", c, c.Caveats)
	}
	s := r.Suites[0]
	if !hasCaveat(s.Caveats, countsClamped) || !hasCaveat(s.Caveats, overheadSubtracted) || len(s.windows) != 2 {
		t.Errorf("%v, %+v", s, s.Caveats)
	}
	plain, _ := s.loc.Interval(s.SignificanceLevel)
	if i := plain.Exp(); s.Interval.Low >= i.Low || s.Interval.High <= i.High {
		t.Errorf("the suite's interval %+v is not wider than %+v", s.Interval, i)
	}
}
