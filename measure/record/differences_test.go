package record

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
)

const (
	sumA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	sumB = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
)

// worked is a header of which all is known.
func worked(change func(h *Header)) *Header {
	h := &Header{
		Work:     &Work{Args: []string{"5"}, Stdin: &Input{Name: "in.txt", Bytes: 3, SHA256: sumA}},
		Modules:  []Module{{Wasm: "x.wasm", Bytes: 9, SHA256: sumA}, {Wasm: "y.wasm", Bytes: 9, SHA256: sumB}},
		Folders:  []Folder{{Modules: []string{"x.wasm"}, Files: []Input{{"a.txt", 1, sumA}, {"b.txt", 2, sumB}}}},
		Measures: []Measure{{Name: "cycles"}},
		Events:   []measure.Event{{Name: "cycles", Unit: "cycles", Better: measure.Lower}, {Name: "latency", Unit: "ns", Better: measure.Lower}},
	}
	change(h)
	return h
}

func TestDifferences(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		change     func(h *Header)
	}{
		{"nothing", "", func(*Header) {}},
		{"another benchmark's module", "", func(h *Header) { h.Modules[1].SHA256 = sumA }},
		{"what is no work", "", func(h *Header) { h.Seed, h.Binary, h.FirstProcess, h.Engines = 7, "x", 9, []Engine{{Name: "e"}} }},
		{"a new file", "", func(h *Header) {
			h.Folders[0].Files = []Input{{"a.txt", 1, sumA}, {"aa.txt", 1, sumB}, {"b.txt", 2, sumB}}
		}},
		{"a file less", "", func(h *Header) { h.Folders[0].Files = h.Folders[0].Files[1:] }},
		{"no headers' facts", "", func(h *Header) { *h = Header{} }},
		{"module not known", "", func(h *Header) { h.Modules = nil }},
		{"module", "module aaaaaaaaaaaa, bbbbbbbbbbbb", func(h *Header) { h.Modules[0].SHA256 = sumB }},
		{"module not hashed", "module aaaaaaaaaaaa, (not hashed), not known to be the same", func(h *Header) { h.Modules[0].SHA256 = "" }},
		{"workload", "workload full, small", func(h *Header) { h.Work.SmallWorkload = true }},
		{"args", `args ["5"], ["6"]`, func(h *Header) { h.Work.Args[0] = "6" }},
		{"where args end", `args ["5"], ["5" ""]`, func(h *Header) { h.Work.Args = []string{"5", ""} }},
		{"no args", `args ["5"], none`, func(h *Header) { h.Work.Args = nil }},
		{"entry", "entry bench.start to bench.end, fib", func(h *Header) { h.Work.Call.Entry = "fib" }},
		{"whole", "entry bench.start to bench.end, all of _start", func(h *Header) { h.Work.Call.Whole = true }},
		{"phase", "phase all, Execution alone", func(h *Header) { h.Work.Phase = measure.Execution }},
		{"other measures", "", func(h *Header) { h.Measures, h.Events = []Measure{{Name: "time"}}, h.Events[1:1] }},
		{"stdin", `stdin "in.txt" aaaaaaaaaaaa, "in.txt" bbbbbbbbbbbb`, func(h *Header) { h.Work.Stdin.SHA256 = sumB }},
		{"stdin of another name", "", func(h *Header) { h.Work.Stdin.Name = "else.txt" }},
		{"no stdin", `stdin "in.txt" aaaaaaaaaaaa, none`, func(h *Header) { h.Work.Stdin = nil }},
		{"stdin not hashed", `stdin "in.txt" aaaaaaaaaaaa, "in.txt" (not hashed), not known to be the same`, func(h *Header) { h.Work.Stdin.SHA256 = "" }},
		{"measures", "measures cycles, cycles around time", func(h *Header) { h.Measures = append(h.Measures, Measure{Name: "time"}) }},
		{"an event less", "", func(h *Header) { h.Events = h.Events[:1] }},
		{"order of events", "", func(h *Header) { slices.Reverse(h.Events) }},
		{"unit", `events "latency" in "ns", lower is better, "latency" in "us", lower is better`, func(h *Header) { h.Events[1].Unit = "us" }},
		{"direction", `events "latency" in "ns", lower is better, "latency" in "ns", higher is better`, func(h *Header) { h.Events[1].Better = measure.Higher }},
		{"no direction", "", func(h *Header) { h.Events[1].Better = measure.Neither }},
		{"files", `files "b.txt" bbbbbbbbbbbb, "b.txt" aaaaaaaaaaaa`, func(h *Header) { h.Folders[0].Files = []Input{{"a.txt", 1, sumA}, {"b.txt", 2, sumA}} }},
		{"size of what was not hashed", `files "b.txt" bbbbbbbbbbbb, "b.txt" (not hashed)`, func(h *Header) { h.Folders[0].Files = []Input{{"b.txt", 3, ""}} }},
		{"not hashed", "", func(h *Header) { h.Folders[0].Files = []Input{{"b.txt", 2, ""}} }},
		{"a work of its own", `args ["5"], ["7"]`, func(h *Header) { own := *h.Work; own.Args = []string{"7"}; h.Works = map[string]Work{"x.wasm": own} }},
		{"its own standard input", `stdin "in.txt" aaaaaaaaaaaa, none`, func(h *Header) { own := *h.Work; own.Stdin = nil; h.Works = map[string]Work{"x.wasm": own} }},
		{"of another benchmark", "", func(h *Header) { h.Works = map[string]Work{"other.wasm": {}} }},
		{"two", "workload full, small; args [\"5\"], none", func(h *Header) { h.Work.SmallWorkload, h.Work.Args = true, nil }},
	} {
		a, b := worked(func(*Header) {}), worked(tt.change)
		var got, back []string
		for _, d := range Differences(a, b, "x.wasm") {
			got = append(got, d.String())
			if !slices.Contains(DifferenceNames(), d.Name) {
				t.Errorf("%s: the name %q is not listed", tt.name, d.Name)
			}
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, strings.Join(got, "; "), tt.want)
		}
		for _, d := range Differences(b, a, "x.wasm") {
			back = append(back, d.Name)
		}
		if len(back) != len(got) {
			t.Errorf("%s: %v one way, and %v the other", tt.name, got, back)
		}
	}
}

