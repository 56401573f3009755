package analysis

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// A selfMachine is what an engine is recorded on under two names.
type selfMachine struct {
	rounds, benchmarks int
	bias               float64 // by which the second name is slower, as a logarithm
	second             float64 // by which what runs second is slower
	carry              float64 // correlation of the second name's count with its last
}

// record returns a recording: three phases of each benchmark, whose processes
// differ by 1%.
func (m selfMachine) record(seed uint64) *Builder {
	rng := rand.New(rand.NewPCG(seed, 5))
	b := new(Builder)
	started := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	b.Header(record.Header{Started: started, FirstProcess: 1000, Machine: record.Machine{Fingerprint: "abc"},
		Engines: []record.Engine{{Name: "e", Engine: "wazero", Version: "v1"}, {Name: "e-again", Engine: "wazero", Version: "v1"}}})
	carried := make([]float64, 3*m.benchmarks)
	for r := range m.rounds {
		for w := range m.benchmarks {
			first := rng.IntN(2)
			for slot := range 2 {
				arm := (first + slot) % 2
				shared := 0.005 * rng.NormFloat64()
				for phase := range 3 {
					y := shared + 0.01*rng.NormFloat64() + m.second*float64(slot) + m.bias*float64(arm)
					if arm == 1 {
						c := &carried[3*w+phase]
						*c = m.carry**c + math.Sqrt(1-m.carry*m.carry)*rng.NormFloat64()
						y += 0.03 * m.carry * *c
					}
					b.Add(record.Row{Arch: "x86_64", Engine: []string{"e", "e-again"}[arm], Wasm: string(rune('a' + w)), Process: uint64(1000 + r),
						Phase: measure.Phase(phase + 1), Event: "cycles", Count: uint64(1e8 * math.Exp(y))})
				}
			}
		}
	}
	_ = b.Mark(record.Mark{Finished: &record.Finished{At: started.Add(time.Duration(m.rounds) * 3 * time.Second)}})
	return b
}

