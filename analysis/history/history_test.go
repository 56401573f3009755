package history

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// recording is one of benchmarks, each of which takes as many times as long
// as is said, in ten processes of three iterations.
func recording(seed uint64, header *record.Header, times map[string]float64) *analysis.Data {
	rng := rand.New(rand.NewPCG(seed, 9))
	var b analysis.Builder
	if header != nil {
		b.Header(*header)
	}
	var names []string
	for wasm := range times {
		names = append(names, wasm)
	}
	slices.Sort(names)
	for p := range 10 {
		for _, wasm := range names {
			x := 1e6 * times[wasm] * math.Exp(0.005*rng.NormFloat64())
			for i := range 3 {
				b.Add(record.Row{Arch: "x86_64", Engine: "wazero", Wasm: wasm, Process: 100*seed + uint64(p), Iteration: uint64(i),
					Phase: measure.Execution, Event: "cycles", Count: uint64(x * math.Exp(0.002*rng.NormFloat64()))})
			}
		}
	}
	return b.Data()
}

func header(day int, commit, machine, version string) *record.Header {
	return &record.Header{Started: time.Date(2026, 1, day, 0, 0, 0, 0, time.UTC), Labels: map[string]string{"commit": commit},
		Machine: record.Machine{Fingerprint: machine}, Engines: []record.Engine{{Name: "wazero", Engine: "wazero", Version: version}}}
}

// past is five recordings: a.wasm becomes slower in the third, on another
// machine in the fourth, where b.wasm is faster, and c.wasm is not in the third.
func past() []Recording {
	return []Recording{
		{"e.jsonl", recording(5, header(5, "five", "two", "v2"), map[string]float64{"a.wasm": 1.1, "b.wasm": 0.8, "c.wasm": 1})},
		{"a.jsonl", recording(1, header(1, "one", "one", "v1"), map[string]float64{"a.wasm": 1, "b.wasm": 1, "c.wasm": 1})},
		{"b.jsonl", recording(2, header(2, "two", "one", "v1"), map[string]float64{"a.wasm": 1, "b.wasm": 1, "c.wasm": 1})},
		{"d.jsonl", recording(4, header(4, "", "two", "v2"), map[string]float64{"a.wasm": 1.1, "b.wasm": 0.8, "c.wasm": 1.3})},
		{"c.jsonl", recording(3, header(3, "three", "one", "v2"), map[string]float64{"a.wasm": 1.1, "b.wasm": 1})},
	}
}

func TestBuild(t *testing.T) {
	in := past()
	h, err := Build(in, Options{By: "commit"})
	if err != nil {
		t.Fatal(err)
	}
	if in[0].Name != "e.jsonl" {
		t.Error("the recordings were sorted in place")
	}
	var labels []string
	for _, p := range h.Points {
		labels = append(labels, p.Label)
	}
	if got := fmt.Sprint(labels, h.Ordered); got != "[one two three d.jsonl five]started" {
		t.Errorf("points are %s", got)
	}
	var changes []string
	for _, at := range h.Changes() {
		s := h.Series[at[0]]
		step := s.Steps[at[1]]
		changes = append(changes, fmt.Sprintf("%s %d-%d %s %.1f %s %v", s.Wasm, step.From, step.To, step.Comparison.Direction, *step.Comparison.Ratio, step.Suspicion(), step.Versions))
	}
	want := []string{
		"a.wasm 1-2 slower 1.1 candidate: confounded with time [v1 v2]",
		"b.wasm 2-3 faster 0.8 candidate: confounded with time and machine []",
		"c.wasm 1-3 slower 1.3 candidate: confounded with time and machine [v1 v2]",
		"c.wasm 3-4 faster 0.8 candidate: confounded with time []",
	}
	if !slices.Equal(changes, want) {
		t.Errorf("changes are\n%s\nwant\n%s", strings.Join(changes, "\n"), strings.Join(want, "\n"))
	}
	for _, s := range h.Series {
		if len(s.Steps) != len(s.Values)-1 {
			t.Errorf("%s: %d steps between %d values", s.Wasm, len(s.Steps), len(s.Values))
		}
		for _, step := range s.Steps {
			c := step.Comparison
			if c.Method != analysis.MethodWelch || c.Many == nil || c.Many.Size != 11 || h.Comparisons != 11 {
				t.Errorf("%s is by %s, one of %+v of %d", s.Wasm, c.Method, c.Many, h.Comparisons)
			}
			if !slices.ContainsFunc(c.Caveats, func(v analysis.Caveat) bool { return v.Code == analysis.Confounded }) {
				t.Errorf("%s does not say that it is confounded: %v", s.Wasm, c.Caveats)
			}
		}
		for _, v := range s.Values {
			if v.Interval == nil || !v.Interval.Contains(v.Median) || v.Processes != 10 {
				t.Errorf("%s: %+v", s.Wasm, v)
			}
		}
	}
	warnings := strings.Join(h.Warnings, "\n")
	for _, want := range []string{`1 recording without the label "commit"`, "recordings are of 2 machines"} {
		if !strings.Contains(warnings, want) {
			t.Errorf("the warnings lack %q: %s", want, warnings)
		}
	}
}

