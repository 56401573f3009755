package analysis

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// counts are those of two arms, a and b, by event and process.
type counts map[string][2][]float64

func constant(a, b float64, n int) [2][]float64 {
	var out [2][]float64
	for range n {
		out[0], out[1] = append(out[0], a), append(out[1], b)
	}
	return out
}

// times is the golden vector of package documentation, each arm times a factor: its ratio
// is 1.024210 times b/a.
func times(a, b float64) (out [2][]float64) {
	for i := range goldenA {
		out[0], out[1] = append(out[0], a*goldenA[i]), append(out[1], b*goldenB[i])
	}
	return out
}

// TestExplanationOfCode: the size of the code that Compilation made is beside a change of
// Execution.
func TestExplanationOfCode(t *testing.T) {
	rows := counts{"nanoseconds": times(1e4, 1.14e4)}.rows("x", 1000, "a", "b")
	for _, r := range (counts{"code-size": constant(1000, 1200, 12)}).rows("x", 1000, "a", "b") {
		r.Phase = measure.Compilation
		rows = append(rows, r)
	}
	slices.SortStableFunc(rows, func(a, b record.Row) int { return cmp.Compare(a.Process, b.Process) })
	r, err := Compare(readAll(t, jsonl(t, madeBy(1, "time", "v1"), rows)).Pool(), Options{Baseline: "a", Events: []string{"nanoseconds"}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := said(comparisonOf(t, r, "nanoseconds").Explanation), "beside code-size changed 1.200000 exactly"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func (c counts) rows(wasm string, first int, engines ...string) (rows []record.Row) {
	n := 0
	for _, arms := range c {
		n = max(n, len(arms[0]))
	}
	for p := range n {
		for arm, engine := range engines {
			for event, arms := range c {
				if p < len(arms[arm]) {
					rows = append(rows, record.Row{Arch: "x86_64", Engine: engine, Wasm: wasm, Process: uint64(first + p), Phase: measure.Execution,
						Event: event, Count: uint64(math.Round(arms[arm][p]))})
				}
			}
		}
	}
	return rows
}

// madeBy is a header of a recording that names its measure, and engines with a version.
func madeBy(minute int, measured, version string) *record.Header {
	h := started(minute, nil)
	h.Measures = []record.Measure{{Name: measured, Description: measure.Description{Steps: map[string]float64{"cpu-cycles": 1, "nanoseconds": 1}}}}
	h.Modules = []record.Module{{Wasm: "x", Bytes: 1000, SHA256: strings.Repeat("ab", 32)}}
	for _, e := range []string{"a", "b"} {
		h.Engines = append(h.Engines, record.Engine{Name: e, Engine: "engine", Version: version})
	}
	return h
}

func readAll(t *testing.T, texts ...string) *Recordings {
	t.Helper()
	var readers []*record.Reader
	for i, text := range texts {
		readers = append(readers, record.NewReader(strings.NewReader(text), fmt.Sprintf("%d.jsonl", i), record.Auto))
	}
	rs, err := ReadRecordings(readers...)
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

func comparisonOf(t *testing.T, r *Result, event string) *Comparison {
	t.Helper()
	for i := range r.Comparisons {
		if r.Comparisons[i].Event.Name == event {
			return &r.Comparisons[i]
		}
	}
	t.Fatalf("no comparison of %s among %d", event, len(r.Comparisons))
	return nil
}

// said is an explanation in a form for tests: each factor with its verdict, ratio,
// interval and share.
func said(e *Explanation) string {
	if e == nil {
		return "nothing"
	}
	var parts []string
	for i, f := range append(e.Factors[:len(e.Factors):len(e.Factors)], e.Beside...) {
		s := f.Event.Name
		if f.Per != nil {
			s += "/" + f.Per.Name
		}
		s += fmt.Sprintf(" %v %.6f", f.Verdict, f.Ratio)
		switch {
		case f.Exact:
			s += " exactly"
		case f.Interval != nil:
			s += fmt.Sprintf(" [%.6f %.6f] %.4g", f.Interval.Low, f.Interval.High, f.Interval.Level)
		}
		if f.Share != nil {
			s += fmt.Sprintf(" share %.4f", *f.Share)
		}
		if f.Apart {
			s += " apart"
		}
		if i >= len(e.Factors) {
			s = "beside " + s
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, "; ")
}

// TestExplanation: factors of a change, by what was counted in its rounds. The ratio
// 1.024210 and its 99.5% interval [1.015159 1.032900] are those of the golden vector,
// worked out from all 2^12 signs and 78 Walsh averages by a program of its own (at 99.75%
// [1.014989 1.035164], before half a step of the clocks is added); the shares
// are ln 1.14 / (ln 1.14 + ln 1.024210) = 0.8456 and the rest.
func TestExplanation(t *testing.T) {
	const instructions, cpuCycles, nanoseconds, fuel, cacheMisses = "instructions-retired", "cpu-cycles", "nanoseconds", "fuel", "cache-misses"
	wobble := times(1e4, 1e4)
	for i := range wobble[1] { // no direction, and 8% noise
		wobble[1][i] = wobble[0][i] * (1 + 0.08*float64(1-i%2*2))
	}
	for _, tt := range []struct {
		name, event string
		counts      counts
		want        string
	}{
		{"instructions and cycles", cpuCycles, counts{instructions: constant(1e6, 1.14e6, 12), cpuCycles: times(1e4, 1.14e4)},
			"instructions-retired changed 1.140000 exactly share 0.8456; cpu-cycles/instructions-retired changed 1.024210 [1.015159 1.032900] 0.995 share 0.1544"},
		{"time", nanoseconds, counts{instructions: constant(1e6, 1.14e6, 12), nanoseconds: times(1e4, 1.14e4)},
			"instructions-retired changed 1.140000 exactly share 0.8456; nanoseconds/instructions-retired changed 1.024210 [1.015159 1.032900] 0.995 share 0.1544"},
		{"cycles alone", cpuCycles, counts{instructions: constant(1e6, 1e6, 12), cpuCycles: times(1e4, 1e4)},
			"instructions-retired not changed 1.000000 exactly share 0.0000; cpu-cycles/instructions-retired changed 1.024210 [1.015159 1.032900] 0.995 share 1.0000"},
		{"the other way", cpuCycles, counts{instructions: constant(1e6, 1.2e6, 12), cpuCycles: constant(3e6, 3.3e6, 12)},
			"instructions-retired changed 1.200000 exactly share 1.9129; cpu-cycles/instructions-retired changed 0.916667 [0.916666 0.916667] 0.995 share -0.9129"},
		{"operators and fuel", instructions, counts{"wasm-operators": constant(4e5, 4e5, 12), fuel: constant(5e5, 6e5, 12), instructions: constant(1e6, 1.14e6, 12)},
			"wasm-operators not changed 1.000000 exactly share 0.0000; instructions-retired/wasm-operators changed 1.140000 exactly share 1.0000"},
		{"fuel", instructions, counts{fuel: constant(5e5, 5e5, 12), instructions: constant(1e6, 1.14e6, 12)},
			"fuel not changed 1.000000 exactly share 0.0000; instructions-retired/fuel changed 1.140000 exactly share 1.0000"},
		{"all levels", nanoseconds, counts{fuel: constant(5e5, 6e5, 12), instructions: constant(1e6, 1.2e6, 12), cpuCycles: constant(1e6, 1.2e6, 12), nanoseconds: times(1e4, 1.2e4)},
			"fuel changed 1.200000 exactly share 0.8840; instructions-retired/fuel not changed 1.000000 exactly share 0.0000; " +
				"cpu-cycles/instructions-retired not changed 1.000000 [0.999999 1.000001] 0.9975 share 0.0000; nanoseconds/cpu-cycles changed 1.024210 [1.014988 1.035165] 0.9975 share 0.1160"},
		{"misses", cpuCycles, counts{instructions: constant(1e6, 1e6, 12), cpuCycles: times(1e4, 1e4), cacheMisses: constant(100, 130, 12)},
			"instructions-retired not changed 1.000000 exactly share 0.0000; cpu-cycles/instructions-retired changed 1.024210 [1.015159 1.032900] 0.995 share 1.0000; " +
				"beside cache-misses/instructions-retired changed 1.300000 exactly"},
		{"no misses", cpuCycles, counts{instructions: constant(1e6, 1e6, 12), cpuCycles: times(1e4, 1e4), cacheMisses: constant(0, 130, 12)},
			"instructions-retired not changed 1.000000 exactly share 0.0000; cpu-cycles/instructions-retired changed 1.024210 [1.015159 1.032900] 0.995 share 1.0000"},
		{"a size", nanoseconds, counts{nanoseconds: times(1e4, 1.14e4), "guest-memory": constant(65536, 131072, 12)},
			"beside guest-memory changed 2.000000 exactly"},
		{"a count of 0", nanoseconds, counts{fuel: constant(0, 5, 12), nanoseconds: times(1e4, 1.14e4)}, "nothing"},
		{"two rounds in common", nanoseconds, counts{instructions: constant(1e6, 1.14e6, 2), nanoseconds: times(1e4, 1.14e4)}, "nothing"},
		{"not changed", cpuCycles, counts{instructions: constant(1e6, 1.14e6, 12), cpuCycles: constant(1e6, 1e6, 12)}, "nothing"},
		{"unsure", cpuCycles, counts{instructions: constant(1e6, 1e6, 12), cpuCycles: wobble}, "nothing"},
		{"no other event", cpuCycles, counts{cpuCycles: times(1e4, 1.14e4)}, "nothing"},
		{"nothing of which it is made", instructions, counts{instructions: constant(1e6, 1.14e6, 12), cpuCycles: times(1e4, 1e4)}, "nothing"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := readAll(t, jsonl(t, madeBy(1, "perf-counters", "v1"), tt.counts.rows("x", 1000, "a", "b"))).Pool()
			for _, o := range []Options{{Baseline: "a"}, {Baseline: "a", Events: []string{tt.event}}} {
				r, err := Compare(d, o)
				if err != nil {
					t.Fatal(err)
				}
				if got := said(comparisonOf(t, r, tt.event).Explanation); got != tt.want {
					t.Errorf("%v:\n got %s\nwant %s", o.Events, got, tt.want)
				}
				if len(o.Events) > 0 && len(r.Comparisons) != 1 {
					t.Errorf("%d comparisons of one event", len(r.Comparisons))
				}
				if _, err := json.Marshal(r); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// TestExplanationOfRecordings: two recordings of different measures explain each other,
// if what ran was the same.
func TestExplanationOfRecordings(t *testing.T) {
	timed := counts{"nanoseconds": times(1e4, 1.14e4)}
	counted := counts{"instructions-retired": constant(1e6, 1.14e6, 3)}
	const both = "instructions-retired changed 1.140000 exactly share 0.8456 apart; nanoseconds/instructions-retired changed 1.024210 [1.015159 1.032900] 0.995 share 0.1544 apart"
	const elsewhere = "it was counted with another build or on another machine"
	few := counts{"instructions-retired": constant(1e6, 1.14e6, 2)}
	for _, tt := range []struct {
		name      string
		change    func(h *record.Header)
		counted   counts
		want      string
		uncounted string
	}{
		{"same", func(*record.Header) {}, counted, both, ""},
		{"two rounds", func(*record.Header) {}, few, "nothing", "fewer than 3 rounds were counted"},
		{"another build", func(h *record.Header) { h.Engines[1].Version = "v2" }, counted, "nothing", elsewhere},
		{"another machine", func(h *record.Header) { h.Machine.Fingerprint = "m2" }, counted, "nothing", elsewhere},
		{"another library", func(h *record.Header) { h.Engines[0].Library = &record.Input{SHA256: "cd"} }, counted, "nothing", elsewhere},
		{"another module", func(h *record.Header) { h.Modules[0].SHA256 = strings.Repeat("cd", 32) }, counted, "nothing", "other work was counted"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := madeBy(2, "callgrind", "v1")
			tt.change(h)
			rs := readAll(t, jsonl(t, madeBy(1, "time", "v1"), timed.rows("x", 1000, "a", "b")), jsonl(t, h, tt.counted.rows("x", 2000, "a", "b")))
			if _, err := rs.BeforeAfter(); err == nil {
				t.Fatal("recordings of different events are before and after")
			}
			r, err := Compare(rs.Pool(), Options{Baseline: "a"})
			if err != nil {
				t.Fatal(err)
			}
			if got := said(comparisonOf(t, r, "nanoseconds").Explanation); got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
			if got := r.Uncounted(); got != tt.uncounted {
				t.Errorf("it is unexplained because %q, want %q", got, tt.uncounted)
			}
		})
	}
}

// TestExplanationBeforeAfter: of two recordings that share an engine, too, and of modules
// that differ.
func TestExplanationBeforeAfter(t *testing.T) {
	all := counts{"instructions-retired": constant(1e6, 1.14e6, 12), "cpu-cycles": times(1e4, 1.3e4)}
	arm := func(i int) counts {
		out := counts{}
		for event, arms := range all {
			out[event] = [2][]float64{arms[i]}
		}
		return out
	}
	h := madeBy(2, "perf-counters", "v1")
	h.Modules[0] = record.Module{Wasm: "x", Bytes: 1200, SHA256: strings.Repeat("cd", 32)}
	rs := readAll(t, jsonl(t, madeBy(1, "perf-counters", "v1"), arm(0).rows("x", 1000, "a")), jsonl(t, h, arm(1).rows("x", 2000, "a")))
	ba, err := rs.BeforeAfter()
	if err != nil {
		t.Fatal(err)
	}
	r, err := ba.Compare(Options{Despite: []string{"module"}})
	if err != nil {
		t.Fatal(err)
	}
	// By hand: 1.3 / 1.14 times 1.02397, the ratio of the golden vector's geometric means.
	e := comparisonOf(t, r, "cpu-cycles").Explanation
	if got := said(e); !strings.HasPrefix(got, "instructions-retired changed 1.140000 exactly share 0.4581; cpu-cycles/instructions-retired changed 1.167680 ") {
		t.Errorf("got %s", got)
	}
	if e == nil || e.Modules == nil || e.Modules[0].Bytes != 1000 || e.Modules[1].Bytes != 1200 {
		t.Errorf("modules %+v", e)
	}
	if n := r.Unexplained(); n != 0 {
		t.Errorf("%d are unexplained", n)
	}
	delete(all, "instructions-retired")
	r, err = Compare(readAll(t, jsonl(t, madeBy(1, "perf-counters", "v1"), all.rows("x", 1000, "a", "b"))).Pool(), Options{Baseline: "a"})
	if err != nil || r.Unexplained() != 0 { // cpu-cycles alone are no time
		t.Errorf("%v, %d", err, r.Unexplained())
	}
	all["nanoseconds"] = all["cpu-cycles"]
	delete(all, "cpu-cycles")
	r, err = Compare(readAll(t, jsonl(t, madeBy(1, "time", "v1"), all.rows("x", 1000, "a", "b"))).Pool(), Options{Baseline: "a"})
	if err != nil || r.Unexplained() != 1 || r.Uncounted() != "" {
		t.Errorf("%v, %d, %s", err, r.Unexplained(), r.Uncounted())
	}
}

// TestExplanationOfMean: the mean over benchmarks has factors of the same mean.
func TestExplanationOfMean(t *testing.T) {
	c := counts{"instructions-retired": constant(1e6, 1.14e6, 12), "cpu-cycles": times(1e4, 1.14e4)}
	rows := append(c.rows("x", 1000, "a", "b"), c.rows("y", 1000, "a", "b")...)
	r, err := Compare(readAll(t, jsonl(t, madeBy(1, "perf-counters", "v1"), rows)).Pool(), Options{Baseline: "a"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range r.Suites {
		if s := &r.Suites[i]; s.Event.Name == "cpu-cycles" {
			const want = "instructions-retired changed 1.140000 exactly share 0.8456; cpu-cycles/instructions-retired changed 1.024210 [1.015159 1.032900] 0.995 share 0.1544"
			if got := said(s.Explanation); got != want {
				t.Errorf("\n got %s\nwant %s", got, want)
			}
			return
		}
	}
	t.Error("there is no mean")
}
