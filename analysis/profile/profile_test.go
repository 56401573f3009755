package profile

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/sightglass-go/sightglass/measure/record"
)

// of is a profile of frames and their counts.
func of(windows int, frames []record.ProfileFrame, counts ...uint64) *record.Profile {
	p := &record.Profile{Event: "instructions-retired", Windows: windows, Frames: frames}
	for i, n := range counts {
		p.Total += n
		p.Samples = append(p.Samples, record.ProfileSample{Stack: []int{i}, Count: n})
	}
	return p
}

func guest(index int64, name string) record.ProfileFrame {
	return record.ProfileFrame{Kind: record.Guest, Index: index, Name: name}
}

func arm(name, module string, p *record.Profile) Arm {
	return Arm{Name: name, Module: module, Profile: p}
}

var host = record.ProfileFrame{Kind: record.Host, Name: "runtime.mcall", Object: "/bin/x"}

// TestCompare: the lines add up to the totals, whatever is matched, and the sentence
// names what has most. Numbers are worked out by hand.
func TestCompare(t *testing.T) {
	base := of(1, []record.ProfileFrame{guest(2, "scan"), guest(3, "_ZN4text4foldEi"), host}, 100, 60, 40)
	for _, tt := range []struct {
		name     string
		arms     []Arm
		lines    map[string][]float64
		of       map[string]float64
		index    map[string]int64
		sentence string
		byName   bool
		unnamed  int
	}{
		{name: "one", arms: []Arm{arm("a", "m", base)},
			lines: map[string][]float64{"scan": {100}, "text::fold(int)": {60}, "runtime.mcall": {40}}, index: map[string]int64{"scan": 2, "runtime.mcall": -1},
			sentence: "a: 200 instructions-retired in Execution: 50.0% of it in scan"},
		{name: "two", arms: []Arm{arm("a", "m", base), arm("b", "m", of(1, []record.ProfileFrame{guest(2, "scan"), guest(3, "_ZN4text4foldEi"), host}, 100, 87, 43))},
			lines:    map[string][]float64{"scan": {100, 100}, "text::fold(int)": {60, 87}, "runtime.mcall": {40, 43}},
			of:       map[string]float64{"text::fold(int)": 0.9, "runtime.mcall": 0.1, "scan": 0},
			sentence: "b, compared with a: 1.15x more instructions-retired in Execution: 90.0% of the difference in text::fold(int); in its own functions alone 1.17x more"},
		{name: "one way and the other", arms: []Arm{arm("a", "m", base), arm("b", "m", of(1, []record.ProfileFrame{guest(2, "scan"), guest(3, "_ZN4text4foldEi"), host}, 80, 100, 40))},
			of:       map[string]float64{"text::fold(int)": 2, "scan": -1},
			sentence: "b, compared with a: 1.10x more instructions-retired in Execution: 200% of the difference in text::fold(int); in its own functions alone 1.12x more"},
		{name: "the same in all", arms: []Arm{arm("a", "m", base), arm("b", "m", of(1, []record.ProfileFrame{guest(2, "scan"), guest(3, "_ZN4text4foldEi"), host}, 90, 70, 40))},
			of:       map[string]float64{"scan": math.NaN()},
			sentence: "b, compared with a: the same instructions-retired in all, but 10 fewer in scan"},
		{name: "the same", arms: []Arm{arm("a", "m", base), arm("b", "m", base)}, sentence: "b, compared with a: the same instructions-retired"},
		{name: "the engine alone", arms: []Arm{arm("a", "m", base), arm("b", "n", of(1, []record.ProfileFrame{guest(2, "scan"), guest(3, "_ZN4text4foldEi"), host}, 100, 60, 240))}, byName: true,
			sentence: "b, compared with a: 2.00x more instructions-retired in Execution: 100% of the difference in (engine and runtime); no function of the benchmark differs"},
		{name: "in the engine more here and fewer there", arms: []Arm{arm("a", "m", of(1, []record.ProfileFrame{guest(2, "scan"), host, {Kind: record.Glue, Name: "entry"}}, 100, 40, 47)), arm("b", "m", of(1, []record.ProfileFrame{guest(2, "scan"), host, {Kind: record.Glue, Name: "entry"}}, 100, 57, 30))},
			sentence: "b, compared with a: the same instructions-retired in all, but 17 fewer in (entry and host calls); no function of the benchmark differs"},
		{name: "one function is new", arms: []Arm{arm("a", "m", base), arm("b", "m", of(1, []record.ProfileFrame{guest(9, "new")}, 100))},
			lines:    map[string][]float64{"new": {0, 100}, "scan": {100, 0}},
			sentence: "b, compared with a: 2.00x fewer instructions-retired in Execution: 100% of the difference in scan; in its own functions alone 1.60x fewer"},
		{name: "the engine in one only", arms: []Arm{arm("a", "m", of(1, []record.ProfileFrame{guest(2, "scan"), host}, 100, 0)), arm("b", "m", of(1, []record.ProfileFrame{guest(2, "scan"), guest(3, "x"), host}, 99, 1, 50))},
			sentence: "b, compared with a: 1.50x more instructions-retired in Execution: 100% of the difference in (engine and runtime); its own functions have the same in all"},
		// Functions of two stripped files: equal indices say nothing.
		{name: "without names", arms: []Arm{arm("a", "m", of(1, []record.ProfileFrame{guest(1, "_start"), guest(5, "")}, 1, 10)), arm("b", "n", of(1, []record.ProfileFrame{guest(1, "_start"), guest(5, "")}, 1, 30))}, byName: true, unnamed: 2,
			lines: map[string][]float64{"_start": {1, 1}, "function 5 of a": {10, 0}, "function 5 of b": {0, 30}}, index: map[string]int64{"function 5 of b": 5}},
		{name: "without names in one file", arms: []Arm{arm("a", "m", of(1, []record.ProfileFrame{guest(5, "")}, 10)), arm("b", "m", of(1, []record.ProfileFrame{guest(5, "")}, 30))}, unnamed: 1,
			lines: map[string][]float64{"function 5": {10, 30}}},
		{name: "means of windows", arms: []Arm{arm("a", "m", base), arm("b", "m", of(4, []record.ProfileFrame{guest(2, "scan")}, 402))},
			lines: map[string][]float64{"scan": {100, 100.5}}},
		// Another module: the function has another index there, and is found by its name.
		{name: "by name", arms: []Arm{arm("a", "m", base), arm("b", "n", of(1, []record.ProfileFrame{guest(2, "new"), guest(7, "scan")}, 1, 300))}, byName: true,
			lines: map[string][]float64{"scan": {100, 300}, "new": {0, 1}}, index: map[string]int64{"scan": -1, "new": 2}},
		{name: "nothing before", arms: []Arm{arm("a", "m", of(1, nil)), arm("b", "m", base)}, sentence: "b, compared with a: 200 instructions-retired, and none before"},
	} {
		r, err := Compare(tt.arms...)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		for _, lines := range [][]Line{r.Lines, r.Folded(0), r.Folded(1)} {
			sums := make([]float64, len(tt.arms))
			for _, l := range lines {
				for i, n := range l.Counts {
					sums[i] += n
				}
			}
			for i := range sums {
				if sums[i] != r.Totals[i] {
					t.Errorf("%s: lines of %v, and totals of %v", tt.name, sums, r.Totals)
				}
			}
		}
		for _, l := range r.Lines {
			for i, n := range tt.lines[l.Name] {
				if l.Counts[i] != n {
					t.Errorf("%s: %s counts %v, want %v", tt.name, l.Name, l.Counts, tt.lines[l.Name])
				}
			}
			if want, ok := tt.of[l.Name]; ok && math.Abs(r.Of(&l)-want) > 1e-9 != (math.IsNaN(want) && !math.IsNaN(r.Of(&l))) {
				t.Errorf("%s: %s has %v of the difference, want %v", tt.name, l.Name, r.Of(&l), want)
			}
			if want, ok := tt.index[l.Name]; ok && l.Index != want {
				t.Errorf("%s: %s has index %d, want %d", tt.name, l.Name, l.Index, want)
			}
		}
		if tt.sentence != "" && r.Sentence() != tt.sentence {
			t.Errorf("%s: %q, want %q", tt.name, r.Sentence(), tt.sentence)
		}
		if r.ByName != tt.byName || r.Unnamed != tt.unnamed {
			t.Errorf("%s: by name %v, %d without one", tt.name, r.ByName, r.Unnamed)
		}
		for name := range tt.lines {
			if !slices.ContainsFunc(r.Lines, func(l Line) bool { return l.Name == name }) {
				t.Errorf("%s: %s is not there", tt.name, name)
			}
		}
	}
}

