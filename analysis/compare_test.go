package analysis

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// arms makes two series of a number of rounds with one iteration each; the
// counts are what f says.
func arms(rounds int, f func(round int) (a, b uint64)) (*Series, *Series) {
	a, b := seriesOf("a", nil), seriesOf("b", nil)
	for p := range rounds {
		x, y := f(p)
		a.processes = append(a.processes, Process{ID: uint64(100 + p), Counts: []uint64{x}})
		b.processes = append(b.processes, Process{ID: uint64(100 + p), Counts: []uint64{y}})
	}
	InRounds(a, b)
	return a, b
}

// wobble is a small variation that is the same in all runs.
func wobble(p, size int) uint64 { return uint64(100_000 + size*((p*7)%5-2)) }

func codes(c Comparison) string {
	var list []string
	for _, v := range c.Caveats {
		list = append(list, v.Code)
	}
	return strings.Join(list, " ")
}

func TestVerdicts(t *testing.T) {
	counted := measure.Event{Name: "instructions-retired", Better: measure.Lower}
	score := measure.Event{Name: "operations", Better: measure.Higher}
	neutral := measure.Event{Name: "pages"}
	for _, tt := range []struct {
		name    string
		rounds  int
		f       func(p int) (a, b uint64)
		event   measure.Event
		verdict Verdict
		text    string // the beginning
		codes   string
		effect  string
	}{
		{"no rounds", 0, nil, cycles, Unsure, "unsure: there is no ratio", "confounded-with-time no-ratio", ""},
		{"one round", 1, func(int) (a, b uint64) { return 100, 200 }, cycles, Unsure,
			"unsure: perhaps 2.00x slower; record more processes", "too-few-processes", "worse"},
		{"two rounds", 2, func(p int) (a, b uint64) { return 100, 200 + uint64(p) }, cycles, Unsure,
			"unsure: perhaps 2", "too-few-processes", "worse"},
		{"two same rounds", 2, func(int) (a, b uint64) { return 100, 200 }, cycles, Unsure,
			"unsure: perhaps 2.00x slower", "too-few-processes", "worse"},
		{"slower", 12, func(p int) (a, b uint64) { return wobble(p, 300), wobble(p+1, 300) + 20_000 }, cycles, Changed,
			"1.20x slower (99% interval: 1.19x .. 1.21x, all of it beyond 1%)", "", "worse"},
		{"faster", 5, func(p int) (a, b uint64) { return wobble(p, 100), wobble(p+1, 100) - 20_000 }, cycles, Changed,
			"1.25x faster (99% interval: 1.24x .. 1.26x, all of it beyond 1%)", "few-rounds", "better"},
		{"more", 5, func(p int) (a, b uint64) { return wobble(p, 100), wobble(p+1, 100) + 20_000 }, counted, Changed,
			"1.20x more (99% interval: 1.19x .. 1.21x", "few-rounds", "worse"},
		{"more is better", 5, func(p int) (a, b uint64) { return wobble(p, 100), wobble(p+1, 100) + 20_000 }, score, Changed,
			"1.20x more (99% interval: 1.19x .. 1.21x", "few-rounds", "better"},
		{"fewer", 5, func(p int) (a, b uint64) { return wobble(p, 100), wobble(p+1, 100) / 4 }, neutral, Changed,
			"4.00x fewer (99% interval: 3.98x .. 4.02x", "few-rounds", ""},
		{"not changed", 20, func(p int) (a, b uint64) { return wobble(p, 100), wobble(p+1, 100) }, cycles, NotChanged,
			"not changed by more than 1%", "", ""},
		{"small", 20, func(p int) (a, b uint64) { return wobble(p, 50), wobble(p+1, 50) + 500 }, cycles, NotChanged,
			"not changed: 0.48% more time, within the noise threshold of 1%", "below-threshold", "worse"},
		{"unsure", 10, func(p int) (a, b uint64) { return wobble(p, 3000), wobble(p+1, 3000) }, cycles, Unsure,
			"unsure: 8.6% less .. 6.3% more time", "", ""},
		{"exactly the same", 3, func(int) (a, b uint64) { return 5, 5 }, counted, NotChanged,
			"not changed by more than 1%", "no-variance", ""},
		{"the same on a clock", 3, func(int) (a, b uint64) { return 42, 42 }, cycles, Unsure,
			"unsure: 2.72x faster .. 2.72x slower; the clock is too coarse", "clock-ticks few-rounds", ""},
		{"two and three ticks", 3, func(int) (a, b uint64) { return 42, 63 }, cycles, Unsure,
			"unsure: 1.01x faster .. 2.28x slower; the clock is too coarse", "clock-ticks few-rounds", ""},
		{"two and three ticks, 40 times", 40, func(int) (a, b uint64) { return 42, 63 }, cycles, Unsure,
			"unsure: 1.01x faster .. 2.28x slower; the clock is too coarse", "clock-ticks", ""},
		{"two and three of a counter", 3, func(int) (a, b uint64) { return 42, 63 }, counted, Changed,
			"1.50x more, exactly", "no-variance", "worse"},
		{"exactly more", 3, func(p int) (a, b uint64) { return 50 + uint64(p), 2 * (50 + uint64(p)) }, counted, Changed,
			"2.00x more, exactly", "no-variance", "worse"},
		{"zero", 3, func(p int) (a, b uint64) { return 50, uint64(p) }, counted, Unsure,
			"unsure: from 50 to 1; about 5 more rounds", "no-ratio", "better"},
		{"from zero", 3, func(p int) (a, b uint64) { return 0, 800_001 }, counted, Changed,
			"from 0 to 800,001, more, exactly", "no-ratio no-variance", "worse"},
		{"to zero", 3, func(p int) (a, b uint64) { return 800_001, 0 }, counted, Changed,
			"from 800,001 to 0, fewer, exactly", "no-ratio no-variance", "better"},
		{"from zero, on a clock", 10, func(p int) (a, b uint64) { return 0, wobble(p, 10) }, cycles, Changed,
			"from 0 to 100,000, slower", "no-ratio", "worse"},
		{"from zero, in millionths", 3, func(int) (a, b uint64) { return 0, 1_250_000 }, measure.Millionths("hits/op"), Changed,
			"from 0 to 1.25 hits/op, more, exactly", "no-ratio no-variance", ""},
		{"from zero to a tick", 40, func(p int) (a, b uint64) { return 0, 21 }, cycles, Unsure,
			"unsure: from 0 to 21", "no-ratio", ""},
		{"a zero among ten", 10, func(p int) (a, b uint64) {
			if p == 3 {
				return 0, wobble(p, 300) * 2
			}
			return wobble(p, 300), wobble(p+1, 300) * 2
		}, cycles, Changed, "2.00x slower", "no-ratio", "worse"},
		{"zero on a clock", 12, func(p int) (a, b uint64) { return 0, 0 }, cycles, Unsure, // it never ticked
			"unsure: there is no ratio", "no-ratio", ""},
		{"zero on a clock, most of the time", 10, func(p int) (a, b uint64) { return uint64(p / 9 * 500), uint64(p / 9 * 900) }, cycles, Unsure,
			"unsure: there is no ratio", "no-ratio", ""},
		{"all zero", 3, func(p int) (a, b uint64) { return 0, 0 }, counted, NotChanged,
			"not changed: all counts are zero", "no-ratio", ""},
		{"huge", 3, func(p int) (a, b uint64) { return 1, math.MaxUint64 - uint64(p) }, counted, Changed,
			"over 1,000,000x more, exactly", "no-variance", "worse"},
	} {
		a, b := arms(tt.rounds, tt.f)
		c, err := CompareSeries(a, b, tt.event, Options{})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if c.Verdict != tt.verdict || !strings.HasPrefix(c.String(), tt.text) || codes(c) != tt.codes {
			t.Errorf("%s: %q %q with %q, want %q %q with %q", tt.name, c.Verdict, c.String(), codes(c), tt.verdict, tt.text, tt.codes)
		}
		if tt.effect != "" && c.Effect != tt.effect {
			t.Errorf("%s: %q, want %q", tt.name, c.Effect, tt.effect)
		}
		if c.Verdict == Unsure && c.Rounds > 2 && c.Ratio != nil && c.MoreRounds == nil && !hasCaveat(c.Caveats, clockTicks) && tt.name != "unsure" {
			t.Errorf("%s: unsure, and nothing to do about it", tt.name)
		}
	}
}

