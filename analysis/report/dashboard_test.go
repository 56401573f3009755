package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// series are the values of one event in processes of one iteration.
type series struct {
	engine, wasm, event string
	counts              []uint64
}

// dataOf are rows under a header, whose ticks have 2 GHz.
func dataOf(t *testing.T, list ...series) *analysis.Data {
	t.Helper()
	var b analysis.Builder
	if err := b.Begin(record.Header{Measures: []record.Measure{{Name: "cycles", Description: measure.Description{FrequencyHz: 2e9}}}}); err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		for i, n := range s.counts {
			if err := b.Write(record.Row{Arch: "x86_64", Engine: s.engine, Wasm: s.wasm, Process: uint64(i + 1), Phase: measure.Execution, Event: s.event, Count: n}); err != nil {
				t.Fatal(err)
			}
		}
	}
	return b.Data()
}

func custom(better measure.Better) func(io.Writer, []analysis.Summary, map[string]measure.Event) ([]error, error) {
	return func(w io.Writer, sums []analysis.Summary, events map[string]measure.Event) ([]error, error) {
		return CustomBenchmarks(w, sums, events, better)
	}
}

// TestDashboards: one value for each series, in the unit and the direction that it
// has. The medians of the golden files are those that the rows below have by eye;
// intervals are those of summaries (analysis.TestMedianInterval).
func TestDashboards(t *testing.T) {
	data := dataOf(t,
		series{"wazero", "noop.wasm", "cycles", []uint64{2000, 2020, 2040, 2060, 2080}}, // 1020 ns
		series{"wazero", "noop.wasm", "cache-misses", []uint64{0, 0, 0}},                // no interval, and no reason to leave out the 0
		series{"wazero", "both.wasm", "cycles", []uint64{2000, 2000, 2000}},             // ticks, for time is beside them
		series{"wazero", "both.wasm", "nanoseconds", []uint64{1001, 1001, 1001}},
		series{"main", "example.com/m.BenchmarkX", "femtoseconds", []uint64{3_000_000, 3_500_000, 3_100_000}}, // 3.1 ns
		series{"main", "example.com/m.BenchmarkX", "bytes-per-second", []uint64{7_000_000, 7_000_000, 7_000_000}},
		series{"main", "example.com/m.BenchmarkX", "micro-hits/op", []uint64{1_500_000}},
		series{"main", "example.com/m.BenchmarkX", "micro-requests/s", []uint64{9_000_000, 9_000_000, 9_000_000}},
	)
	for file, tt := range map[string]struct {
		write func(io.Writer, []analysis.Summary, map[string]measure.Event) ([]error, error)
		warns []string
	}{
		"dashboard.bmf.json":     {BMF, []string{"2 values have no interval"}},
		"dashboard.smaller.json": {custom(measure.Lower), []string{"1 value has no interval", "better lower: bytes-per-second (better higher), hits/op (better neither), requests/s (better higher)"}},
		"dashboard.bigger.json":  {custom(measure.Higher), []string{"better higher: time (better lower), hits/op (better neither), cycles (better lower), cache-misses (better lower)"}},
	} {
		var out bytes.Buffer
		warnings, err := tt.write(&out, analysis.Summarize(data), data.Events)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		golden(t, file, out.String(), true)
		text := errors.Join(warnings...).Error()
		if len(warnings) != len(tt.warns) {
			t.Errorf("%s: %d warnings, want %d: %s", file, len(warnings), len(tt.warns), text)
		}
		for _, want := range tt.warns {
			if !strings.Contains(text, want) {
				t.Errorf("%s: want %q in: %s", file, want, text)
			}
		}
	}
}

// TestDashboardRefuses: what would have one name, or nothing at all, is an error; what
// has too long a name is left out.
func TestDashboardRefuses(t *testing.T) {
	long := strings.Repeat("x", 1025)
	twice := dataOf(t, series{"e", "a.wasm", "fuel", []uint64{1, 1, 1}})
	other := twice.Series[0]
	other.Key.Arch = "aarch64"
	twice.Series = append(twice.Series, other)
	for _, tt := range []struct {
		what  string
		data  *analysis.Data
		write func(io.Writer, []analysis.Summary, map[string]measure.Event) ([]error, error)
		says  string
	}{
		{"two architectures", twice, BMF, `would both be fuel of "a.wasm, e, Execution"`},
		{"two architectures", twice, custom(measure.Lower), `would both be fuel of "a.wasm, e, Execution"`},
		{"nothing", dataOf(t), BMF, "Bencher Metric Format: nothing"},
		{"another direction", dataOf(t, series{"e", "a.wasm", "fuel", []uint64{1, 1, 1}}), custom(measure.Higher), "better higher for github-action-benchmark: nothing"},
		{"too long", dataOf(t, series{"e", long, "fuel", []uint64{1, 1, 1}}), BMF, "nothing"},
	} {
		var out bytes.Buffer
		warnings, err := tt.write(&out, analysis.Summarize(tt.data), tt.data.Events)
		if err == nil || !strings.Contains(err.Error(), tt.says) || out.Len() > 0 {
			t.Errorf("%s: %v, want %q; written: %s", tt.what, err, tt.says, &out)
		}
		if tt.what == "too long" && (len(warnings) != 1 || !strings.Contains(warnings[0].Error(), "the name is too long")) {
			t.Errorf("%s: warnings %v", tt.what, warnings)
		}
	}
}

// TestDashboardNames: a name ends no code span and no cell, and stays one.
func TestDashboardNames(t *testing.T) {
	data := dataOf(t, series{"e", " a`b|c%\n.wasm", "fuel", []uint64{1, 1, 1}})
	for want, write := range map[string]func(io.Writer, []analysis.Summary, map[string]measure.Event) ([]error, error){
		`"a%60b%7Cc%25\\n.wasm, e, Execution: fuel"`: custom(measure.Lower),
		"\"a`b|c%\\\\n.wasm, e, Execution\"":         BMF,
	} {
		var out bytes.Buffer
		if warnings, err := write(&out, analysis.Summarize(data), data.Events); err != nil || warnings != nil {
			t.Fatal(warnings, err)
		}
		if !json.Valid(out.Bytes()) || !strings.Contains(out.String(), want) {
			t.Errorf("want %s in %s", want, &out)
		}
	}
}

// TestDashboardUnevenProcesses: a dashboard has the median that comparisons and histories
// show, and that the interval is about. Three processes have five values of 10, and five
// have one of 30, as when most were stopped early: the median of 10, 10, 10, 30, 30, 30,
// 30 and 30 is 30, and that of all 20 values is 10.
func TestDashboardUnevenProcesses(t *testing.T) {
	var b analysis.Builder
	for process := range uint64(8) {
		iterations, count := uint64(1), uint64(30)
		if process < 3 {
			iterations, count = 5, 10
		}
		for i := range iterations {
			if err := b.Write(record.Row{Arch: "x86_64", Engine: "e", Wasm: "a.wasm", Process: process, Iteration: i, Phase: measure.Execution, Event: "fuel", Count: count}); err != nil {
				t.Fatal(err)
			}
		}
	}
	data := b.Data()
	for what, write := range map[string]func(io.Writer, []analysis.Summary, map[string]measure.Event) ([]error, error){"bmf": BMF, "smaller": custom(measure.Lower)} {
		var out bytes.Buffer
		if _, err := write(&out, analysis.Summarize(data), data.Events); err != nil || !strings.Contains(out.String(), `"value": 30,`) {
			t.Errorf("%s: %v\n%s", what, err, &out)
		}
	}
}