// TestOtherPhasesShareNothing: two recordings of one phase each go together.
func TestOtherPhasesShareNothing(t *testing.T) {
	a := worked(func(h *Header) { h.Work.Phase = measure.Compilation })
	b := worked(func(h *Header) { h.Work.Phase = measure.Execution })
	if list := Differences(a, b, "x.wasm"); len(list) > 0 {
		t.Error(list)
	}
}

// TestArgsAreNotCutWhereTheyDiffer: what messages shorten is compared whole.
func TestArgsAreNotCutWhereTheyDiffer(t *testing.T) {
	a := worked(func(h *Header) { h.Work.Args = []string{strings.Repeat("x", 5000)} })
	b := worked(func(h *Header) { h.Work.Args = []string{strings.Repeat("x", 4999) + "y"} })
	list := Differences(a, b, "x.wasm")
	if len(list) != 1 || len(list[0].String()) > 400 {
		t.Errorf("%d differences: %.500v", len(list), list)
	}
}

// TestWorkIndex: what it says of each benchmark is what WorkOf says, also of names that are
// listed twice, in two folders, in one of the lists alone, or nowhere.
func TestWorkIndex(t *testing.T) {
	h := manyModules(250)
	h.Modules = append(h.Modules, Module{Wasm: "suite/1/module100.wasm", SHA256: "another"}, Module{Wasm: "alone.wasm", SHA256: "6"})
	h.Folders = append(h.Folders, Folder{Modules: []string{"suite/1/module100.wasm", "beside.wasm"}, Files: []Input{{Name: "c"}}})
	h.Works = map[string]Work{"alone.wasm": {SmallWorkload: true}}
	of, seen := h.WorkIndex(), map[string]bool{}
	for _, wasm := range []string{"suite/0/module0.wasm", "suite/1/module100.wasm", "suite/2/module249.wasm", "alone.wasm", "beside.wasm", "nowhere.wasm"} {
		if got, want := of(wasm), h.WorkOf(wasm); got != want || seen[got] {
			t.Errorf("%s: %s; want %s, seen before: %v", wasm, got, want, seen[got])
		}
		seen[of(wasm)] = true
	}
}

// TestWorkOfOlderRecordings: what they say in the plan alone is read from it,
// and of another program's plan nothing.
func TestWorkOfOlderRecordings(t *testing.T) {
	for plan, want := range map[string]string{
		`{"phase":"Execution","call":{"entry":"fib","args":["3"]},"args":["a"],"stdin":"in.txt","small_workload":true}`: `"in.txt" (not hashed), Execution alone, small, fib, ["a" "3"]`,
		`{"call":{}}`:  "none, all, full, bench.start to bench.end, none",
		`{"rounds":2}`: "", `null`: "", `[]`: "", `{"call":7}`: "",
	} {
		text := fmt.Sprintf(`{"format":%q,"plan":%s}`+"\n", FormatVersion, plan)
		r := NewReader(strings.NewReader(text), "old.jsonl", Auto)
		var seen []Header
		r.OnHeader = func(h Header) { seen = append(seen, h) }
		if rows, err := ReadAll(r); err != nil || len(rows) > 0 || len(seen) != 1 {
			t.Fatalf("%s: %v, %v, %d headers", plan, rows, err, len(seen))
		}
		var got []string
		for _, name := range []string{"stdin", "phase", "workload", "entry", "args"} {
			if fact := seen[0].Fact(name, "x.wasm"); fact != "" {
				got = append(got, fact)
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %q, want %q", plan, strings.Join(got, ", "), want)
		}
	}
}

// TestCopyBehindAHeader: rows without a header that are written behind a
// recording do not become part of it.
func TestCopyBehindAHeader(t *testing.T) {
	var out strings.Builder
	w := NewWriter(&out, JSONL)
	row := func(process int) string {
		return fmt.Sprintf("{\"arch\":\"x86_64\",\"engine\":\"e\",\"wasm\":\"x.wasm\",\"process\":%d,\"iteration\":0,\"phase\":\"Execution\",\"event\":\"cycles\",\"count\":1}\n", process)
	}
	headed := fmt.Sprintf("{\"format\":%q,\"first_process\":5}\n", FormatVersion) + row(5)
	for _, text := range []string{row(1), headed, row(7), row(8)} {
		if err := Copy(w, NewReader(strings.NewReader(text), "x", Auto), nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := NewReader(strings.NewReader(out.String()), "all", Auto)
	var got []string
	for row, err := range r.All() {
		if err != nil {
			t.Fatal(err)
		}
		first := uint64(0)
		if h := r.Header(); h != nil {
			first = h.FirstProcess
		}
		got = append(got, fmt.Sprint(row.Process, first))
	}
	if strings.Join(got, ", ") != "1 0, 5 5, 7 0, 8 0" || len(r.Headers()) != 2 {
		t.Errorf("%v under %d headers", got, len(r.Headers()))
	}
}