func TestRoundsAreMatched(t *testing.T) {
	a, b := arms(12, func(p int) (x, y uint64) { return wobble(p, 500), wobble(p+1, 500) + 5000 })
	b.processes = b.processes[:10]
	// The order in which rounds of b came must not matter.
	b.processes[0], b.processes[9] = b.processes[9], b.processes[0]
	c, err := CompareSeries(a, b, cycles, Options{})
	if err != nil || c.Rounds != 10 || c.Method != MethodHodgesLehmann || codes(c) != "unmatched-rounds" {
		t.Errorf("%d rounds by %s, %q, %v", c.Rounds, c.Method, codes(c), err)
	}
	for i := range b.processes {
		b.processes[i].ID += 1000
	}
	c, _ = CompareSeries(a, b, cycles, Options{})
	if c.Rounds != 10 || c.Method != MethodWelch || codes(c) != "confounded-with-time" || c.Baseline.Processes != 12 {
		t.Errorf("%d rounds by %s, %q", c.Rounds, c.Method, codes(c))
	}
	// Welch's interval is that of the logarithms.
	var x, y []float64
	for i := range a.processes {
		x = append(x, math.Log(float64(a.processes[i].Counts[0])))
	}
	for i := range b.processes {
		y = append(y, math.Log(float64(b.processes[i].Counts[0])))
	}
	want, _ := stat.Welch(x, y).Interval(0.01)
	within(t, "low", c.Interval.Low, math.Exp(want.Low), 1e-12)
	within(t, "high", c.Interval.High, math.Exp(want.High), 1e-12)
}

