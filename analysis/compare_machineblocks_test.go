package analysis

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// on is what one machine recorded of one side: so many rounds of a benchmark that counts
// about level there.
type on struct {
	machine record.Machine
	rounds  int
	level   float64
	only    string // the benchmark that ran there, "" for all
}

// named is a machine with a name, and its counts.
func named(name string, rounds int, level float64) on {
	return on{record.Machine{Fingerprint: "f" + name, Boot: "b" + name, Name: name}, rounds, level, ""}
}

// sideTexts are the shares of a plan, of one engine on the benchmarks.
func sideTexts(t *testing.T, plan string, machines []on, wasms ...string) (texts []string) {
	t.Helper()
	for i, m := range machines {
		var b strings.Builder
		w := record.NewWriter(&b, record.JSONL)
		first := 1000 + uint64(i)<<32
		err := w.Begin(record.Header{Format: record.FormatVersion, Started: time.Unix(int64(1000*len(plan)+i), int64(plan[0])), Seed: uint64(plan[0]), FirstProcess: first, PlanHash: plan, Machine: m.machine,
			Share: &record.Share{Plan: plan, Index: i + 1, Of: len(machines), Rounds: 1000}})
		for r := range m.rounds {
			for _, wasm := range append(wasms, "x.wasm") {
				if m.only != "" && m.only != wasm {
					continue
				}
				err = errors.Join(err, w.Write(record.Row{Arch: "x86_64", Engine: "a", Wasm: wasm, Process: first + uint64(r), Phase: measure.Execution, Event: "cycles", Count: uint64(m.level * (1 + float64(r%3)*1e-4))}),
					w.Mark(record.Mark{Ended: &record.Ended{Engine: "a", Wasm: wasm, Process: first + uint64(r), Round: r, Rows: 1}}))
			}
		}
		if err := errors.Join(err, w.Mark(record.Mark{Finished: &record.Finished{}}), w.Flush()); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, b.String())
	}
	return texts
}

