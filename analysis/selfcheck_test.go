package analysis

import (
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// selfRows makes one engine's rows: series of processes that differ by 2%,
// with 10 iterations that differ by 1%, on a machine that slows down by drift.
func selfRows(series, processes int, drift float64) []record.Row {
	rng := rand.New(rand.NewPCG(5, 5))
	var rows []record.Row
	for s := range series {
		for p := range processes {
			between := 0.02*rng.NormFloat64() + drift*float64(p)/float64(processes)
			for i := range 10 {
				rows = append(rows, record.Row{Engine: "a", Wasm: string('a' + rune(s)), Process: uint64(p), Iteration: uint64(i),
					Phase: measure.Execution, Event: "cycles", Count: uint64(1e7 * math.Exp(between+0.01*rng.NormFloat64()))})
			}
		}
	}
	return rows
}

func TestCheckSelf(t *testing.T) {
	d := Group(selfRows(8, 40, 0.1))
	checks, err := CheckSelf(d, Options{}, 100, 1)
	if err != nil || len(checks) != 1 {
		t.Fatalf("%v, %v", checks, err)
	}
	c := checks[0]
	if c.Series != 8 || c.Rounds != [2]int{20, 20} || c.Blocks.Of != 800 || c.Sequential.Of != 8 {
		t.Errorf("%+v", c)
	}
	if c.Blocks.Share() > 0.03 || c.Halves.Share() > 0.03 || c.Sequential.Share() < 0.5 || c.Pooled.Share() < 0.2 {
		t.Errorf("blocks %v, halves %v, sequential %v, pooled %v", c.Blocks.Share(), c.Halves.Share(), c.Sequential.Share(), c.Pooled.Share())
	}
	// A standard deviation of sqrt(2) 2% or a little more, in 20 rounds.
	if want := math.Exp((2.86 + 0.84) * 0.0295 / math.Sqrt(20)); math.Abs(c.Detectable-want) > 0.008 || c.DetectableWorst < c.Detectable {
		t.Errorf("detectable %v, worst %v, want about %v", c.Detectable, c.DetectableWorst, want)
	}
	again, _ := CheckSelf(d, Options{}, 100, 1)
	if again[0] != c {
		t.Error("the same seed split differently")
	}
	if checks, err := CheckSelf(Group(selfRows(1, 5, 0)), Options{}, 10, 1); len(checks) != 0 || !errors.Is(err, errSelfcheck) || !strings.Contains(err.Error(), "1 has fewer than 6 processes") {
		t.Errorf("five processes were split: %v, %v", checks, err)
	}
}

// TestSelfLeftOut: what cannot be split is said by why, and what can be is
// judged from eight rounds on.
func TestSelfLeftOut(t *testing.T) {
	for processes, want := range map[int]SelfVerdict{10: TooFewRounds, 15: TooFewRounds, 16: AsExpected, 40: AsExpected} {
		checks, err := CheckSelf(Group(selfRows(2, processes, 0)), Options{}, 200, 1)
		if err != nil || checks[0].Verdict != want {
			t.Errorf("%d processes: %+v, %v, want %s", processes, checks, err, want)
		}
	}
	if many := (&Selfcheck{Alpha: 0.01, Rounds: [2]int{20, 20}, Blocks: Rate{9, 200}}).judge(); many != TooMany {
		t.Errorf("9 of 200 at 1%%: %s", many)
	}
	zero, again := selfRows(2, 20, 0), selfRows(2, 20, 0)
	for i := range zero {
		zero[i].Count = 0
	}
	again = append(again, again[:200]...) // the first series
	for name, tt := range map[string]struct {
		rows []record.Row
		want string
	}{"zero": {zero, "2 have a process whose median count is 0"}, "repeated": {again[200:], ""}, "both": {again[:0], ""}} {
		_, err := CheckSelf(Group(tt.rows), Options{}, 10, 1)
		if tt.want == "" && err != nil || tt.want != "" && (!errors.Is(err, errSelfcheck) || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	checks, err := CheckSelf(Group(again), Options{}, 10, 1)
	if err != nil || checks[0].Series != 1 || checks[0].LeftOut != (SelfLeftOut{Repeated: 1}) {
		t.Errorf("%+v, %v", checks, err)
	}
}

// TestRealRecording checks the false-positive rate on a recording of engines
// against themselves, if SIGHTGLASS_AA_RECORDING names one.
func TestRealRecording(t *testing.T) {
	name := os.Getenv("SIGHTGLASS_AA_RECORDING")
	if name == "" {
		t.Skip("SIGHTGLASS_AA_RECORDING names no recording of an engine against itself")
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	d, err := Read(record.NewReader(f, name, record.Auto))
	if err != nil {
		t.Fatal(err)
	}
	for _, alpha := range []float64{0.01, 0.05} {
		checks, err := CheckSelf(d, Options{Alpha: alpha}, 500, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range checks {
			t.Logf("%s %v, %d series, %v rounds: at %v blocks %.2f%%, halves %.2f%%, sequential %.1f%%, pooled %.1f%%; detectable %.2f%%, worst %.1f%%",
				c.Phase, c.Event, c.Series, c.Rounds, alpha, 100*c.Blocks.Share(), 100*c.Halves.Share(),
				100*c.Sequential.Share(), 100*c.Pooled.Share(), 100*(c.Detectable-1), 100*(c.DetectableWorst-1))
			if c.Blocks.Share() > 1.5*alpha || c.Halves.Share() > 1.5*alpha {
				t.Errorf("too many false positives: %+v", c)
			}
		}
	}
}