func TestSignedRanksNeedRoom(t *testing.T) {
	a, b := arms(10, func(p int) (x, y uint64) { return wobble(p, 500), wobble(p+1, 500) + 9000 })
	c, _ := CompareSeries(a, b, cycles, Options{Alpha: 0.001})
	if c.Method != MethodPairedT {
		t.Errorf("the p of 10 signed ranks is at least 1/512, and %s was to get to 1/1000", c.Method)
	}
	c, _ = CompareSeries(a, b, cycles, Options{Alpha: 0.002})
	if c.Method != MethodHodgesLehmann {
		t.Errorf("%s", c.Method)
	}
}

// TestWarmPrefixIsDroppedFromBoth: b alone is cold, and both lose an
// iteration.
func TestWarmPrefixIsDroppedFromBoth(t *testing.T) {
	a, b := arms(10, func(p int) (x, y uint64) { return wobble(p, 100), 3 * wobble(p, 100) })
	for i := range a.processes {
		for k := range 6 {
			a.processes[i].Counts = append(a.processes[i].Counts, wobble(i+k, 100))
			b.processes[i].Counts = append(b.processes[i].Counts, wobble(i+k+1, 100))
		}
	}
	c, _ := CompareSeries(a, b, cycles, Options{})
	if c.Warm != 1 || c.Baseline.Values != 60 || c.Candidate.Values != 60 || c.Verdict != NotChanged {
		t.Errorf("%d warm, %d and %d values, %v", c.Warm, c.Baseline.Values, c.Candidate.Values, c)
	}
	if w := c.Diagnostics.Candidate.Warmup; w.Prefix != 1 || c.Diagnostics.Baseline.Warmup.Prefix != 0 {
		t.Errorf("%+v", w)
	}
}

func TestTail(t *testing.T) {
	a, b := arms(12, func(p int) (x, y uint64) { return wobble(p, 100), wobble(p+1, 100) })
	for i := range a.processes {
		for k := range 6 {
			a.processes[i].Counts = append(a.processes[i].Counts, wobble(i+k, 100))
			b.processes[i].Counts = append(b.processes[i].Counts, wobble(i+k+1, 100))
		}
		b.processes[i].Counts[5] = uint64(150_000 + i)
	}
	c, _ := CompareSeries(a, b, cycles, Options{})
	if c.Verdict != NotChanged || !hasCaveat(c.Caveats, TailChanged) || *c.MeanRatio < 1.05 {
		t.Errorf("%v, mean %v, %v", c.Verdict, *c.MeanRatio, c.Caveats)
	}
}

