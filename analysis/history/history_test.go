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

// past is 20 recordings, one a day: from the eighth on a.wasm is slower, with
// another version of the engine; from the thirteenth on there is another machine,
// on which b.wasm is faster; c.wasm, which the ninth lacks, becomes slower with
// the tenth and recovers with the fifteenth.
func past() []Recording {
	var list []Recording
	for day := 1; day <= 20; day++ {
		times := map[string]float64{"a.wasm": 1, "b.wasm": 1, "c.wasm": 1}
		machine, version := "one", "v1"
		if day >= 8 {
			times["a.wasm"], version = 1.1, "v2"
		}
		if day >= 10 && day < 15 {
			times["c.wasm"] = 1.3
		}
		if day == 9 {
			delete(times, "c.wasm")
		}
		if day >= 13 {
			times["b.wasm"], machine = 0.8, "two"
		}
		commit := fmt.Sprint("c", day)
		if day == 14 {
			commit = ""
		}
		list = append(list, Recording{fmt.Sprintf("%02d.jsonl", day), recording(uint64(day), header(day, commit, machine, version), times)})
	}
	slices.Reverse(list)
	return list
}

func TestBuild(t *testing.T) {
	in := past()
	h, err := Build(in, Options{By: "commit"})
	if err != nil {
		t.Fatal(err)
	}
	if in[0].Name != "20.jsonl" {
		t.Error("the recordings were sorted in place")
	}
	if p := h.Points; p[0].Label != "c1" || p[13].Label != "14.jsonl" || h.Ordered != "started" {
		t.Errorf("points are %+v, ordered by %s", p, h.Ordered)
	}
	var changes []string
	for _, at := range h.Changes() {
		s := h.Series[at[0]]
		c := s.Changes[at[1]]
		changes = append(changes, fmt.Sprintf("%s %d-%d at %d %s %.1f open %v %s %v", s.Wasm, c.From, c.To, c.At, c.Comparison.Direction, *c.Comparison.Ratio, c.Open, c.Suspicion(), c.Versions))
		if !slices.ContainsFunc(c.Comparison.Caveats, func(v analysis.Caveat) bool { return v.Code == analysis.Confounded }) {
			t.Errorf("%s does not say that it is confounded: %v", s.Wasm, c.Comparison.Caveats)
		}
		if i := c.Comparison.Interval; i == nil || !i.Contains(*c.Comparison.Ratio) || c.P == nil || *c.P > 0.01 {
			t.Errorf("%s: interval %v, p %v", s.Wasm, i, c.P)
		}
	}
	want := []string{
		"a.wasm 6-7 at 7 slower 1.1 open true candidate: confounded with time [v1 v2]",
		"b.wasm 11-12 at 12 faster 0.8 open false candidate: confounded with time and machine []",
		"c.wasm 7-9 at 8 slower 1.3 open false candidate: confounded with time []",
		"c.wasm 13-14 at 13 faster 0.8 open false candidate: confounded with time []",
	}
	if !slices.Equal(changes, want) {
		t.Errorf("changes are\n%s\nwant\n%s", strings.Join(changes, "\n"), strings.Join(want, "\n"))
	}
	if h.Judged != 3 || h.Least != 10 {
		t.Errorf("%d series were judged, with %d recordings", h.Judged, h.Least)
	}
	for _, s := range h.Series {
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

// TestGate: what is open and not the machine's closes it; what it cannot know
// it refuses.
func TestGate(t *testing.T) {
	without := func(list []Recording, wasm string) []Recording {
		out := slices.Clone(list)
		for i := range out {
			d := *out[i].Data
			d.Series = slices.DeleteFunc(slices.Clone(d.Series), func(s analysis.Series) bool { return s.Wasm == wasm })
			out[i].Data = &d
		}
		return out
	}
	quiet := without(past(), "a.wasm") // c.wasm recovered, b.wasm is faster
	var slower []Recording             // where the machine changed
	for day := 1; day <= 20; day++ {
		x, machine := 1.0, "one"
		if day > 10 {
			x, machine = 1.2, "two"
		}
		slower = append(slower, Recording{fmt.Sprint(day), recording(uint64(day), header(day, "", machine, "v"), map[string]float64{"m.wasm": x})})
	}
	torn := past()
	d := *torn[0].Data
	d.Warnings = append(d.Warnings, &analysis.Unfinished{Name: "20.jsonl"})
	torn[0].Data = &d
	for _, tt := range []struct {
		name  string
		in    []Recording
		gate  Gate
		worse int
		err   string // of the refusal
		says  string
	}{
		{"open regression", past(), Gate{}, 1, "", "1 open regression among 3 series; the worst is a.wasm (wazero, Execution, cycles) since 08.jsonl: "},
		{"older than asked", past(), Gate{Newest: 10}, 0, "", "none of 3 series has an open regression"},
		{"just young enough", past(), Gate{Newest: 13}, 1, "", ""},
		{"nothing open", quiet, Gate{}, 0, "", "none of 2 series has an open regression"},
		{"too few", past()[:9], Gate{}, 0, "it takes 10 recordings", ""},
		{"the machine's", slower, Gate{}, 0, "where the machine changed, too, became worse: m.wasm", ""},
		{"the machine's, judged since", slower, Gate{Newest: 9}, 0, "", "none of 1 series"},
		{"the newest lacks one", append(without(past()[:1], "b.wasm"), past()[1:]...), Gate{}, 1, "the newest recording lacks b.wasm", ""},
		{"allowed", append(without(past()[:1], "b.wasm"), past()[1:]...), Gate{Incomplete: true}, 1, "", ""},
		{"the newest alone", append([]Recording{{"21", recording(21, header(21, "", "two", "v2"), map[string]float64{"a.wasm": 1.4, "b.wasm": 0.8, "c.wasm": 1})}}, past()...), Gate{Newest: 1}, 1, "", "1 open regression among 3 series; the worst is a.wasm (wazero, Execution, cycles) since 21: "},
		{"no times", append([]Recording{{"x.csv", recording(22, nil, map[string]float64{"a.wasm": 1.1, "b.wasm": 0.8, "c.wasm": 1})}}, past()...), Gate{Incomplete: true}, 1, "their order is not known", ""},
		{"the newest is still being written", torn, Gate{}, 1, "the newest recording is not whole: 20.jsonl stops before its end", ""},
		{"given twice", append(past(), past()[3]), Gate{}, 1, "given twice", ""},
	} {
		h, err := Build(tt.in, Options{})
		if err != nil {
			t.Fatal(err)
		}
		out, err := tt.gate.Judge(h)
		if len(out.Worse) != tt.worse || !strings.HasPrefix(out.String(), tt.says) {
			t.Errorf("%s: %d are worse: %v", tt.name, len(out.Worse), out)
		}
		if tt.err == "" && err != nil || tt.err != "" && (!errors.Is(err, analysis.ErrGate) || !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestExact: counts that never vary change between two recordings, and of zero
// there is no ratio.
func TestExact(t *testing.T) {
	var in []Recording
	for day, fuel := range []uint64{0, 0, 500, 500, 501} {
		var b analysis.Builder
		made := header(day+1, "", "one", "v")
		made.Events = []measure.Event{measure.Fuel}
		b.Header(*made)
		for p := range uint64(3) {
			b.Add(record.Row{Engine: "wazero", Wasm: "a.wasm", Process: uint64(100*day) + p, Phase: measure.Execution, Event: "fuel", Count: fuel})
		}
		in = append(in, Recording{fmt.Sprint(day), b.Data()})
	}
	h, err := Build(in, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := h.Series[0].Changes
	if len(c) != 2 || c[0].At != 2 || c[0].P != nil || c[0].Comparison.Ratio != nil || !c[0].Open || c[0].Comparison.Brief() != "from 0 to 500, more" ||
		c[1].At != 4 || c[1].Matters() || !c[1].Comparison.Small {
		t.Errorf("changes are %+v", c)
	}
	if out, err := (Gate{}).Judge(h); err != nil || len(out.Worse) != 1 {
		t.Errorf("the gate: %v, %v", out, err)
	}
	if h, err := Build(in[:1], Options{}); err != nil || h.Judged != 0 {
		t.Errorf("one recording: %d judged, %v", h.Judged, err)
	}
}

// TestWithoutHeaders: CSV says neither when nor where it was made; the order is
// that of the arguments.
func TestWithoutHeaders(t *testing.T) {
	in := []Recording{{"01.jsonl", recording(3, header(9, "x", "m", "v"), map[string]float64{"a.wasm": 1})}}
	for i := range 11 {
		in = append(in, Recording{fmt.Sprintf("%02d.csv", 20-i), recording(uint64(i+7), nil, map[string]float64{"a.wasm": 1 + float64(i/5)})})
	}
	h, err := Build(in, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if h.Ordered != "given" || h.Points[0].Name != "01.jsonl" || h.Points[11].Name != "10.csv" || h.Points[1].Started != nil {
		t.Errorf("ordered by %s: %+v", h.Ordered, h.Points)
	}
	warnings := strings.Join(h.Warnings, "\n")
	for _, want := range []string{"the order is that in which the files were given", "20.csv", "of 11 recordings the machine is not known"} {
		if !strings.Contains(warnings, want) {
			t.Errorf("the warnings lack %q: %s", want, warnings)
		}
	}
	if changes := h.Changes(); len(changes) == 0 || h.Series[0].Changes[0].Suspicion() != "candidate: confounded with time, perhaps with machine" {
		t.Errorf("changes are %v", changes)
	}
}

// TestGivenTwice: a recording and its copy are named.
func TestGivenTwice(t *testing.T) {
	list := past()
	list = append(list, Recording{"copy.jsonl", list[1].Data})
	h, err := Build(list, Options{})
	if want := "19.jsonl and copy.jsonl are of one recording, which is given twice"; err != nil || !slices.Contains(h.Warnings, want) {
		t.Errorf("%v, %q", err, h.Warnings)
	}
	resumed := past()
	again := resumed[3]
	again.Name = "resumed.jsonl"
	again.Data = recording(99, &again.Data.Headers[0], map[string]float64{"a.wasm": 1})
	resumed = append(resumed, again)
	if h, err = Build(resumed, Options{}); err != nil || !strings.Contains(strings.Join(h.Warnings, "\n"), "resumed.jsonl are of one recording") {
		t.Errorf("%v, %q", err, h.Warnings)
	}
	if _, err := (Gate{}).Judge(h); !errors.Is(err, analysis.ErrGate) || !strings.Contains(err.Error(), "resumed.jsonl are of one recording") {
		t.Errorf("the gate: %v", err)
	}
	if h, _ := Build(past(), Options{}); strings.Contains(strings.Join(h.Warnings, " "), "twice") {
		t.Errorf("%q", h.Warnings)
	}
}

// TestNothingHappened: of a long history in which recordings differ from one
// another by more than their processes do, and nothing else happens, nothing
// is called changed.
func TestNothingHappened(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	var in []Recording
	for i := range 40 {
		times := map[string]float64{}
		for b := range 5 {
			times[fmt.Sprintf("b%d.wasm", b)] = math.Exp(0.01 * rng.NormFloat64())
		}
		in = append(in, Recording{fmt.Sprint(i), recording(uint64(i+1), header(1+i, "", "one", "v"), times)})
	}
	h, err := Build(in, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(h.Changes()); n != 0 || h.Judged != 5 {
		t.Errorf("%d change points in %d series", n, h.Judged)
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
	if err != nil || len(h.Series) != 1 || !h.Series[0].TooFew || len(h.Changes()) != 0 {
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
	for i := range 24 {
		small := i%2 == 1
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
		names = append(names, fmt.Sprintf("%s %d %d", s.Wasm, len(s.Values), len(s.Changes)))
	}
	if got := strings.Join(names, "; "); got != "a.wasm 12 0; a.wasm (workload small) 12 0" || len(h.Changes()) > 0 {
		t.Errorf("%s, %d changes", got, len(h.Changes()))
	}
	if len(h.Warnings) != 1 || !strings.Contains(h.Warnings[0], "a.wasm: workload full, small") {
		t.Errorf("warnings %q", h.Warnings)
	}
	var o Options
	o.Despite = []string{"workload"}
	if h, err = Build(in, o); err != nil || len(h.Series) != 1 || len(h.Series[0].Values) != 24 {
		t.Errorf("%v, %v", h, err)
	}
}
