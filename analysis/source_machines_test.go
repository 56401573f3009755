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

func TestManyMachines(t *testing.T) {
	for _, tt := range []struct {
		machines []string
		want     int
	}{
		{nil, 0}, {[]string{"a"}, 0}, {[]string{"a", "a", ""}, 0}, {[]string{"a", "b", "a"}, 2},
	} {
		var b Builder
		for _, f := range tt.machines {
			b.Header(record.Header{Machine: record.Machine{Fingerprint: f}})
		}
		var w *ManyMachines
		found := false
		for _, warning := range b.Data().Warnings {
			found = found || errors.As(warning, &w)
		}
		if found != (tt.want > 0) || found && len(w.Fingerprints) != tt.want {
			t.Errorf("%q: %v", tt.machines, w)
		}
	}
}

// onMachinesText is a recording of rounds of two engines on each machine, in which the
// second takes as long as the first, times what the machine's entry says.
func onMachinesText(t *testing.T, rounds int, ratios ...float64) []string {
	t.Helper()
	return countedOnMachines(t, "cycles", rounds, ratios...)
}

func countedOnMachines(t *testing.T, event string, rounds int, ratios ...float64) []string {
	t.Helper()
	var texts []string
	for i, ratio := range ratios {
		var b strings.Builder
		w := record.NewWriter(&b, record.JSONL)
		first := uint64(1000 * (i + 1))
		name := fmt.Sprintf("n%d", i+1)
		err := w.Begin(record.Header{Format: record.FormatVersion, Started: time.Unix(int64(i), 0), FirstProcess: first, Machine: record.Machine{Fingerprint: "f", Boot: name, Name: name},
			Engines: []record.Engine{{Name: "a", Engine: "a"}, {Name: "b", Engine: "b"}}})
		for r := range rounds {
			noise := float64(r%3) * 10
			for k, count := range []float64{100000 + noise, (100000 + 2*noise) * ratio} {
				err = errors.Join(err, w.Write(record.Row{Arch: "x86_64", Engine: string(rune('a' + k)), Wasm: "x.wasm", Process: first + uint64(r), Phase: measure.Execution, Event: event, Count: uint64(count)}))
			}
		}
		if err := errors.Join(err, w.Flush()); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, b.String())
	}
	return texts
}

// TestMachinesTogether: with several machines the machine is the unit. What is expected
// of three was computed by hand from ln(1.10), ln(1.12), ln(1.14): mean ln(1.11988),
// s 0.017860, t(0.995, 2) 9.924843.
func TestMachinesTogether(t *testing.T) {
	for _, tt := range []struct {
		name    string
		ratios  []float64
		verdict Verdict
		code    string
		text    string
	}{
		{"three that agree", []float64{1.10, 1.12, 1.14}, Changed, severalMachines, "slower on all 3 machines"},
		{"three that do not", []float64{1.10, 1.12, 0.9}, Unsure, machinesDisagree, "machines disagree: slower on 2 of 3 machines (n1 1.10x slower, n2 1.12x slower), faster on 1 (n3 9.99% less time)"},
		{"one of which has not changed", []float64{1.10, 1.12, 1}, Unsure, machinesDisagree, "machines disagree: slower on 2 of 3 machines (n1 1.10x slower, n2 1.12x slower), not changed on 1 (n3)"},
		{"no change anywhere", []float64{1, 1.0001, 0.9999}, NotChanged, severalMachines, "not changed on all 3 machines"},
		{"two", []float64{1.10, 1.12}, Unsure, fewMachines, "record on 3 or more"},
	} {
		r, err := Compare(readTexts(t, onMachinesText(t, 12, tt.ratios...)...).Pool(), Options{Baseline: "a"})
		if err != nil || len(r.Comparisons) != 1 {
			t.Fatalf("%s: %v", tt.name, err)
		}
		c := r.Comparisons[0]
		at := slices.IndexFunc(c.Caveats, func(v Caveat) bool { return v.Code == tt.code && strings.Contains(v.Text, tt.text) })
		if c.Verdict != tt.verdict || at < 0 || c.Method != MethodMachines || c.Machines == nil || len(c.Machines.Each) != len(tt.ratios) || c.MoreRounds != nil {
			t.Errorf("%s: %s by %s, %+v, %+v; want %s, %s", tt.name, c.Verdict, c.Method, c.Caveats, c.Machines, tt.verdict, tt.text)
			continue
		}
		for i, e := range c.Machines.Each {
			if math.Abs(*e.Ratio/tt.ratios[i]-1) > 2e-4 || e.Rounds != 12 || e.Machine != fmt.Sprintf("n%d", i+1) || e.Interval == nil {
				t.Errorf("%s: %+v", tt.name, e)
			}
		}
		if (c.Machines.Next == nil) != (len(tt.ratios) < 3) {
			t.Errorf("%s: next %v", tt.name, c.Machines.Next)
		}
		// A gate decides where machines are enough.
		if _, err := (Gate{}).Judge(r); (err == nil) != (len(tt.ratios) >= 3) {
			t.Errorf("%s: gate %v", tt.name, err)
		}
		if tt.name == "three that agree" {
			half, wide := 9.924843*0.017860/math.Sqrt(3), 9.924843*0.017860*math.Sqrt(4.0/3)
			for _, is := range [][2]float64{{math.Log(c.Interval.High / *c.Ratio), half}, {math.Log(c.Machines.Next.High / *c.Ratio), wide}} {
				if math.Abs(is[0]/is[1]-1) > 0.01 {
					t.Errorf("half width %v, want %v", is[0], is[1])
				}
			}
		}
	}
}

