package history

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// steady is recordings of one benchmark, one a day, on the machines that are named,
// each as slow as slow says.
func steady(machines []string, slow func(day int) float64) (list []Recording) {
	for i, machine := range machines {
		day := i + 1
		list = append(list, Recording{fmt.Sprintf("%02d.jsonl", day), recording(uint64(day), header(day, fmt.Sprint("c", day), machine, "v1"), map[string]float64{"a.wasm": slow(day)})})
	}
	return list
}

func same(int) float64 { return 1 }

// machines is each of the names as many times as the number behind it.
func machines(pairs ...any) (list []string) {
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, slices.Repeat([]string{pairs[i].(string)}, pairs[i+1].(int))...)
	}
	return list
}

// TestGateRefuses: a gate that would say that nothing is worse, and could not know, refuses.
func TestGateRefuses(t *testing.T) {
	now := time.Date(2026, 1, 21, 3, 0, 0, 0, time.UTC)
	fleet := slices.Repeat([]string{"a", "b", "c"}, 7)
	for _, tt := range []struct {
		name string
		in   []Recording
		gate Gate
		err  string
	}{
		{"all is well", steady(machines("one", 20), same), Gate{}, ""},
		{"the newest of this night", steady(machines("one", 20), same), Gate{MaxAge: 30 * time.Hour, Now: now}, ""},
		{"last night's is missing", steady(machines("one", 19), same), Gate{MaxAge: 30 * time.Hour, Now: now}, "the newest recording, 19.jsonl, is 51h old, more than 30h: "},
		{"of the future", steady(machines("one", 25), same), Gate{}, "22.jsonl says that it was made at 2026-01-22 00:00 UTC, which is in the future"},
		{"another machine since", steady(machines("one", 14, "two", 3), same), Gate{}, "the newest 3 recordings are of another machine"},
		{"the newest on another machine", steady(machines("one", 14, "two", 1), same), Gate{}, "the newest 1 recording is of another machine"},
		{"faster machine hides what became slower", steady(machines("one", 14, "two", 4), func(day int) float64 {
			if day > 14 {
				return 0.9
			}
			return 1
		}), Gate{}, "the newest 4 recordings are of another machine"},
		{"another machine for long", steady(machines("one", 12, "two", 8), same), Gate{}, ""},
		{"back on the first machine", steady(machines("one", 10, "two", 4, "one", 1), same), Gate{}, ""},
		{"machines take turns", steady(fleet, same), Gate{}, ""},
		{"another of many machines", steady(append(fleet[:20:20], "new"), same), Gate{}, ""},
		{"machines that are not known", steady(machines("", 20), same), Gate{}, ""},
	} {
		h, err := Build(tt.in, Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		_, err = tt.gate.Judge(h)
		if tt.err == "" && err != nil || tt.err != "" && (!errors.Is(err, analysis.ErrGate) || !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.err)
		}
	}
}

// TestGateUndirected: an open gate says which series it did not judge, and why.
func TestGateUndirected(t *testing.T) {
	for n, want := range []string{
		"",
		"; 1 series was not judged, as its event does not say whether less or more is better",
		"; 2 series were not judged, as their events do not say whether less or more is better",
	} {
		h, err := Build(steady(machines("one", 20), same), Options{})
		if err != nil {
			t.Fatal(err)
		}
		for range n {
			s := h.Series[0]
			s.Event = measure.Event{Name: "widgets"}
			h.Series = append(h.Series, s)
		}
		got, err := Gate{}.Judge(h)
		if err != nil || got.Undirected != n || !strings.HasSuffix(got.String(), " may be unseen"+want) {
			t.Errorf("%d: %v, %v", n, got, err)
		}
	}
}

