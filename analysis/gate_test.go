package analysis

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// TestGate: a gate is open only where all of what was asked about was
// compared, by something that holds its level. What is right follows from
// the rules in RATIONALE.md, not from another program.
func TestGate(t *testing.T) {
	slower := func(by float64) func(e, w int) float64 {
		return func(e, _ int) float64 { return 1 + by*float64(e) }
	}
	ab, x := []string{"a", "b"}, []string{"x"}
	named := func(rows []record.Row, event string) []record.Row {
		for i := range rows {
			rows[i].Event = event
		}
		return rows
	}
	only := func(rows []record.Row, keep func(record.Row) bool) []record.Row {
		return slices.DeleteFunc(rows, func(r record.Row) bool { return !keep(r) })
	}
	planned := record.Header{Modules: []record.Module{{Wasm: "x"}, {Wasm: "y"}}}
	three := []string{"a", "b", "c"}
	for name, tt := range map[string]struct {
		rows   []record.Row
		header *record.Header
		o      Options
		gate   Gate
		worse  int
		want   string // the error, "" for none
	}{
		"slower":               {rows: suiteRows(8, ab, x, slower(0.1)), worse: 1},
		"the same":             {rows: suiteRows(8, ab, x, same)},
		"faster":               {rows: suiteRows(8, ab, x, slower(-0.1))},
		"seven rounds, slower": {rows: suiteRows(7, ab, x, slower(0.1)), want: "it needs 8 rounds or more, and x (b, Execution, cycles) has 7"},
		"seven rounds":         {rows: suiteRows(7, ab, []string{"x", "y"}, same), want: "has 7, like 1 other comparison"},
		"one engine":           {rows: suiteRows(10, []string{"a"}, x, same), want: "nothing was compared: nothing to compare a with"},
		"confounded":           {rows: suiteRows(10, ab, x, slower(0.1)), o: Options{Unpaired: true}, want: "did not run in the same rounds"},
		"confounded, allowed":  {rows: suiteRows(10, ab, x, slower(0.1)), o: Options{Unpaired: true}, gate: Gate{Confounded: true}, worse: 1},
		"few and confounded":   {rows: suiteRows(3, ab, x, slower(0.1)), o: Options{Unpaired: true}, gate: Gate{Confounded: true}, want: "needs 8 rounds"},
		"missing in the candidate": {rows: only(suiteRows(10, ab, []string{"x", "y"}, same), func(r record.Row) bool { return r.Engine == "a" || r.Wasm == "x" }),
			want: "part of it was not compared: cycles of Execution of y on a"},
		"missing in the baseline": {rows: only(suiteRows(10, ab, []string{"x", "y"}, same), func(r record.Row) bool { return r.Engine == "b" || r.Wasm == "x" }),
			want: "part of it was not compared: cycles of Execution of y on b"},
		"missing in one of two candidates": {rows: only(suiteRows(10, three, []string{"x", "y"}, same), func(r record.Row) bool { return r.Engine != "c" || r.Wasm == "x" }),
			want: "part of it was not compared: cycles of Execution of y on a (x86_64) was not compared: c has no values for it"},
		"missing, allowed": {rows: only(suiteRows(10, ab, []string{"x", "y"}, slower(0.1)), func(r record.Row) bool { return r.Engine == "a" || r.Wasm == "x" }),
			gate: Gate{Incomplete: true}, worse: 1},
		"missing everywhere": {rows: suiteRows(10, ab, x, same), header: &planned, want: "y was not compared: it was to be recorded, and has no values"},
		"not asked for":      {rows: suiteRows(10, ab, x, same), header: &planned, o: Options{Benchmarks: x}},
		"neither better":     {rows: named(suiteRows(10, ab, x, slower(0.1)), "widgets"), want: "none of the events claims"},
		"every process too short": {rows: only(suiteRows(10, ab, x, slower(0.1)), func(r record.Row) bool { return r.Engine == "a" || r.Process < 503 }),
			want: "has 3"},
	} {
		d := Group(tt.rows)
		if tt.header != nil {
			d.Headers = []record.Header{*tt.header}
		}
		tt.o.Baseline = "a"
		r, err := Compare(d, tt.o)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := tt.gate.Judge(r)
		if len(got.Worse) != tt.worse && tt.want == "" {
			t.Errorf("%s: %d regressions, want %d: %v", name, len(got.Worse), tt.worse, r.Comparisons)
		}
		if tt.want == "" && err != nil || tt.want != "" && (!errors.Is(err, ErrGate) || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
	if _, err := (Gate{}).Judge(&Result{}); !errors.Is(err, ErrGate) {
		t.Errorf("of nothing: %v", err)
	}
	nothing := Comparison{Rounds: 10, Verdict: Unsure, Event: measure.Event{Better: measure.Lower}}
	if _, err := (Gate{}).Judge(&Result{Comparisons: []Comparison{nothing}}); err == nil || !strings.Contains(err.Error(), "no verdict by a test") {
		t.Errorf("without a test: %v", err)
	}
}

// TestGateUnfinished: a gate over a recording that was interrupted, or is still
// being made, cannot decide unless it may be incomplete.
func TestGateUnfinished(t *testing.T) {
	write := func(minute int, factor float64) string {
		var text bytes.Buffer
		w := record.NewWriter(&text, record.JSONL)
		h := started(minute, nil)
		h.PlanHash = "1"
		errs := []error{w.Begin(*h)}
		for i, row := range suiteRows(10, []string{"a", "b"}, []string{"x"}, func(int, int) float64 { return factor }) {
			row.Process += uint64(100 * minute)
			errs = append(errs, w.Write(row), w.Mark(record.Mark{Ended: &record.Ended{Engine: row.Engine, Wasm: row.Wasm, Process: row.Process, Round: i / 2, Rows: 1}}))
		}
		if err := errors.Join(append(errs, w.Mark(record.Mark{Finished: &record.Finished{}}), w.Close())...); err != nil {
			t.Fatal(err)
		}
		return text.String()
	}
	cut := func(text string, lines int) string {
		all := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
		return strings.Join(all[:len(all)-lines], "")
	}
	one, two := write(1, 1), write(2, 0.9)
	for name, tt := range map[string]struct {
		files []string
		want  string // "" for an open gate
	}{
		"one":                        {[]string{one}, ""},
		"without its end":            {[]string{cut(one, 1)}, "part of it was not recorded: 0.jsonl stops before its end"},
		"in a process":               {[]string{cut(one, 2)}, "part of it was not recorded: 0.jsonl stops in the middle of a process"},
		"before and after":           {[]string{one, two}, ""},
		"before not ended":           {[]string{cut(one, 1), two}, "not recorded: 0.jsonl stops before its end"},
		"after not ended":            {[]string{one, cut(two, 1)}, "not recorded: 1.jsonl stops before its end"},
		"neither of both ended":      {[]string{cut(one, 1), cut(two, 1)}, "(and 1 more)"},
		"one file, the first is cut": {[]string{cut(one, 1) + two}, "stops before its end"},
	} {
		var readers []*record.Reader
		for i, text := range tt.files {
			readers = append(readers, record.NewReader(strings.NewReader(text), fmt.Sprintf("%d.jsonl", i), record.Auto))
		}
		rs, err := ReadRecordings(readers...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var r *Result
		if ba, notTwo := rs.BeforeAfter(); notTwo == nil {
			r, err = ba.Compare(Options{})
		} else {
			r, err = Compare(rs.Pool(), Options{Baseline: "a"})
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var gate *GateError
		_, err = Gate{Confounded: true}.Judge(r)
		if tt.want == "" && err != nil || tt.want != "" && (!errors.As(err, &gate) || !gate.Incomplete || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
		if _, err := (Gate{Confounded: true, Incomplete: true}).Judge(r); err != nil {
			t.Errorf("%s, which may be incomplete: %v", name, err)
		}
	}
}

// TestFamilies: by hand. Three really different comparisons of one candidate
// must not pull one of another candidate in: in one family of four, p = 0.04
// is selected at 0.05 (4 * 0.04 / 4), among its own it is alone.
func TestFamilies(t *testing.T) {
	of := func(candidate, wasm string, p float64) Comparison {
		return Comparison{Wasm: wasm, Candidate: Arm{Engine: candidate}, Rounds: 10, Alone: Changed, Method: MethodWelch,
			Event: measure.Event{Name: "cycles"}, loc: withP{p: p}, limits: stat.Limits{Alpha: 0.05, Beta: 0.05},
			arms: [2]logArm{{medians: []float64{1, 2}}, {medians: []float64{1, 2}}}}
	}
	list := []Comparison{of("b", "x", 1e-9), of("b", "y", 1e-9), of("b", "z", 1e-9), of("c", "x", 0.04), of("c", "y", 0.9)}
	if got := correct(list, 0.05)[3]; got.Verdict != Unsure || got.Many.Size != 2 {
		t.Errorf("in a family of its candidate: %v, %+v", got.Verdict, got.Many)
	}
	together := slices.Clone(list[:4])
	if correctFamily(together, []int{0, 1, 2, 3}, 0.05); together[3].Verdict != Changed || together[3].Many.Size != 4 {
		t.Errorf("in one family: %v, %+v", together[3].Verdict, together[3].Many)
	}
}

// withP is a location whose p value is given.
type withP struct {
	stat.TLocation
	p float64
}

func (l withP) P() (float64, bool) { return l.p, true }

// gateRefuses says whether a gate cannot decide.
func gateRefuses(r *Result) bool {
	_, err := Gate{Confounded: true, Incomplete: true}.Judge(r)
	return errors.Is(err, ErrGate)
}
