package analysis

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// read groups rows of CSV in rounds, of which of says what an engine counted on a
// benchmark: 0 for no row at all.
func read(t *testing.T, rounds int, engines, benchmarks []string, of func(engine, wasm string, round, iteration int) uint64) *Data {
	var b strings.Builder
	b.WriteString("arch,engine,engine_flags,wasm,process,iteration,phase,event,count\n")
	for p := range rounds {
		for _, wasm := range benchmarks {
			for _, e := range engines {
				for i := range 3 {
					if n := of(e, wasm, p, i); n > 0 {
						fmt.Fprintf(&b, "x86_64,%s,,%s,%d,%d,Execution,cycles,%d\n", e, wasm, p, i, n)
					}
				}
			}
		}
	}
	d, err := Read(record.NewReader(strings.NewReader(b.String()), "odd.csv", record.CSV))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestRoundedBesideFine: counts that are rounded to hundreds are widened by a hundred,
// though another benchmark's are not: what is equal in all rounds, about 2,550,
// may be 50 off on either side.
func TestRoundedBesideFine(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 16))
	d := read(t, 12, []string{"a", "b"}, []string{"coarse.wasm", "fine.wasm"}, func(_, wasm string, p, _ int) uint64 {
		if wasm == "coarse.wasm" {
			return 2500 + 100*uint64(p%2)
		}
		return 1e6 + rng.Uint64N(1e4)
	})
	r, err := Compare(d, Options{Baseline: "a", NoDiagnostics: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.Comparisons {
		coarse := c.Wasm == "coarse.wasm"
		if coarse != hasCaveat(c.Caveats, clockTicks) || coarse && c.Verdict != Unsure || !coarse && c.Verdict != NotChanged {
			t.Errorf("%s: %v, %v", c.Wasm, c.Verdict, c.Caveats)
		}
		if want := 50 * 2.0 / 2550; coarse && math.Abs(math.Log(c.Interval.High)-want) > 1e-9 {
			t.Errorf("%s: up to %v, want e^%v", c.Wasm, c.Interval.High, want)
		}
	}
}

// TestOneOfThreeFails: an engine that is missing from half of the rounds takes nothing
// from the comparison of the others, and is compared in those that it has.
func TestOneOfThreeFails(t *testing.T) {
	all := func(engines []string) *Result {
		rng := map[string]*rand.Rand{}
		for i, e := range []string{"a", "b", "c"} {
			rng[e] = rand.New(rand.NewPCG(uint64(i), 17))
		}
		d := read(t, 16, engines, []string{"w.wasm"}, func(e, _ string, p, _ int) uint64 {
			n := 1e6 + rng[e].Uint64N(1e4)
			if e == "c" && p%2 == 0 {
				return 0
			}
			return n
		})
		r, err := Compare(d, Options{Baseline: "a"})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	two, three := all([]string{"a", "b"}), all([]string{"a", "b", "c"})
	if len(two.Comparisons) != 1 || len(three.Comparisons) != 2 {
		t.Fatalf("%d and %d comparisons", len(two.Comparisons), len(three.Comparisons))
	}
	alone, beside, failing := two.Comparisons[0], three.Comparisons[0], three.Comparisons[1]
	if *alone.Interval != *beside.Interval || alone.Rounds != 16 || beside.Rounds != 16 || alone.Method != beside.Method {
		t.Errorf("alone %v of %d rounds, beside one that fails %v of %d", alone.Interval, alone.Rounds, beside.Interval, beside.Rounds)
	}
	if failing.Rounds != 8 || failing.Method == MethodWelch || !hasCaveat(failing.Caveats, unmatchedRounds) {
		t.Errorf("%d rounds by %s, %v", failing.Rounds, failing.Method, failing.Caveats)
	}
}

// TestFlagsAlone: engines of one name, and benchmarks of one file name, are kept apart.
func TestFlagsAlone(t *testing.T) {
	var b Builder
	for p := range uint64(8) {
		for i, flags := range []string{"", "-O1", "-O2"} {
			for k, wasm := range []string{"one/a.wasm", "two/a.wasm"} {
				b.Add(record.Row{Arch: "x86_64", Engine: "e", EngineFlags: flags, Wasm: wasm, Process: p, Phase: measure.Execution,
					Event: "fuel", Count: uint64(1000 + 100*i + 10*k)})
			}
		}
	}
	r, err := Compare(b.Data(), Options{Baseline: "e"})
	if err != nil || len(r.Comparisons) != 4 {
		t.Fatalf("%d comparisons, %v", len(r.Comparisons), err)
	}
	for _, c := range r.Comparisons {
		base, cand := 1000.0, 1100.0
		if c.Candidate.Flags == "-O2" {
			cand = 1200
		}
		if strings.HasPrefix(c.Wasm, "two") {
			base, cand = base+10, cand+10
		}
		if c.Baseline.Flags != "" || c.Baseline.Median != base || c.Candidate.Median != cand {
			t.Errorf("%v against %v on %s: %v, %v", c.Candidate, c.Baseline, c.Wasm, c.Candidate.Median, c.Baseline.Median)
		}
	}
}