func beforeAfter(t *testing.T, before, after []string) *Result {
	t.Helper()
	two, err := readTexts(t, append(before, after...)...).BeforeAfter()
	if err != nil {
		t.Fatal(err)
	}
	r, err := two.Compare(Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestBeforeAfterOnMachines: of two recordings that were not interleaved, each machine is
// compared with itself. The levels of machines differ a hundredfold, which pooled processes
// would take for noise. What is expected of three was computed by hand, as in
// TestMachinesTogether: the noise is the same before and after, so that the effect on each
// machine is its ratio exactly.
func TestBeforeAfterOnMachines(t *testing.T) {
	many := func(ratio float64) (list []on) {
		for i := range 64 {
			list = append(list, named(fmt.Sprintf("m%02d", i), 4, 1e8*float64(1+i)*ratio*(1+float64(i%5)*1e-3)/(1+float64(i%5)*1e-3*(2-ratio))))
		}
		return list
	}
	unnamed := func(fingerprint, boot string, level float64) on {
		return on{record.Machine{Fingerprint: fingerprint, Boot: boot}, 9, level, ""}
	}
	for _, tt := range []struct {
		name          string
		before, after []on
		verdict       Verdict
		rounds        int
		machines      string   // those that are compared
		codes         []string // beside confounded
		text          string
	}{
		{"three, a hundredfold apart", []on{named("a", 12, 1e8), named("b", 12, 1e9), named("c", 12, 1e10)}, []on{named("a", 12, 1.10e8), named("b", 12, 1.12e9), named("c", 12, 1.14e10)},
			Changed, 36, "a b c", []string{severalMachines}, "slower on all 3 machines (a 1.10x slower, b 1.12x slower, c 1.14x slower)"},
		{"in another order, with other rounds", []on{named("c", 40, 1e10), named("a", 3, 1e8), named("b", 9, 1e9)}, []on{named("b", 40, 1.12e9), named("c", 6, 1.14e10), named("a", 12, 1.10e8)},
			Changed, 52, "c a b", []string{severalMachines}, "slower on all 3 machines"},
		{"nothing changed, and the slow one has more rounds after", []on{named("a", 40, 1e8), named("b", 9, 1e9), named("c", 9, 1e8)}, []on{named("a", 9, 1.00001e8), named("b", 40, 1.00001e9), named("c", 9, 1.00001e8)},
			NotChanged, 58, "a b c", []string{severalMachines}, "not changed on all 3 machines"},
		{"one that disagrees", []on{named("a", 9, 1e8), named("b", 9, 1e8), named("c", 9, 1e8)}, []on{named("a", 9, 1.1e8), named("b", 9, 1.1e8), named("c", 9, 1e7)},
			Unsure, 27, "a b c", []string{machinesDisagree}, "machines disagree: slower on 2 of 3"},
		{"one with a single round", []on{named("a", 9, 1e8), named("b", 9, 1e8), named("c", 1, 1e8)}, []on{named("a", 9, 1.1e8), named("b", 9, 1.1e8), named("c", 1, 1.1e8)},
			Changed, 19, "a b c", []string{severalMachines}, "slower on 2 of 3 machines (a 1.10x slower, b 1.10x slower), unsure on 1 (c)"},
		{"others after", []on{named("a", 9, 1e8), named("b", 9, 1e8), named("c", 9, 1e8)}, []on{named("b", 9, 1.1e8), named("c", 9, 1.1e8), named("d", 9, 1.1e8)},
			Unsure, 18, "b c", []string{fewMachines, machinesLeftOut}, "only in the baseline: a; only in the candidate: d"},
		{"others after, and three in both", []on{named("a", 9, 1e8), named("b", 9, 1e8), named("c", 9, 1e8), named("d", 9, 1e8)}, []on{named("b", 9, 1.1e8), named("c", 9, 1.1e8), named("d", 9, 1.11e8), named("e", 9, 1e2)},
			Changed, 27, "b c d", []string{severalMachines, machinesLeftOut}, "only in the baseline: a; only in the candidate: e"},
		{"one in both", []on{named("a", 9, 1e8), named("b", 9, 1e8)}, []on{named("b", 9, 1.1e8)},
			Unsure, 9, "b", []string{fewMachines, machinesLeftOut}, "one machine alone is in both"},
		{"none in both", []on{named("a", 9, 1e8), named("b", 9, 1e8)}, []on{named("c", 9, 1.1e8), named("d", 9, 1.1e8)},
			Unsure, 18, "", []string{noCommonMachine}, "no machine is in both (baseline: a, b; candidate: c, d)"},
		{"64", many(1), many(1.1), Changed, 256, "", []string{severalMachines}, "slower on all 64 machines (m00 1.10x slower, "},
		{"started again meanwhile", []on{unnamed("f", "1", 1e8), unnamed("g", "2", 1e8), unnamed("h", "3", 1e8)}, []on{unnamed("h", "4", 1.1e8), unnamed("g", "5", 1.1e8), unnamed("f", "6", 1.1e8)},
			Changed, 27, "f g h", []string{severalMachines}, "slower on all 3 machines"},
		{"copies of one image, started again", []on{unnamed("f", "1", 1e8), unnamed("f", "2", 1e8), unnamed("f", "3", 1e8)}, []on{unnamed("f", "4", 1.1e8), unnamed("f", "5", 1.1e8), unnamed("f", "6", 1.1e8)},
			Unsure, 27, "", []string{noCommonMachine}, "no machine is in both (baseline: f, f-2, f-3; candidate: f, f-2, f-3)"},
		{"copies of one image", []on{unnamed("f", "1", 1e8), unnamed("f", "2", 1e9), unnamed("f", "3", 1e10)}, []on{unnamed("f", "2", 1.1e9), unnamed("f", "3", 1.1e10), unnamed("f", "1", 1.1e8)},
			Changed, 27, "f f-2 f-3", []string{severalMachines}, "slower on all 3 machines"},
		{"two with one name", []on{named("a", 9, 1e8), {record.Machine{Name: "a", Boot: "other"}, 9, 1e8, ""}, named("c", 9, 1e8)}, []on{named("a", 9, 1.1e8), named("c", 9, 1.1e8)},
			Unsure, 18, "a c", []string{fewMachines}, "two machines tell too little"},
	} {
		r := beforeAfter(t, sideTexts(t, "before", tt.before), sideTexts(t, "after", tt.after))
		if len(r.Comparisons) != 1 {
			t.Fatalf("%s: %+v", tt.name, r.Warnings)
		}
		c := r.Comparisons[0]
		var all, names []string
		for _, v := range c.Caveats {
			all = append(all, v.Text)
		}
		text := strings.Join(all, "\n")
		for _, code := range append(tt.codes, Confounded) {
			if !hasCaveat(c.Caveats, code) {
				t.Errorf("%s: no %s", tt.name, code)
			}
		}
		if c.Machines != nil {
			for _, e := range c.Machines.Each {
				names = append(names, e.Machine)
			}
		}
		if c.Verdict != tt.verdict || c.Rounds != tt.rounds || tt.machines != "" && strings.Join(names, " ") != tt.machines || !strings.Contains(text, tt.text) {
			t.Errorf("%s: %s of %d rounds on %q, %s; want %s, %d, %s, %s", tt.name, c.Verdict, c.Rounds, names, text, tt.verdict, tt.rounds, tt.machines, tt.text)
		}
		if none := slices.Contains(tt.codes, noCommonMachine); none != (c.Ratio == nil) || none != (c.Method == MethodNone) || none && !strings.Contains(c.String(), "no machine is in both") {
			t.Errorf("%s: %v by %s: %v", tt.name, c.Ratio, c.Method, c)
		}
		if (Gate{}).mayPass(r) || (Gate{Confounded: true}).mayPass(r) != (len(names) >= leastMachines) {
			t.Errorf("%s: gates %v, %v", tt.name, (Gate{}).mayPass(r), (Gate{Confounded: true}).mayPass(r))
		}
		if tt.name == "three, a hundredfold apart" {
			half := 9.924843 * 0.017860 / math.Sqrt(3)
			if math.Abs(*c.Ratio/1.11988-1) > 1e-5 || math.Abs(math.Log(c.Interval.High / *c.Ratio)/half-1) > 0.01 {
				t.Errorf("%v, %v, want 1.11988 and half a width of %v", *c.Ratio, c.Interval, half)
			}
		}
	}
}

func (g Gate) mayPass(r *Result) bool { _, err := g.Judge(r); return err == nil }

// TestBlocksWelch: on each machine it is Welch's estimate. By hand: counts e^1, e^2, e^3 and
// e^2, e^4, e^6 (in logarithms, of 1e6) differ by 2, with standard error sqrt(1/3 + 4/3).
func TestBlocksWelch(t *testing.T) {
	a, b := new(record.Machine), new(record.Machine)
	list := groupedArms([2]logArm{
		{machines: []*record.Machine{a, a, b, a}, medians: []float64{1, 2, 7, 3}, means: []float64{1, 2, 7, 3}},
		{machines: []*record.Machine{a, b, a, a}, medians: []float64{2, 7.5, 4, 6}, means: []float64{2, 7.5, 4, 6}},
	})
	if len(list) != 2 || list[0].median.loc.Value() != 2 || math.Abs(list[0].median.v-5.0/3) > 1e-12 || list[0].rounds != 3 ||
		list[1].median.loc.Value() != 0.5 || !math.IsNaN(list[1].median.v) || list[1].rounds != 1 {
		t.Errorf("%+v", list)
	}
}

// TestSuiteOnMachines: the mean over benchmarks is that of each machine, and machines are
// its unit. By hand: of the three machines, x.wasm changed by ln(1.10), ln(1.12), ln(1.14)
// and y.wasm, which counts the same, too.
func TestSuiteOnMachines(t *testing.T) {
	before := []on{named("a", 12, 1e8), named("b", 12, 1e9), named("c", 12, 1e10)}
	after := []on{named("a", 12, 1.10e8), named("b", 12, 1.12e9), named("c", 12, 1.14e10)}
	r := beforeAfter(t, sideTexts(t, "before", before, "y.wasm"), sideTexts(t, "after", after, "y.wasm"))
	if len(r.Suites) != 1 || len(r.Comparisons) != 2 {
		t.Fatalf("%d suites", len(r.Suites))
	}
	c := r.Suites[0]
	half := 9.924843 * 0.017860 / math.Sqrt(3)
	if c.Method != MethodMachines || c.Verdict != Changed || !hasCaveat(c.Caveats, Confounded) || len(c.Machines.Each) != 3 ||
		math.Abs(*c.Ratio/1.11988-1) > 1e-5 || math.Abs(math.Log(c.Interval.High / *c.Ratio)/half-1) > 0.01 {
		t.Errorf("%s by %s, %v %v, %+v", c.Verdict, c.Method, *c.Ratio, c.Interval, c.Caveats)
	}
	for _, tt := range []struct {
		only     [3]string
		machines int
		code     string
	}{
		{[3]string{"x.wasm", "", ""}, 2, machinesLeftOut},
		{[3]string{"x.wasm", "y.wasm", "y.wasm"}, 0, noCommonMachine},
		{[3]string{"x.wasm", "y.wasm", ""}, 1, fewMachines},
	} {
		for i := range before {
			before[i].only = tt.only[i]
		}
		r := beforeAfter(t, sideTexts(t, "before", before, "y.wasm"), sideTexts(t, "after", after, "y.wasm"))
		if len(r.Suites) != 1 {
			t.Fatalf("%q: %d suites", tt.only, len(r.Suites))
		}
		if c := r.Suites[0]; c.Verdict != Unsure || len(c.groups) != tt.machines || !hasCaveat(c.Caveats, tt.code) {
			t.Errorf("%q: %s on %d machines, %+v", tt.only, c.Verdict, len(c.groups), c.Caveats)
		}
	}
}
