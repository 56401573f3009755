package analysis

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// A suite makes rows of several engines and benchmarks, round by round; times
// is how much slower an engine is than the first, on a benchmark.
func suiteRows(rounds int, engines, benchmarks []string, times func(engine, benchmark int) float64) []record.Row {
	var rows []record.Row
	for p := range rounds {
		for e, engine := range engines {
			for w, wasm := range benchmarks {
				noise := math.Sin(float64(1+p*37+e*101+w*53)) / 200
				rows = append(rows, record.Row{Arch: "x86_64", Engine: engine, Wasm: wasm, Process: uint64(500 + p),
					Phase: measure.Execution, Event: "cycles", Count: uint64(1e7 * float64(w+1) * times(e, w) * (1 + noise))})
			}
		}
	}
	return rows
}

func same(int, int) float64 { return 1 }

func TestCompareFindsPairs(t *testing.T) {
	rows := suiteRows(10, []string{"b", "a", "c"}, []string{"x", "y"}, same)
	// One that only c can run, and one event that only a has.
	rows = append(rows, suiteRows(10, []string{"c"}, []string{"z"}, same)...)
	r, err := Compare(Group(rows), Options{Baseline: "a"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range append(r.Comparisons, r.Suites...) {
		got = append(got, c.Baseline.String()+"/"+c.Candidate.String()+"/"+c.Wasm)
	}
	const want = "a/b/x a/b/y a/c/x a/c/y a/b/(geometric mean) a/c/(geometric mean)"
	if strings.Join(got, " ") != want {
		t.Errorf("compared %v, want %s", got, want)
	}
	var missing *NoCounterpart
	if len(r.Warnings) != 1 || !errors.As(r.Warnings[0], &missing) || missing.Wasm != "z" || missing.Other != "a" {
		t.Errorf("warnings: %v", r.Warnings)
	}
	r, _ = Compare(Group(rows), Options{Baseline: "c", Benchmarks: []string{"x"}})
	if len(r.Comparisons) != 2 || r.Comparisons[0].Baseline.Engine != "c" || len(r.Suites) != 0 {
		t.Errorf("%v", r)
	}
	for _, o := range []Options{{Phase: measure.Compilation}, {Events: []string{"cycles", "nosuch"}}, {Benchmarks: []string{"nosuch"}}} {
		var no *NotInInput
		if r, err := Compare(Group(rows), o); !errors.As(err, &no) || !errors.Is(err, ErrOptions) {
			t.Errorf("%+v: %v, %v", o, r, err)
		}
	}
}

func TestBaseline(t *testing.T) {
	flagged := func(flags string) []record.Row {
		rows := suiteRows(3, []string{"z"}, []string{"x"}, same)
		for i := range rows {
			rows[i].EngineFlags = flags
		}
		return rows
	}
	d := Group(append(flagged("-O0"), flagged("-O2")...))
	for _, tt := range []struct{ name, want string }{
		{"", "z:-O0"}, {"z:-O2", "z:-O2"}, {"z", ""}, {"y", ""}, {"z:-O3", ""},
	} {
		c, err := d.baseline(tt.name)
		if tt.want == "" && !errors.Is(err, ErrOptions) || tt.want != "" && c.String() != tt.want {
			t.Errorf("%q: %v, %v", tt.name, c, err)
		}
	}
	if _, err := Compare(Group(nil), Options{}); !errors.Is(err, ErrOptions) {
		t.Errorf("of nothing: %v", err)
	}
	if r, err := Compare(Group(suiteRows(3, []string{"a"}, []string{"x"}, same)), Options{}); err != nil || len(r.Warnings) != 1 {
		t.Errorf("of one engine: %v, %v", r, err)
	}
}

func TestCompareRecordings(t *testing.T) {
	before := Group(suiteRows(10, []string{"a"}, []string{"x", "y", "old"}, same))
	after := Group(suiteRows(10, []string{"a"}, []string{"x", "y", "new"}, func(int, int) float64 { return 1.1 }))
	r, err := compareRecordings(before, after, [2]string{"main", ""}, Options{})
	if err != nil || len(r.Comparisons) != 2 || len(r.Suites) != 1 || len(r.Warnings) != 3 {
		t.Fatalf("%+v, %v", r, err)
	}
	for _, c := range append(r.Comparisons, r.Suites...) {
		if c.Method != MethodWelch || !hasCaveat(c.Caveats, Confounded) || c.Verdict != Changed {
			t.Errorf("%s by %s with %v: %v", c.Wasm, c.Method, c.Caveats, c)
		}
		if c.Baseline.String() != "a (main)" || c.Candidate.String() != "a (after)" {
			t.Errorf("%v against %v", c.Candidate, c.Baseline)
		}
	}
	within(t, "geometric mean", *r.Suites[0].Ratio, 1.1, 1e-3)
}

// TestSuite: the geometric mean of 1.1 and 1/1.1 is 1, that of 1.2 and 1.2 is
// 1.2, and the estimate is that of the averaged rounds.
func TestSuite(t *testing.T) {
	d := Group(suiteRows(12, []string{"a", "b"}, []string{"x", "y"}, func(e, w int) float64 {
		return math.Pow(1.1, float64(e*(1-2*w)))
	}))
	r, _ := Compare(d, Options{})
	s := r.Suites[0]
	within(t, "ratio", *s.Ratio, 1, 2e-3)
	if s.Rounds != 12 || s.Method != MethodHodgesLehmann || s.Wasm != GeomeanName || len(s.Benchmarks) != 2 {
		t.Errorf("%+v", s)
	}
	z := make([]float64, 12)
	for i := range z {
		z[i] = (r.Comparisons[0].pairs[i].z + r.Comparisons[1].pairs[i].z) / 2
	}
	within(t, "ratio", math.Log(*s.Ratio), stat.NewHodgesLehmann(z).Value(), 1e-12)
	within(t, "median", s.Baseline.Median, math.Sqrt(1e7*2e7), 1e5)

	// A round that one benchmark lacks is left out.
	rows := suiteRows(12, []string{"a", "b"}, []string{"x", "y"}, same)
	r, _ = Compare(Group(rows[:len(rows)-1]), Options{})
	if s := r.Suites[0]; s.Rounds != 11 || !hasCaveat(s.Caveats, unmatchedRounds) {
		t.Errorf("%d rounds, %v", s.Rounds, s.Caveats)
	}
	// A benchmark without a ratio is, too.
	for i := range rows {
		if rows[i].Wasm == "y" {
			rows[i].Wasm = "0"
			rows[i].Count = 0
		}
	}
	rows = append(rows, suiteRows(12, []string{"a", "b"}, []string{"", "y"}, same)...)
	r, _ = Compare(Group(rows), Options{})
	if s := r.Suites[0]; len(s.Benchmarks) != 3 || !hasCaveat(s.Caveats, incompleteSuite) {
		t.Errorf("%v, %v", s.Benchmarks, s.Caveats)
	}
}

// TestSuiteOfUnpaired: by hand, the standard error of a mean of two
// independent estimates is half the root of the sum of squares.
func TestSuiteOfUnpaired(t *testing.T) {
	r, _ := Compare(Group(suiteRows(12, []string{"a", "b"}, []string{"x", "y"}, same)), Options{Unpaired: true})
	x, y, s := r.Comparisons[0].loc.(stat.TLocation), r.Comparisons[1].loc.(stat.TLocation), r.Suites[0].loc.(stat.TLocation)
	within(t, "mean", s.Mean, (x.Mean+y.Mean)/2, 1e-15)
	within(t, "SE", s.SE, math.Hypot(x.SE, y.SE)/2, 1e-15)
	rows := suiteRows(12, []string{"a", "b"}, []string{"x", "y"}, same)
	for i := range rows {
		rows[i].Event = "instructions-retired" // a clock is never exact
	}
	counted, _ := Compare(Group(rows), Options{Unpaired: true})
	if c := counted.Suites[0]; c.P == nil || hasCaveat(c.Caveats, noVariance) || c.Interval == nil || c.Interval.High-c.Interval.Low < 1e-6 {
		t.Errorf("exact, although the rounds differ: %v, %s", c, codes(c))
	}
	if s.DF < x.DF || s.DF > x.DF+y.DF {
		t.Errorf("%v degrees of freedom of %v and %v", s.DF, x.DF, y.DF)
	}
}

// TestCorrect: 60 comparisons of which one is borderline; alone it would be
// changed, among the others it is not.
func TestCorrect(t *testing.T) {
	names := make([]string, 60)
	for i := range names {
		names[i] = string(rune('A'+i/26)) + string(rune('a'+i%26))
	}
	slow := func(e, w int) float64 { return 1 + 0.002*float64(e)*float64(max(0, 1-w)) }
	find := func(r *Result) Comparison { return r.Comparisons[0] }
	alone, _ := Compare(Group(suiteRows(5, []string{"a", "b"}, names[:1], slow)), Options{NoiseThreshold: 0.001})
	many, _ := Compare(Group(suiteRows(5, []string{"a", "b"}, names, slow)), Options{NoiseThreshold: 0.001})
	a, m := find(alone), find(many)
	if a.Verdict != Changed || a.Many.Size != 1 || a.Many.P != *a.P || a.Many.FamilyWise != 1.0/16 || !a.Many.Selected {
		t.Errorf("alone: %v, %+v", a, a.Many)
	}
	if m.Verdict != Unsure || m.Alone != Changed || m.Many.Size != 60 || m.Many.Selected || !hasCaveat(m.Caveats, oneOfMany) || m.MoreRounds == nil {
		t.Errorf("among 60: %v, %+v, %v", m, m.Many, m.Caveats)
	}
	again := correct(many.Comparisons, 0)[0]
	if again.Verdict != Unsure || codes(again) != codes(m) {
		t.Errorf("corrected twice: %v with %q, once %q", again, codes(again), codes(m))
	}
	if again = correct(many.Comparisons[:1], 0)[0]; again.Verdict != Changed || hasCaveat(again.Caveats, oneOfMany) {
		t.Errorf("taken out of its family: %v", again)
	}

	// All are changed: each has an interval at 1 - 0.05 R/m = 0.95, and with
	// ten rounds of signed ranks p would be 1/512 > 0.05/60.
	r, _ := Compare(Group(suiteRows(10, []string{"a", "b"}, names, func(e, w int) float64 { return 1 + 0.1*float64(e) })), Options{})
	for _, c := range r.Comparisons {
		if c.Verdict != Changed || !c.Many.Selected || c.Many.Interval.Level != 0.95 || c.Many.P >= *c.P {
			t.Fatalf("%v, %+v", c, c.Many)
		}
	}
	if c := r.Comparisons[0]; c.Shown() != c.Interval {
		t.Errorf("shown is %v, narrower than %v", c.Shown(), c.Interval)
	}
	// One of 60 is changed: the interval shown is at 1 - 0.05/60.
	one, _ := Compare(Group(suiteRows(12, []string{"a", "b"}, names, func(e, w int) float64 { return 1 + 0.1*float64(e)*float64(max(0, 1-w)) })), Options{Baseline: "a"})
	if c := one.Comparisons[0]; math.Abs(c.Shown().Level-(1-0.05/60)) > 1e-12 || c.Shown().Low > c.Interval.Low {
		t.Errorf("shown is %v", c.Shown())
	}
	// A gate asks for more: with P rounds luck has a p of 2^(1-P).
	if got, err := (Gate{}).Judge(r); len(got.Worse) != 0 || !errors.Is(err, ErrGate) || !strings.Contains(err.Error(), "record 12 rounds or more") {
		t.Errorf("%d regressions, %v", len(got.Worse), err)
	}
	if got, err := (Gate{}).Judge(one); len(got.Worse) != 1 || err != nil {
		t.Errorf("%d regressions, %v", len(got.Worse), err)
	}
}

// TestSentenceShowsInterval: the sentence and the tables show one interval.
func TestSentenceShowsInterval(t *testing.T) {
	ratio := 1.05
	event, _ := measure.LookupEvent("cycles")
	c := Comparison{
		Event: event, Verdict: Changed, Ratio: &ratio, Clear: true, NoiseThreshold: 0.01,
		Interval: &Interval{Low: 1.02, High: 1.08, Level: 0.99},
	}
	if got := c.String(); !strings.Contains(got, "(99% interval: 2.0% .. 8.0%, all of it beyond 1%)") {
		t.Error(got)
	}
	c.Many = &Many{Interval: &Interval{Low: 1.005, High: 1.095, Level: 0.998}}
	if got := c.String(); !strings.Contains(got, "(99.8% interval: 0.50% .. 9.5%)") {
		t.Error(got)
	}
}