// TestTailBeforeFirstLook: in three rounds of a recording that is looked at from eight on, median
// and mean are a fifth more. Nothing was decided of either, and the median did change.
func TestTailBeforeFirstLook(t *testing.T) {
	a, b := arms(3, func(p int) (x, y uint64) { return wobble(p, 100), wobble(p+1, 100) * 6 / 5 })
	c, _ := CompareSeries(a, b, cycles, Options{Anytime: true})
	if c.Verdict != Unsure || hasCaveat(c.Caveats, TailChanged) || c.MeanInterval == nil || c.MeanInterval.Contains(1) {
		t.Errorf("%v, mean %v, %v", c.Verdict, c.MeanInterval, c.Caveats)
	}
}

// Two of 20 processes are 30% slower: the typical one is not, and the mean is not
// known to a percent. Of 40 that are all alike the mean is known.
func TestSlowProcesses(t *testing.T) {
	slow := func(p int) (x, y uint64) {
		x, y = wobble(p, 30), wobble(p+1, 30)
		if p == 4 || p == 11 {
			y += y * 3 / 10
		}
		return x, y
	}
	a, b := arms(20, slow)
	c, _ := CompareSeries(a, b, cycles, Options{})
	if c.Verdict != NotChanged || !hasCaveat(c.Caveats, SlowUnknown) || *c.MeanRatio < 1.02 {
		t.Errorf("%v, mean %v, %v", c.Verdict, *c.MeanRatio, c.Caveats)
	}
	a, b = arms(40, func(p int) (x, y uint64) { return wobble(p, 30), wobble(p+1, 30) })
	if c, _ := CompareSeries(a, b, cycles, Options{}); c.Verdict != NotChanged || hasCaveat(c.Caveats, SlowUnknown) {
		t.Errorf("%v, %v", c.Verdict, c.Caveats)
	}
}

func TestSwappedIsInverse(t *testing.T) {
	a, b := arms(11, func(p int) (x, y uint64) { return wobble(p, 700), wobble(p*p+1, 900) + 3000 })
	c, _ := CompareSeries(a, b, cycles, Options{})
	d, _ := CompareSeries(b, a, cycles, Options{})
	within(t, "ratio", *c.Ratio**d.Ratio, 1, 1e-12)
	within(t, "low", c.Interval.Low*d.Interval.High, 1, 1e-12)
	within(t, "p", *c.P, *d.P, 1e-12)
	if c.Verdict != d.Verdict {
		t.Errorf("%v and %v", c.Verdict, d.Verdict)
	}
}

func TestOptionsAreChecked(t *testing.T) {
	a, b := arms(3, func(p int) (x, y uint64) { return 1, 2 })
	for _, o := range []Options{{Alpha: -1}, {Alpha: 1}, {Beta: 0.5}, {FalseDiscovery: 2},
		{NoiseThreshold: math.NaN()}, {NoiseThreshold: math.Inf(1)}, {Alpha: math.NaN()}} {
		if _, err := CompareSeries(a, b, cycles, o); !errors.Is(err, ErrOptions) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	if c, _ := CompareSeries(a, a, cycles, Options{NoiseThreshold: -1}); c.NoiseThreshold != 0 || c.Verdict != Unsure {
		t.Errorf("without a threshold: %v", c)
	}
}

// FuzzCompare: whatever the counts, the result can be written as JSON, the
// intervals hold their estimate, and the input is as it was.
func FuzzCompare(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, uint8(1), uint8(3))
	f.Add([]byte{0, 0, 0, 0}, uint8(2), uint8(1))
	f.Add([]byte{255, 1, 255, 1, 255, 1, 255, 1, 255, 1, 255, 1, 255, 1, 255, 1, 255, 1, 255, 1, 255, 1, 255}, uint8(1), uint8(60))
	f.Add([]byte("a longer text, so that there are rounds enough for all of the diagnostics to say something about them"), uint8(2), uint8(5))
	f.Fuzz(func(t *testing.T, raw []byte, iterations, shift uint8) {
		if len(raw) > 400 {
			return
		}
		n := int(iterations)%6 + 1
		var rows []record.Row
		for i, v := range raw {
			count := uint64(v) << (shift % 64)
			rows = append(rows, record.Row{Engine: string('a' + byte(i%2)), Wasm: string('x' + byte(i/2%2)),
				Process: uint64(i / 4 / n), Iteration: uint64(i / 4 % n), Phase: measure.Execution, Event: "cycles", Count: count})
		}
		d := Group(rows)
		want := Group(rows)
		r, err := Compare(d, Options{})
		if err != nil {
			if len(raw) > 0 {
				t.Fatal(err)
			}
			return
		}
		if !reflect.DeepEqual(d, want) {
			t.Error("the input was changed")
		}
		if _, err := json.Marshal(r); err != nil {
			t.Fatal(err)
		}
		for _, c := range append(r.Comparisons, r.Suites...) {
			if c.Ratio != nil && c.Interval != nil && !(c.Interval.Low <= *c.Ratio*(1+1e-9) && *c.Ratio <= c.Interval.High*(1+1e-9)) {
				t.Errorf("%v is not in %v", *c.Ratio, *c.Interval)
			}
			if c.Verdict != Changed && c.Verdict != NotChanged && c.Verdict != Unsure || strings.Contains(c.String(), "NaN") {
				t.Errorf("%q: %s", c.Verdict, c)
			}
		}
	})
}