// TestMachinesAreNotRounds: what differs between machines alone is no certainty, however
// many rounds each has: the pooled rounds of these would exclude 1.
func TestMachinesAreNotRounds(t *testing.T) {
	r, err := Compare(readTexts(t, onMachinesText(t, 100, 1.1, 1.02, 1.001)...).Pool(), Options{Baseline: "a"})
	if err != nil {
		t.Fatal(err)
	}
	if c := r.Comparisons[0]; c.Verdict != Unsure || !c.Interval.Contains(1) {
		t.Errorf("%s, %v", c.Verdict, c.Interval)
	}
}

// TestZeroOnMachines: counts of 0 have no ratio, by which machines are compared, and their
// rounds are not pooled instead.
func TestZeroOnMachines(t *testing.T) {
	for machines, want := range map[int]Verdict{1: Changed, 3: Unsure} {
		r, err := Compare(readTexts(t, countedOnMachines(t, "fuel", 12, make([]float64, machines)...)...).Pool(), Options{Baseline: "a"})
		if err != nil {
			t.Fatal(err)
		}
		if c := r.Comparisons[0]; c.Verdict != want || hasCaveat(c.Caveats, zeroOnMachines) != (want == Unsure) {
			t.Errorf("%d machines: %s, %+v", machines, c.Verdict, c.Caveats)
		} else if want == Unsure && (c.P != nil || c.Many != nil || !strings.Contains(c.String(), "machines are compared by their ratios")) {
			t.Errorf("%d machines: %v, p %v, %+v", machines, c, c.P, c.Many)
		}
		if _, err := (Gate{}).Judge(r); (err == nil) != (want == Changed) || err != nil && !strings.Contains(err.Error(), "several machines are compared by their ratios") {
			t.Errorf("%d machines: gate %v", machines, err)
		}
	}
}

// TestStartedAgain: a machine that was started again between two recordings is one machine;
// between the shares of a plan two kernels are two, which may be copies of one image.
func TestStartedAgain(t *testing.T) {
	for share, want := range map[bool]Method{false: MethodHodgesLehmann, true: MethodMachines} {
		var texts []string
		for _, text := range onMachinesText(t, 12, 1.10, 1.12) {
			r := record.NewReader(strings.NewReader(text), "x", record.JSONL)
			var b strings.Builder
			w := record.NewWriter(&b, record.JSONL)
			r.OnHeader = func(h record.Header) {
				h.Machine.Name = ""
				if share {
					h.Share = &record.Share{Plan: strings.Repeat("a", 64), Index: int(h.FirstProcess / 1000), Of: 2, Rounds: 24}
				}
				if err := w.Begin(h); err != nil {
					t.Fatal(err)
				}
			}
			for row, err := range r.All() {
				if err := errors.Join(err, w.Write(row)); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
			texts = append(texts, b.String())
		}
		r, err := Compare(readTexts(t, texts...).Pool(), Options{Baseline: "a"})
		if err != nil {
			t.Fatal(err)
		}
		if c := r.Comparisons[0]; c.Method != want {
			t.Errorf("shares %v: %s, %+v", share, c.Method, c.Caveats)
		}
	}
}

// TestShareMoved: rounds behind the mark that a share went on elsewhere are those of the
// other machine.
func TestShareMoved(t *testing.T) {
	var b strings.Builder
	w := record.NewWriter(&b, record.JSONL)
	err := w.Begin(record.Header{Format: record.FormatVersion, FirstProcess: 1, Machine: record.Machine{Name: "n1", Boot: "n1"}, Engines: []record.Engine{{Name: "a", Engine: "a"}}})
	for process := range 6 {
		if process == 3 {
			err = errors.Join(err, w.Mark(record.Mark{Resumed: &record.Resumed{Machine: &record.Machine{Name: "n9", Boot: "n9"}}}))
		}
		for k, engine := range []string{"a", "b"} {
			row := record.Row{Arch: "x86_64", Engine: engine, Wasm: "x.wasm", Process: uint64(1 + process), Phase: measure.Execution, Event: "cycles", Count: uint64(10000 + 1000*k + process)}
			err = errors.Join(err, w.Write(row), w.Mark(record.Mark{Ended: &record.Ended{Engine: engine, Wasm: "x.wasm", Process: row.Process, Round: process, Rows: 1}}))
		}
	}
	if err := errors.Join(err, w.Flush()); err != nil {
		t.Fatal(err)
	}
	r, err := Compare(readTexts(t, b.String()).Pool(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	m := r.Comparisons[0].Machines
	if m == nil || len(m.Each) != 2 || m.Each[0].Rounds != 3 || m.Each[1].Rounds != 3 || m.Each[1].Machine != "n9" {
		t.Errorf("%+v", m)
	}
}

// TestOnMachines: by hand.
func TestOnMachines(t *testing.T) {
	for want, on := range map[string]map[string][]string{
		"slower on both machines (n1, n2)":                          {"slower": {"n1", "n2"}},
		"slower on all 3 machines (n1, n2, n3)":                     {"slower": {"n1", "n2", "n3"}},
		"slower on 2 of 3 machines (n1, n3), faster on 1 (n2)":      {"slower": {"n1", "n3"}, "faster": {"n2"}},
		"faster on 1 of 2 machines (n2), unsure on 1 (n1)":          {"unsure": {"n1"}, "faster": {"n2"}},
		"slower on all 5 machines (n1, n2, n3, n4, ...)":            {"slower": {"n1", "n2", "n3", "n4", "n5"}},
		"not changed on 2 of 4 machines (a, b), slower on 2 (c, d)": {"slower": {"c", "d"}, "not changed": {"a", "b"}},
	} {
		of := 0
		for _, names := range on {
			of += len(names)
		}
		if got := onMachines(on, of); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
