package analysis

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// recordedAs is rows of engines on x.wasm under a header, times as slow as is said.
func recordedAs(t *testing.T, first int, change func(h *record.Header), times float64, engines ...string) *record.Reader {
	t.Helper()
	h := &record.Header{FirstProcess: uint64(first), Work: new(record.Work), Modules: []record.Module{{Wasm: "x.wasm", SHA256: "aaaaaaaaaaaaaaaa"}}, Events: []measure.Event{cycles}}
	change(h)
	var rows []record.Row
	for p := range 10 {
		for e, engine := range engines {
			rows = append(rows, record.Row{Arch: "x86_64", Engine: engine, Wasm: "x.wasm", Process: uint64(first + p), Phase: measure.Execution,
				Event: "cycles", Count: uint64(1e6 * times * (1 + math.Sin(float64(first+p*37+e*101))/200))})
		}
	}
	return record.NewReader(strings.NewReader(text(t, record.JSONL, h, rows)), fmt.Sprintf("%d.jsonl", first), record.Auto)
}

func unchanged(*record.Header) {}

func small(h *record.Header) { h.Work.SmallWorkload = true }

// comparedRecordings is the comparison of two recordings.
func comparedRecordings(t *testing.T, before, after *record.Reader) *Result {
	t.Helper()
	rs, err := ReadRecordings(before, after)
	if err != nil {
		t.Fatal(err)
	}
	ba, err := rs.BeforeAfter()
	if err != nil {
		t.Fatal(err)
	}
	r, err := ba.Compare(Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestIncomparable: rows of different work are neither pooled nor compared,
// whatever it is that differs, unless that is allowed by name.
func TestIncomparable(t *testing.T) {
	for name, change := range map[string]func(h *record.Header){
		"workload": small,
		"args":     func(h *record.Header) { h.Work.Args = []string{"1"} },
		"entry":    func(h *record.Header) { h.Work.Call.Whole = true },
		"module":   func(h *record.Header) { h.Modules[0].SHA256 = "bbbbbbbbbbbbbbbb" },
		"stdin":    func(h *record.Header) { h.Work.Stdin = &record.Input{Name: "in", Bytes: 1, SHA256: "bbbb"} },
		"phase":    func(h *record.Header) { h.Work.Phase = measure.Execution },
		"events":   func(h *record.Header) { h.Events = []measure.Event{{Name: "cycles", Unit: "k", Better: measure.Lower}} },
	} {
		read := func(despite ...string) *Recordings {
			rs, err := ReadRecordings(recordedAs(t, 100, unchanged, 1, "a"), recordedAs(t, 500, change, 60, "a"))
			if err != nil {
				t.Fatal(err)
			}
			rs.Despite = despite
			return rs
		}
		// Summaries: the median of 1 and 60 million is never 30 million.
		d := read().Pool()
		var apart *Incomparable
		if len(d.Warnings) != 1 || !errors.As(d.Warnings[0], &apart) || apart.Differences[0].Name != name || len(apart.Names) != 2 {
			t.Errorf("%s: warnings %v", name, d.Warnings)
		}
		var medians []string
		for _, s := range Summarize(d) {
			medians = append(medians, fmt.Sprintf("%.0f", s.Median/1e6))
			if !strings.HasPrefix(s.Wasm, "x.wasm ("+name+" ") || strings.Contains(s.Wasm, " )") {
				t.Errorf("%s: a summary of %q", name, s.Wasm)
			}
		}
		if slices.Sort(medians); strings.Join(medians, " ") != "1 60" {
			t.Errorf("%s: medians %v", name, medians)
		}
		if s := Summarize(read(name).Pool()); len(s) != 1 || s[0].N != 20 {
			t.Errorf("%s: %d summaries although that was allowed", name, len(s))
		}
		// Before and after.
		ba, err := read().BeforeAfter()
		if err != nil {
			t.Fatal(err)
		}
		_, err = ba.Compare(Options{Despite: []string{"files"}})
		var refused *IncomparableError
		if !errors.As(err, &refused) || !slices.Equal(refused.Names, []string{name}) || !strings.Contains(err.Error(), "x.wasm: "+name+" ") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := CompareSeries(&ba.Before.Series[0], &ba.After.Series[0], cycles, Options{}); !errors.As(err, new(*IncomparableError)) {
			t.Errorf("%s: %v", name, err)
		}
		r, err := ba.Compare(Options{Despite: []string{name}})
		if err != nil || len(r.Comparisons) != 1 || !hasCaveat(r.Comparisons[0].Caveats, comparedDespite) {
			t.Errorf("%s: %v, %v", name, r, err)
		}
	}
}

// TestEnginesOfDifferentWork: an engine from one recording against another
// engine from another is refused; within each they are compared.
func TestEnginesOfDifferentWork(t *testing.T) {
	read := func(second ...string) *Data {
		d, err := Read(recordedAs(t, 100, unchanged, 1, "a"), recordedAs(t, 500, small, 60, second...))
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if r, err := Compare(read("b"), Options{}); !errors.As(err, new(*IncomparableError)) || !strings.Contains(err.Error(), "x.wasm: workload full, small") {
		t.Errorf("%v, %v", r, err)
	}
	if r, err := Compare(read("a", "b"), Options{}); !errors.As(err, new(*IncomparableError)) {
		t.Errorf("%v, %v", r, err)
	}
	d, err := Read(recordedAs(t, 100, unchanged, 1, "a", "b"), recordedAs(t, 500, small, 60, "a", "b"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Compare(d, Options{})
	if err != nil || len(r.Comparisons) != 2 {
		t.Fatalf("%v, %v", r, err)
	}
	for _, c := range r.Comparisons {
		if c.Rounds != 10 || !strings.HasPrefix(c.Wasm, "x.wasm (workload ") {
			t.Errorf("%s: %v", c.Wasm, c)
		}
	}
	// Nothing is known of rows without a header: they are with those that are
	// known, unless these differ.
	csv := func() *record.Reader {
		return record.NewReader(strings.NewReader("x86_64,a,,x.wasm,7,0,Execution,cycles,5\n"), "x.csv", record.Auto)
	}
	if d, err = Read(csv(), recordedAs(t, 100, unchanged, 1, "a")); err != nil || len(d.Series) != 1 || len(d.Warnings) > 0 {
		t.Errorf("%v, %v", d, err)
	}
	d, err = Read(recordedAs(t, 100, unchanged, 1, "a"), csv(), recordedAs(t, 500, small, 60, "a"))
	if err != nil || len(d.Series) != 3 || d.Series[0].Wasm != "x.wasm (not known what ran)" {
		t.Errorf("%v, %v", d.Series, err)
	}
}

// TestUnknownWork: where only one side hashed its input, nobody knows; the
// same recording is always the same.
func TestUnknownWork(t *testing.T) {
	stdin := func(sum string) func(h *record.Header) {
		return func(h *record.Header) { h.Work.Stdin = &record.Input{Name: "in", Bytes: 1, SHA256: sum} }
	}
	if r := comparedRecordings(t, recordedAs(t, 100, stdin(""), 1, "a"), recordedAs(t, 500, stdin("bb"), 1, "a")); len(r.Comparisons) != 1 || !hasCaveat(r.Comparisons[0].Caveats, workUnknown) {
		t.Errorf("%v", r)
	}
	d, err := Read(recordedAs(t, 100, stdin(""), 1, "a", "b"))
	if err != nil {
		t.Fatal(err)
	}
	if r, err := Compare(d, Options{}); err != nil || codes(r.Comparisons[0]) != "" {
		t.Errorf("%v, %v", r, err)
	}
}

// TestMachinesOfEngines: what is said of two machines depends on which engine
// ran on which.
func TestMachinesOfEngines(t *testing.T) {
	// on is a machine: its fingerprint and, behind a slash, its name and, behind another, its kernel.
	on := func(machine string) func(h *record.Header) {
		parts := append(strings.Split(machine, "/"), "", "")
		return func(h *record.Header) {
			h.Machine.Fingerprint, h.Machine.Name, h.Machine.Boot = parts[0], parts[1], parts[2]
		}
	}
	for _, tt := range []struct {
		name       string
		first      []string
		second     []string
		machines   [2]string
		apart      bool
		want, warn string
	}{
		{"each engine on both", []string{"a", "b"}, []string{"a", "b"}, [2]string{"m1", "m2"}, false, "", "engines are compared within each"},
		{"one engine on each", []string{"a"}, []string{"b"}, [2]string{"m1", "m2"}, true, "another machine: m1, m2; the difference may be the machines'", "not every engine ran on each"},
		{"one engine on both", []string{"a", "b"}, []string{"a"}, [2]string{"m1", "m2"}, true, "", "not every engine ran on each"},
		{"one machine", []string{"a"}, []string{"b"}, [2]string{"m1", "m1"}, false, "", ""},
		{"one not known", []string{"a"}, []string{"b"}, [2]string{"m1", ""}, false, "another machine: m1, one that is not known", ""},
		{"copies of one image", []string{"a"}, []string{"b"}, [2]string{"m/vm1/k1", "m/vm2/k2"}, true, "another machine: vm1, vm2; the difference may be the machines'", "not every engine ran on each"},
		{"one of the copies lacks an engine", []string{"a", "b"}, []string{"a"}, [2]string{"m/vm1/k1", "m/vm2/k2"}, true, "", "not every engine ran on each"},
		{"one name for two", []string{"a"}, []string{"b"}, [2]string{"m1/box/k1", "m2/box/k2"}, false, "another machine: m1, m2; the difference may be the machines'", ""},
		{"a name for one of two recordings", []string{"a"}, []string{"b"}, [2]string{"m/box/k1", "m"}, false, "", ""},
		{"started again", []string{"a"}, []string{"b"}, [2]string{"m/box/k1", "m/box/k2"}, false, "", ""},
		{"none known", []string{"a"}, []string{"b"}, [2]string{"", ""}, false, "", ""},
	} {
		d, err := Read(recordedAs(t, 100, on(tt.machines[0]), 1, tt.first...), recordedAs(t, 500, on(tt.machines[1]), 1, tt.second...))
		if err != nil {
			t.Fatal(err)
		}
		r, err := Compare(d, Options{})
		if err != nil || len(r.Comparisons) != 1 {
			t.Fatalf("%s: %v, %v", tt.name, r, err)
		}
		var got string
		for _, v := range r.Comparisons[0].Caveats {
			if v.Code == otherMachine {
				got = v.Text
			}
		}
		if !strings.HasPrefix(got, tt.want) || (got == "") != (tt.want == "") {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		var many *ManyMachines
		found := ""
		for _, w := range d.Warnings {
			if errors.As(w, &many) {
				found = w.Error()
			}
		}
		if !strings.Contains(found, tt.warn) || (found == "") != (tt.warn == "") {
			t.Errorf("%s: %q, want %q", tt.name, found, tt.warn)
		}
	}
	// Before and after on two machines.
	rs, err := ReadRecordings(recordedAs(t, 100, on("m1"), 1, "a"), recordedAs(t, 500, on("m2"), 1, "a"))
	if err != nil {
		t.Fatal(err)
	}
	ba, err := rs.BeforeAfter()
	if err != nil {
		t.Fatal(err)
	}
	if r, err := ba.Compare(Options{}); err != nil || !hasCaveat(r.Comparisons[0].Caveats, otherMachine) {
		t.Errorf("%v, %v", r, err)
	}
}