// TestWithoutHeaders: CSV says neither when nor where it was made; the order is
// that of the arguments.
func TestWithoutHeaders(t *testing.T) {
	h, err := Build([]Recording{
		{"before.jsonl", recording(3, header(9, "x", "m", "v"), map[string]float64{"a.wasm": 1})},
		{"before.csv", recording(1, nil, map[string]float64{"a.wasm": 1})},
		{"after.csv", recording(2, nil, map[string]float64{"a.wasm": 2})},
	}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if h.Ordered != "given" || h.Points[0].Name != "before.jsonl" || h.Points[2].Name != "after.csv" || h.Points[1].Started != nil {
		t.Errorf("ordered by %s: %+v", h.Ordered, h.Points)
	}
	warnings := strings.Join(h.Warnings, "\n")
	for _, want := range []string{"the order is that in which the files were given", "after.csv", "of 2 recordings the machine is not known"} {
		if !strings.Contains(warnings, want) {
			t.Errorf("the warnings lack %q: %s", want, warnings)
		}
	}
	if changes := h.Changes(); len(changes) != 1 || h.Series[0].Steps[1].Suspicion() != "candidate: confounded with time, perhaps with machine" {
		t.Errorf("changes are %v, %s", changes, h.Series[0].Steps[1].Suspicion())
	}
}

// TestGivenTwice: a recording and its copy are named.
func TestGivenTwice(t *testing.T) {
	list := past()
	list = append(list, Recording{"copy.jsonl", list[1].Data})
	h, err := Build(list, Options{})
	if want := "a.jsonl and copy.jsonl have the same rows: one recording is given twice"; err != nil || !slices.Contains(h.Warnings, want) {
		t.Errorf("%v, %q", err, h.Warnings)
	}
	if h, _ := Build(past(), Options{}); strings.Contains(strings.Join(h.Warnings, " "), "twice") {
		t.Errorf("%q", h.Warnings)
	}
}

// TestNothingHappened: of a long history of nothing hardly anything is called
// changed: all of it is one family. Alone, a few would be.
func TestNothingHappened(t *testing.T) {
	var in []Recording
	for i := range 40 {
		times := map[string]float64{}
		for b := range 5 {
			times[fmt.Sprintf("b%d.wasm", b)] = 1
		}
		in = append(in, Recording{fmt.Sprint(i), recording(uint64(i+1), header(1+i, "", "one", "v"), times)})
	}
	h, err := Build(in, Options{Options: analysis.Options{Alpha: 0.05}})
	if err != nil {
		t.Fatal(err)
	}
	alone := 0
	for _, s := range h.Series {
		for _, step := range s.Steps {
			if p := step.Comparison.P; p != nil && *p < 0.05 {
				alone++
			}
		}
	}
	if n := len(h.Changes()); n != 0 || alone < 3 || h.Comparisons != 195 {
		t.Errorf("%d change points among %d comparisons, %d of which have p below 0.05 alone", n, h.Comparisons, alone)
	}
}

func TestOptions(t *testing.T) {
	if _, err := Build(nil, Options{}); !errors.Is(err, analysis.ErrOptions) {
		t.Errorf("no recordings: %v", err)
	}
	if _, err := Build(past(), Options{Options: analysis.Options{Alpha: 2}}); !errors.Is(err, analysis.ErrOptions) {
		t.Errorf("alpha of 2: %v", err)
	}
	h, err := Build(past()[:1], Options{Options: analysis.Options{Benchmarks: []string{"a.wasm"}, Events: []string{"cycles"}, Phase: measure.Execution}})
	if err != nil || len(h.Series) != 1 || len(h.Series[0].Steps) != 0 || len(h.Changes()) != 0 {
		t.Errorf("one recording: %+v, %v", h, err)
	}
}

// TestJSON: it can be written whatever is in it; what cannot be had is null.
func TestJSON(t *testing.T) {
	zero := recording(2, header(2, "", "", ""), map[string]float64{"a.wasm": 0})
	h, err := Build([]Recording{{"a", zero}, {"b", recording(1, header(3, "", "", ""), map[string]float64{"a.wasm": 1})}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(h)
	if err != nil || !strings.Contains(string(b), `"interval":null`) {
		t.Errorf("%v: %s", err, b)
	}
}

// TestKeptApart: what ran with another workload is no change point, and goes on
// by itself.
func TestKeptApart(t *testing.T) {
	var in []Recording
	for i, small := range []bool{false, true, false, true} {
		h := header(1+i, "", "one", "v1")
		h.Work = &record.Work{SmallWorkload: small}
		x := 60.0
		if small {
			x = 1
		}
		in = append(in, Recording{fmt.Sprint(i), recording(uint64(1+i), h, map[string]float64{"a.wasm": x})})
	}
	h, err := Build(in, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range h.Series {
		names = append(names, fmt.Sprintf("%s %d %d", s.Wasm, len(s.Values), len(s.Steps)))
	}
	if got := strings.Join(names, "; "); got != "a.wasm 2 1; a.wasm (workload small) 2 1" || len(h.Changes()) > 0 {
		t.Errorf("%s, %d changes", got, len(h.Changes()))
	}
	if len(h.Warnings) != 1 || !strings.Contains(h.Warnings[0], "a.wasm: workload full, small") {
		t.Errorf("warnings %q", h.Warnings)
	}
	var o Options
	o.Despite = []string{"workload"}
	if h, err = Build(in, o); err != nil || len(h.Series) != 1 || len(h.Changes()) != 3 {
		t.Errorf("%v, %v", h, err)
	}
}