// TestFailedProcessesAreLeftOut: rows of processes that failed later are in
// summaries and in no comparison, nor is what ran in the same round.
func TestFailedProcessesAreLeftOut(t *testing.T) {
	var b Builder
	for _, row := range suiteRows(10, []string{"a", "b"}, []string{"x"}, same) {
		if row.Engine == "b" && row.Process < 502 {
			row.Count *= 10
			_ = b.Mark(record.Mark{Ended: &record.Ended{Engine: "b", Wasm: "x", Process: row.Process, Failure: &record.EndedBadly{Cause: "died", Text: "boom", Attempt: 1}}})
		}
		b.Add(row)
	}
	d := b.Data()
	r, err := Compare(d, Options{})
	if err != nil || len(r.Comparisons) != 1 {
		t.Fatalf("%v, %v", r, err)
	}
	c := r.Comparisons[0]
	if c.Rounds != 8 || !hasCaveat(c.Caveats, someFailed) || *c.MeanRatio > 1.1 || d.Series[1].Len() != 10 {
		t.Errorf("%d rounds, %v, %s", c.Rounds, c, codes(c))
	}
}

// TestOnlyCommonIterations: the candidate's processes ended after two of six
// iterations, of which the first is slow: compared with all six it would be
// 20% slower, compared with the first two it is the same.
func TestOnlyCommonIterations(t *testing.T) {
	a, b := arms(10, func(p int) (x, y uint64) { return wobble(p, 10), wobble(p+1, 10) })
	for i := range a.processes {
		steady := a.processes[i].Counts[0]
		a.processes[i].Counts = []uint64{steady * 7 / 5, steady, steady, steady, steady, steady}
		b.processes[i].Counts = []uint64{b.processes[i].Counts[0] * 7 / 5, b.processes[i].Counts[0]}
	}
	a.processes[3].Counts = a.processes[3].Counts[:1] // and one after the first
	for _, o := range []Options{{}, {Unpaired: true}} {
		c, err := CompareSeries(a, b, cycles, o)
		if err != nil || c.Ratio == nil || math.Abs(*c.Ratio-1) > 0.05 || !hasCaveat(c.Caveats, unevenIterations) {
			t.Errorf("%+v: %v, %s, %v", o, c, codes(c), err)
		}
	}
}

// TestProcessMedian: by hand. The medians of three processes are 2, 5 and 20;
// that of all six values is 6.5.
func TestProcessMedian(t *testing.T) {
	s := &Series{processes: []Process{{Counts: []uint64{1, 3}}, {Counts: []uint64{5}}, {Counts: []uint64{8, 20, 30}}}}
	within(t, "median of processes", s.ProcessMedian(), 5, 0)
	within(t, "median of values", s.Summary().Median, 6.5, 0)
	if !math.IsNaN(new(Series).ProcessMedian()) {
		t.Error("a median of nothing")
	}
}