// TestIncomparable: what would be a wrong number is an error.
func TestIncomparable(t *testing.T) {
	base := of(1, []record.ProfileFrame{guest(2, "scan")}, 5)
	changed := func(change func(*record.Profile)) *record.Profile {
		p := of(1, []record.ProfileFrame{guest(2, "scan")}, 5)
		change(p)
		return p
	}
	for name, arms := range map[string][]Arm{
		"none":           {},
		"three":          {arm("a", "m", base), arm("b", "m", base), arm("c", "m", base)},
		"no common name": {arm("a", "m", base), arm("b", "n", of(1, []record.ProfileFrame{guest(2, "other")}, 5))},
		"another event":  {arm("a", "m", base), arm("b", "m", changed(func(p *record.Profile) { p.Event = "cycles" }))},
		"a wrong total":  {arm("a", "m", changed(func(p *record.Profile) { p.Total++ }))},
		"a total below":  {arm("a", "m", changed(func(p *record.Profile) { p.Total-- }))},
		"no such frame":  {arm("a", "m", changed(func(p *record.Profile) { p.Samples[0].Stack[0] = 1 }))},
		"no stack":       {arm("a", "m", changed(func(p *record.Profile) { p.Samples[0].Stack = nil }))},
		"no names":       {arm("a", "m", of(1, []record.ProfileFrame{guest(2, "")}, 5)), arm("b", "n", of(1, []record.ProfileFrame{guest(2, "")}, 5))},
		"no windows":     {arm("a", "m", changed(func(p *record.Profile) { p.Windows = 0 }))},
	} {
		if r, err := Compare(arms...); !errors.Is(err, ErrIncomparable) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	if _, err := Merge(); !errors.Is(err, ErrIncomparable) {
		t.Error(err)
	}
	if _, err := Merge(base, changed(func(p *record.Profile) { p.Event = "cycles" })); !errors.Is(err, ErrIncomparable) {
		t.Error(err)
	}
}

// TestMerge: the frames of the second profile have other places than those of the first.
func TestMerge(t *testing.T) {
	m, err := Merge(of(1, []record.ProfileFrame{guest(2, "scan"), host}, 10, 1), of(2, []record.ProfileFrame{host, guest(2, "scan")}, 100, 1000))
	if err != nil || m.Windows != 3 || m.Total != 1111 {
		t.Fatalf("%+v, %v", m, err)
	}
	r, err := Compare(arm("a", "m", m))
	if err != nil || len(r.Lines) != 2 || r.Lines[0].Counts[0] != 1010./3 || r.Lines[1].Counts[0] != 101./3 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestName(t *testing.T) {
	for f, want := range map[record.ProfileFrame]string{
		guest(1, "_ZN4text4foldEi"):                            "text::fold(int)",
		guest(1, "_ZN4core3fmt5write17h0123456789abcdefE"):     "core::fmt::write",
		guest(1, "BZ2_decompress"):                             "BZ2_decompress",
		guest(5, ""):                                           "function 5",
		{Kind: record.Unknown}:                                 "unknown code",
		{Kind: record.Host, Object: "/bin/x"}:                  "code without a name",
		{Kind: record.Glue, Name: "wasmtime_builtin_memory_x"}: "wasmtime_builtin_memory_x",
	} {
		if got := Name(&f); got != want {
			t.Errorf("%+v: %q, want %q", f, got, want)
		}
	}
}