func TestCheckSelf(t *testing.T) {
	for name, tt := range map[string]struct {
		machine selfMachine
		verdict string
		why     string
	}{
		"sound":           {selfMachine{rounds: 20, benchmarks: 5}, record.SelfcheckPassed, ""},
		"a biased name":   {selfMachine{rounds: 20, benchmarks: 5, bias: 0.02}, record.SelfcheckFailed, "the engine differs from itself"},
		"second slower":   {selfMachine{rounds: 20, benchmarks: 5, second: 0.03}, record.SelfcheckFailed, "second in a round against first: 3."},
		"second a little": {selfMachine{rounds: 40, benchmarks: 5, second: 0.005}, record.SelfcheckPassed, ""},
		"rounds depend":   {selfMachine{rounds: 30, benchmarks: 5, carry: 0.8}, record.SelfcheckFailed, "rounds depend on those before them"},
		"seven rounds":    {selfMachine{rounds: 7, benchmarks: 5, bias: 0.02}, record.SelfcheckLittle, "7 rounds of 15 comparisons: it takes 8"},
		"eight rounds":    {selfMachine{rounds: 8, benchmarks: 1}, record.SelfcheckPassed, ""},
	} {
		c, err := CheckSelf(tt.machine.record(1).Data(), Options{}, 5*time.Minute, 1)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if c.Verdict != tt.verdict || !strings.Contains(strings.Join(c.Why, "\n"), tt.why) || (c.Err() == nil) != (tt.verdict == record.SelfcheckPassed) {
			t.Errorf("%s: %s, %q, %v; want %s, %q", name, c.Verdict, c.Why, c.Err(), tt.verdict, tt.why)
		}
		if errors.Is(c.Err(), ErrGate) != (tt.verdict == record.SelfcheckLittle) {
			t.Errorf("%s: %v", name, c.Err())
		}
		if err := c.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPositionOfSome: one benchmark of which the same name ran first in all rounds,
// as it does by chance in one of 128 recordings of 8 rounds, does not keep the
// others from showing that what runs second is slower by 5%.
func TestPositionOfSome(t *testing.T) {
	d := selfMachine{rounds: 20, benchmarks: 5, second: 0.05}.record(1).Data()
	for i := range d.Series {
		for k := range d.Series[i].processes {
			if d.Series[i].Wasm == "a" {
				d.Series[i].processes[k].Order = map[string]int{"e": 1, "e-again": 2}[d.Series[i].Engine]
			}
		}
	}
	c, err := CheckSelf(d, Options{}, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range c.Phases {
		if f.Position == nil || math.Abs(*f.Position-math.Exp(0.05)) > 0.01 {
			t.Errorf("%v: %v, want 1.051", f.Phase, f.Position)
		}
	}
	d.Events["cycles"] = measure.Event{Name: "cycles", Better: measure.Higher} // as a header may say
	if c, err := CheckSelf(d, Options{}, 0, 1); err != nil || !strings.Contains(c.Phases[0].Second(), "% more (p ") || !strings.Contains(c.Why[0], "% more in Compilation") {
		t.Errorf("%+v, %v", c, err)
	}
	if c.Verdict != record.SelfcheckFailed || !strings.Contains(c.Why[0], "second in a round") {
		t.Errorf("%s, %q", c.Verdict, c.Why)
	}
}

// TestCheckSelfFigures: what a passed check says of the machine.
func TestCheckSelfFigures(t *testing.T) {
	d := selfMachine{rounds: 40, benchmarks: 4}.record(2).Data()
	c, err := CheckSelf(d, Options{}, 5*time.Minute, 1)
	if err != nil {
		t.Fatal(err)
	}
	if c.Machine != "abc" || c.Rounds != 40 || c.RoundSeconds != 3 || c.PlannedRounds != 100 || c.PlannedSeconds != 300 || len(c.P) != 12 || c.Comparisons != 12 {
		t.Errorf("%+v", c.Selfcheck)
	}
	if len(c.Phases) != 3 || len(c.Smallest) != 3 || c.Phases[2].Phase != measure.Execution || c.Phases[0].Comparisons != 4 {
		t.Fatalf("%+v", c.Phases)
	}
	// Of differences that vary by sqrt(2) sqrt(0.01^2 + 0.005^2) = 1.58%, in 100
	// rounds: about (2.63 + 0.84 1.1) 1.58% sqrt(pi/3) / 10 = 0.58%, and no less than 1%.
	if f := c.Phases[2]; *f.Smallest != 1.01 || *f.Worst != 1.01 {
		t.Errorf("%v, %v", *f.Smallest, *f.Worst)
	}
	c, _ = CheckSelf(d, Options{NoiseThreshold: -1}, 5*time.Minute, 1)
	if f := c.Phases[2]; *f.Smallest < 1.0045 || *f.Smallest > 1.007 || *f.Worst < *f.Smallest || *f.Worst > 1.01 {
		t.Errorf("%v, %v", *f.Smallest, *f.Worst)
	}
	again, _ := CheckSelf(d, Options{NoiseThreshold: -1}, 5*time.Minute, 1)
	if again.Names != c.Names {
		t.Error("the same seed exchanged other names")
	}
	if c, _ := CheckSelf(d, Options{}, 5*time.Second, 1); c.PlannedRounds != 1 || len(c.Smallest) != 0 {
		t.Errorf("5 seconds are one round, which shows nothing: %+v", c.Selfcheck)
	}
}

// TestNotTwice: an engine that has one name cannot be checked, and what only looks
// like the same is not.
func TestNotTwice(t *testing.T) {
	with := func(engines ...record.Engine) *Data {
		b := selfMachine{rounds: 8, benchmarks: 1}.record(3)
		b.data.Headers[0].Engines = engines
		return b.Data()
	}
	e, again := record.Engine{Name: "e", Engine: "wazero", Version: "v1"}, record.Engine{Name: "e-again", Engine: "wazero", Version: "v1"}
	newer := again
	newer.Version = "v2"
	for name, tt := range map[string]struct {
		d  *Data
		ok bool
	}{
		"the same":         {with(e, again), true},
		"another version":  {with(e, newer), false},
		"unknown":          {with(e), false},
		"no header":        {Group(suiteRows(10, []string{"a", "b"}, []string{"x"}, same)), false},
		"no header, three": {Group(suiteRows(10, []string{"a", "b", "c"}, []string{"x"}, same)), false},
		"no header, one":   {Group(suiteRows(10, []string{"a"}, []string{"x"}, same)), false},
		"nothing":          {Group(nil), false},
	} {
		c, err := CheckSelf(tt.d, Options{}, time.Minute, 1)
		if (err == nil) != tt.ok || err != nil && !errors.Is(err, ErrNotTwice) {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	exact := Group(suiteRows(10, []string{"a", "b"}, []string{"x"}, same))
	exact.Headers = []record.Header{{Engines: []record.Engine{{Name: "a", Engine: "wazero"}, {Name: "b", Engine: "wazero"}}}}
	for i := range exact.Series {
		for k := range exact.Series[i].processes {
			exact.Series[i].processes[k].Counts[0] = 7
		}
	}
	if c, err := CheckSelf(exact, Options{}, time.Minute, 1); err != nil || c.Verdict != record.SelfcheckLittle || len(c.LeftOut) != 1 || !strings.Contains(c.LeftOut[0], "does not vary") {
		t.Errorf("exact counts: %+v, %v", c, err)
	}
}

// TestSelfcheckOfData: a self-check counts where all recordings are of its machine.
func TestSelfcheckOfData(t *testing.T) {
	header := func(machine, checked string, at int) record.Header {
		h := record.Header{Machine: record.Machine{Fingerprint: machine}}
		if checked != "" {
			h.Selfcheck = &record.Selfcheck{Machine: checked, At: time.Unix(int64(at), 0), Rounds: at}
		}
		return h
	}
	for name, tt := range map[string]struct {
		headers []record.Header
		want    int // 0 for none
	}{
		"none":         {nil, 0},
		"not checked":  {[]record.Header{header("a", "", 0)}, 0},
		"checked":      {[]record.Header{header("a", "a", 1)}, 1},
		"elsewhere":    {[]record.Header{header("a", "b", 1)}, 0},
		"one of two":   {[]record.Header{header("a", "a", 1), header("a", "", 0)}, 1},
		"the later":    {[]record.Header{header("a", "a", 1), header("a", "a", 2)}, 2},
		"two machines": {[]record.Header{header("a", "a", 1), header("b", "", 0)}, 0},
		"nobody knows": {[]record.Header{header("", "", 0), {Selfcheck: &record.Selfcheck{Rounds: 9}}}, 0},
	} {
		got := (&Data{Headers: tt.headers}).Selfcheck()
		if tt.want == 0 && got != nil || tt.want > 0 && (got == nil || got.Rounds != tt.want) {
			t.Errorf("%s: %+v, want %d", name, got, tt.want)
		}
	}
}