// TestUnsorted: names in the order of the alphabet are not in that of time where their
// numbers are not.
func TestUnsorted(t *testing.T) {
	for names, want := range map[string]string{
		"1.csv 10.csv 2.csv":                            "10.csv before 2.csv",
		"past/9/x.csv past/9/y.csv":                     "",
		"night-1.csv night-19.csv night-2.csv":          "night-19.csv before night-2.csv",
		"01.csv 02.csv 10.csv":                          "",
		"2026-01-02.csv 2026-01-10.csv":                 "",
		"2.csv 10.csv 9.csv":                            "", // neither alphabetical nor by number: somebody's own order
		"b.csv a.csv":                                   "",
		"before.csv":                                    "",
		"a.csv a.csv":                                   "",
		"v1.9.0.csv v1.10.0.csv":                        "",
		"v1.10.0.csv v1.9.0.csv":                        "v1.10.0.csv before v1.9.0.csv",
		"a.csv b.csv c.csv":                             "",
		"0012.csv 0110.csv 02.csv":                      "",
		strings.Repeat("9", 50) + " " + "9a":            strings.Repeat("9", 50) + " before 9a",
		"run1-final.csv run10-final.csv run2-final.csv": "run10-final.csv before run2-final.csv",
	} {
		var points []Point
		for _, name := range strings.Fields(names) {
			points = append(points, Point{Name: name})
		}
		if got := unsorted(points); (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", names, got, want)
		}
	}
	var in []Recording
	for i, name := range []string{"1", "10", "11", "12", "2", "3", "4", "5", "6", "7", "8", "9"} {
		in = append(in, Recording{name + ".csv", recording(uint64(i+1), nil, map[string]float64{"a.wasm": 1})})
	}
	h, err := Build(in, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (Gate{Given: true}).Judge(h); !errors.Is(err, analysis.ErrGate) || !strings.Contains(err.Error(), "12.csv before 2.csv") {
		t.Errorf("%v", err)
	}
}

// TestRegressions: what became worse twice is one regression, as much as it is now, and
// the worst is first.
func TestRegressions(t *testing.T) {
	var in []Recording
	for day := 1; day <= 40; day++ {
		times := map[string]float64{"a.wasm": 1, "b.wasm": 1, "c.wasm": 1}
		if day > 12 {
			times["a.wasm"] = 1.2
			times["c.wasm"] = 0.8
		}
		if day > 26 {
			times["a.wasm"] = 1.5
			times["b.wasm"] = 1.3
		}
		in = append(in, Recording{fmt.Sprintf("%02d", day), recording(uint64(day), header(day, fmt.Sprint("c", day), "one", "v1"), times)})
	}
	h, err := Build(in, Options{By: "commit"})
	if err != nil {
		t.Fatal(err)
	}
	list := h.Regressions()
	if len(list) != 2 || list[0].Series.Wasm != "a.wasm" || len(list[0].Changes) != 2 || list[1].Series.Wasm != "b.wasm" {
		t.Fatalf("%+v", list)
	}
	// The recordings were made that much slower.
	if r := *list[0].Now().Ratio; math.Abs(r-1.5) > 0.02 || h.Points[list[0].Since().To].Label != "c13" || list[0].Now().Candidate.Label != "c40" {
		t.Errorf("a.wasm is %v times as slow since %+v", r, list[0].Now())
	}
	if r := *list[1].Now().Ratio; math.Abs(r-1.3) > 0.02 || list[1].Since().Recent {
		t.Errorf("b.wasm is %v times as slow", r)
	}
	out, err := (Gate{}).Judge(h)
	if err != nil || len(out.Worse) != 3 || !strings.HasPrefix(out.String(), "2 open regressions among 3 series; the worst is a.wasm (wazero, Execution, cycles) since c13: 1.5") {
		t.Errorf("%v, %v", out, err)
	}
	levels, err := h.Levels(list[0].Series)
	if err != nil || len(levels) != 3 {
		t.Fatalf("%v, %v", levels, err)
	}
	// 1, 1.2 and 1.5 by construction.
	for pair, want := range map[[2]int]float64{{0, 1}: 1.2, {0, 2}: 1.5, {1, 2}: 1.25} {
		c := levels[pair]
		if math.Abs(*c.Ratio-want) > 0.02 || !c.Interval.Contains(*c.Ratio) || c.Wasm != "a.wasm" {
			t.Errorf("levels %v: %+v", pair, c)
		}
	}
}

// TestCommit: the label, or what all programs were built of.
func TestCommit(t *testing.T) {
	program := func(main, revision string, modified bool) record.Program {
		return record.Program{Main: main, Revision: revision, Modified: modified}
	}
	for _, tt := range []struct {
		label    string
		programs []record.Program
		want     string
	}{
		{"c0ffee", []record.Program{program("p", "decade", false)}, "c0ffee"},
		{"", []record.Program{program("p", "decade", false)}, "decade"},
		{"", []record.Program{program("p", "decade", true)}, ""},
		{"", []record.Program{program("p", "decade", false), program("p", "facade", false)}, ""},
		{"", []record.Program{program("p", "decade", false), program("p", "", false)}, ""},
		{"", []record.Program{program("p", "decade, with uncommitted changes", false)}, ""},
		{"", []record.Program{program("github.com/sightglass-go/sightglass/examples/sightglass", "decade", false)}, ""},
		{"", nil, ""},
	} {
		h := header(1, tt.label, "one", "v1")
		h.Programs = tt.programs
		h.Machine.CPU = "a CPU"
		p := point(Recording{"x", recording(1, h, map[string]float64{"a.wasm": 1})}, "")
		if p.Commit != tt.want || p.Host == nil || p.Host.CPU != "a CPU" {
			t.Errorf("%+v: %q, want %q", tt, p.Commit, tt.want)
		}
	}
}
