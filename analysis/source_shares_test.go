package analysis

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// shareText is a share of a plan: rounds of two engines, the second 1.1 times the first
// but for a little that differs from round to round.
func shareText(t *testing.T, plan string, index, of, rounds int, machine record.Machine) string {
	t.Helper()
	return failedShare(t, plan, index, of, rounds, machine, "")
}

// failedShare is one in which all processes of an engine failed.
func failedShare(t *testing.T, plan string, index, of, rounds int, machine record.Machine, failing string) string {
	t.Helper()
	return otherShare(t, plan, index, of, rounds, machine, failing, "aa")
}

// otherShare is one that was recorded with a module of this hash.
func otherShare(t *testing.T, plan string, index, of, rounds int, machine record.Machine, failing, module string) string {
	t.Helper()
	var b strings.Builder
	w := record.NewWriter(&b, record.JSONL)
	first := 1000 + uint64(index-1)<<32
	if err := w.Begin(record.Header{
		Format: record.FormatVersion, Started: time.Unix(int64(1000*index+of+rounds), 0), Seed: 7, FirstProcess: first, PlanHash: plan, Machine: machine,
		Share:   &record.Share{Plan: plan, Index: index, Of: of, Rounds: of * rounds},
		Modules: []record.Module{{Wasm: "x.wasm", SHA256: module}},
	}); err != nil {
		t.Fatal(err)
	}
	for r := range rounds {
		for k, engine := range []string{"a", "b"} {
			row := record.Row{Arch: "x86_64", Engine: engine, Wasm: "x.wasm", Process: first + uint64(r), Phase: measure.Execution, Event: "cycles",
				Count: uint64(10000 + 1000*k + 7*(r*(k+1)%5))}
			if engine == failing {
				if err := w.Mark(record.Mark{Ended: &record.Ended{Engine: engine, Wasm: "x.wasm", Process: row.Process, Round: index - 1 + r*of, Failure: &record.EndedBadly{Text: "exit code 1"}}}); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if err := errors.Join(w.Write(row), w.Mark(record.Mark{Ended: &record.Ended{Engine: engine, Wasm: "x.wasm", Process: row.Process, Round: index - 1 + r*of, Rows: 1}})); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := errors.Join(w.Mark(record.Mark{Finished: &record.Finished{}}), w.Flush()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func readTexts(t *testing.T, texts ...string) *Recordings {
	t.Helper()
	var readers []*record.Reader
	for i, text := range texts {
		readers = append(readers, record.NewReader(strings.NewReader(text), fmt.Sprintf("%d.jsonl", i+1), record.Auto))
	}
	rs, err := ReadRecordings(readers...)
	if err != nil {
		t.Fatal(err)
	}
	return rs
}

// TestShares: shares of one plan are one recording, in two files, too; which are missing
// is a warning, and what was recorded twice counts once.
func TestShares(t *testing.T) {
	m := record.Machine{Fingerprint: "m1"}
	share := func(index, of, rounds int) string { return shareText(t, "p1", index, of, rounds, m) }
	for _, tt := range []struct {
		name     string
		texts    []string
		rounds   int
		missing  []int
		repeated string // what was left out
	}{
		{"both of two", []string{share(1, 2, 8), share(2, 2, 8)}, 16, nil, ""},
		{"in one file", []string{share(1, 2, 8) + share(2, 2, 8)}, 16, nil, ""},
		{"in any order", []string{share(2, 2, 8), share(1, 2, 8)}, 16, nil, ""},
		{"one of two", []string{share(2, 2, 8)}, 8, []int{1}, ""},
		{"three of eight", []string{share(8, 8, 8), share(3, 8, 8), share(4, 8, 8)}, 24, []int{1, 2, 5, 6, 7}, ""},
		{"one twice", []string{share(1, 2, 8), share(2, 2, 8), share(2, 2, 9)}, 17, nil, "2.jsonl"},
		{"one twice, the other first", []string{share(1, 2, 8), share(2, 2, 9), share(2, 2, 8)}, 17, nil, "3.jsonl"},
		{"two divisions", []string{share(1, 2, 8), share(2, 2, 8), share(1, 4, 8)}, 16, nil, "3.jsonl"},
	} {
		rs := readTexts(t, tt.texts...)
		if _, err := rs.BeforeAfter(); !errors.Is(err, ErrNotTwo) {
			t.Errorf("%s: before and after: %v", tt.name, err)
		}
		d := rs.Pool()
		var missing *MissingShares
		var repeated *RepeatedShare
		for _, w := range d.Warnings {
			errors.As(w, &missing)
			errors.As(w, &repeated)
		}
		if (missing != nil) != (tt.missing != nil) || missing != nil && !slices.Equal(missing.Missing, tt.missing) {
			t.Errorf("%s: %v, want %v", tt.name, missing, tt.missing)
		}
		if (repeated != nil) != (tt.repeated != "") || repeated != nil && repeated.Dropped != tt.repeated {
			t.Errorf("%s: %v, want %s", tt.name, repeated, tt.repeated)
		}
		r, err := Compare(d, Options{Baseline: "a"})
		if err != nil || len(r.Comparisons) != 1 || r.Comparisons[0].Rounds != tt.rounds || r.Comparisons[0].Verdict != Changed {
			t.Errorf("%s: %v, %+v, want %d rounds", tt.name, err, r, tt.rounds)
			continue
		}
		var gate *GateError
		_, err = Gate{}.Judge(r)
		if errors.As(err, &gate) != (tt.missing != nil) || gate != nil && (!gate.Incomplete || !strings.Contains(gate.Error(), "missing: ")) {
			t.Errorf("%s: gate %v", tt.name, err)
		}
		if _, err := (Gate{Incomplete: true}).Judge(r); err != nil {
			t.Errorf("%s: gate that lets in what is incomplete: %v", tt.name, err)
		}
	}
}

// TestEmptyShares: a share in which an engine failed altogether is among what was read, and
// its rounds are missing all the same: a gate does not open for the others. Nor does it
// where a share ran another module.
func TestEmptyShares(t *testing.T) {
	m := record.Machine{Fingerprint: "m1"}
	good, bad := shareText(t, "p1", 1, 3, 8, m), failedShare(t, "p1", 3, 3, 8, m, "a")
	for name, tt := range map[string]struct {
		texts []string
		want  string
	}{
		"none":     {[]string{good, shareText(t, "p1", 2, 3, 8, m), shareText(t, "p1", 3, 3, 8, m)}, ""},
		"one":      {[]string{good, shareText(t, "p1", 2, 3, 8, m), bad}, "of 3 shares of the plan p1 1 has no value of x.wasm on a: 3"},
		"two":      {[]string{good, failedShare(t, "p1", 2, 3, 8, m, "a"), bad}, "of 3 shares of the plan p1 2 have no value of x.wasm on a: 2-3"},
		"one file": {[]string{good + shareText(t, "p1", 2, 3, 8, m) + bad}, "of 3 shares of the plan p1 1 has no value of x.wasm on a: 3"},
		"other": {[]string{good, shareText(t, "p1", 2, 3, 8, m), otherShare(t, "p1", 3, 3, 8, m, "", "bb")},
			"of 3 shares of the plan p1 1 has no value of x.wasm (module aa) on a: 3; leave out the shares that ran other work"},
	} {
		r, err := Compare(readTexts(t, tt.texts...).Pool(), Options{Baseline: "b"})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out, err := Gate{}.Judge(r)
		var gate *GateError
		if tt.want == "" && err != nil || tt.want != "" && (!errors.As(err, &gate) || !gate.Incomplete || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
		if out, err = (Gate{Incomplete: true}).Judge(r); err != nil || len(out.Worse) > 0 {
			t.Errorf("%s, which may be incomplete: %v, %v", name, out, err)
		}
	}
}

// TestSharesBeforeAfter: the shares of one plan, and those of another, are before and
// after.
func TestSharesBeforeAfter(t *testing.T) {
	m := record.Machine{Fingerprint: "m1"}
	rs := readTexts(t, shareText(t, "p1", 1, 2, 4, m), shareText(t, "p1", 2, 2, 4, m), shareText(t, "p2", 1, 2, 4, m), shareText(t, "p2", 2, 2, 5, m))
	two, err := rs.BeforeAfter()
	if err != nil {
		t.Fatal(err)
	}
	if two.Before.Rows != 16 || two.After.Rows != 18 {
		t.Errorf("%d rows, and %d", two.Before.Rows, two.After.Rows)
	}
}

// TestNumbers: by hand.
func TestNumbers(t *testing.T) {
	for want, list := range map[string][]int{
		"1": {1}, "1-2": {1, 2}, "1, 3": {1, 3}, "1, 3-5, 9": {1, 3, 4, 5, 9},
		"1, 3, 5, 7, 9, 11, 13, 15, 17, 19, ...": {1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21},
	} {
		if got := numbers(list); got != want {
			t.Errorf("%v: %s, want %s", list, got, want)
		}
	}
}

// TestEmptyInput: a file in which there is nothing, among others, is a warning, and a gate
// does not decide without it: nobody knows what should have been in it.
func TestEmptyInput(t *testing.T) {
	m := record.Machine{Fingerprint: "m1"}
	one, two := shareText(t, "p1", 1, 2, 8, m), shareText(t, "p1", 2, 2, 8, m)
	for _, tt := range []struct {
		name  string
		texts []string
		empty string
	}{
		{"no file is empty", []string{one, two}, ""},
		{"the last", []string{one, two, ""}, "3.jsonl"},
		{"the first", []string{"", one, two}, "1.jsonl"},
		{"only a CSV's first line", []string{one, "arch,engine,engine_flags,wasm,process,iteration,phase,event,count\n", two}, "2.jsonl"},
	} {
		d := readTexts(t, tt.texts...).Pool()
		var empty *EmptyInput
		for _, w := range d.Warnings {
			errors.As(w, &empty)
		}
		if (empty != nil) != (tt.empty != "") || empty != nil && empty.Name != tt.empty {
			t.Errorf("%s: %v, want %q", tt.name, empty, tt.empty)
		}
		r, err := Compare(d, Options{Baseline: "a"})
		if err != nil {
			t.Fatal(err)
		}
		var gate *GateError
		if _, err := (Gate{}).Judge(r); errors.As(err, &gate) != (tt.empty != "") || gate != nil && !gate.Incomplete {
			t.Errorf("%s: gate %v", tt.name, err)
		}
	}
	// Before and after have their own names, and the warning, too: of plans, and of others.
	alone := func(text string) string { return withHeader(t, text, func(h *record.Header) { h.Share = nil }) }
	one, two = shareText(t, "p1", 1, 1, 8, m), shareText(t, "p2", 1, 1, 9, m)
	for _, texts := range [][]string{{one, "", two}, {alone(one), "", alone(two)}} {
		ba, err := readTexts(t, texts...).BeforeAfter()
		if err != nil || ba.Labels != [2]string{"1.jsonl", "3.jsonl"} {
			t.Fatalf("%+v, error %v", ba, err)
		}
		var empty *EmptyInput
		if !slices.ContainsFunc(ba.After.Warnings, func(w error) bool { return errors.As(w, &empty) }) {
			t.Errorf("warnings %v", ba.After.Warnings)
		}
		r, err := ba.Compare(Options{})
		if err != nil {
			t.Fatal(err)
		}
		var gate *GateError
		if _, err := (Gate{Confounded: true}).Judge(r); !errors.As(err, &gate) || !gate.Incomplete {
			t.Errorf("gate %v", err)
		}
	}
}

// TestSharesOfPrograms: shares of a plan that another program recorded are a warning, and
// a gate does not decide by them. Those of two plans may be of two programs.
func TestSharesOfPrograms(t *testing.T) {
	by := func(program, text string) string {
		return withHeader(t, text, func(h *record.Header) { h.Binary = program })
	}
	m := record.Machine{Fingerprint: "m1"}
	one, two, three := shareText(t, "p1", 1, 3, 8, m), shareText(t, "p1", 2, 3, 8, m), shareText(t, "p1", 3, 3, 8, m)
	for _, tt := range []struct {
		name  string
		texts []string
		want  string
	}{
		{"one program", []string{by("aaa", one), by("aaa", two), by("aaa", three)}, ""},
		{"not known of one", []string{by("aaa", one), two, by("aaa", three)}, ""},
		{"two programs", []string{by("aaa", one), by("bbb", two), by("aaa", three)}, "1, 3 by aaa; 2 by bbb"},
	} {
		d := readTexts(t, tt.texts...).Pool()
		var other *SharesOfPrograms
		for _, w := range d.Warnings {
			errors.As(w, &other)
		}
		if (other != nil) != (tt.want != "") || other != nil && !strings.Contains(other.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, other, tt.want)
		}
		r, err := Compare(d, Options{Baseline: "a"})
		if err != nil {
			t.Fatal(err)
		}
		var gate *GateError
		if _, err := (Gate{}).Judge(r); errors.As(err, &gate) != (tt.want != "") || gate != nil && !gate.Incomplete {
			t.Errorf("%s: gate %v", tt.name, err)
		}
	}
	if list := HeaderWarnings([]record.Header{
		{Binary: "aaa", Share: &record.Share{Plan: "p1", Index: 1, Of: 1}}, {Binary: "bbb", Share: &record.Share{Plan: "p2", Index: 1, Of: 1}},
	}); len(list) > 0 {
		t.Errorf("two plans: %v", list)
	}
}

// withHeader is a recording with another header.
func withHeader(t *testing.T, text string, change func(*record.Header)) string {
	t.Helper()
	var b strings.Builder
	w := record.NewWriter(&b, record.JSONL)
	if err := errors.Join(record.Copy(beginning{w, change}, record.NewReader(strings.NewReader(text), "x", record.JSONL), nil), w.Flush()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// beginning has the header of a recording changed.
type beginning struct {
	*record.Writer
	change func(*record.Header)
}

func (b beginning) Begin(h record.Header) error {
	b.change(&h)
	return b.Writer.Begin(h)
}

// TestRepeatedShareOrder: which of two recordings of a share counts does not depend on
// the order in which they are named, or a gate would be open in one order and closed in
// the other.
func TestRepeatedShareOrder(t *testing.T) {
	m := record.Machine{Fingerprint: "m1"}
	one := shareText(t, "p1", 1, 2, 8, m)
	early := shareText(t, "p1", 2, 2, 8, m)
	late := withHeader(t, early, func(h *record.Header) { h.Started = h.Started.Add(time.Second) })
	for _, texts := range [][]string{{one, early, late}, {one, late, early}, {late, early, one}} {
		d := readTexts(t, texts...).Pool()
		var repeated *RepeatedShare
		for _, w := range d.Warnings {
			errors.As(w, &repeated)
		}
		if want := fmt.Sprintf("%d.jsonl", slices.Index(texts, late)+1); repeated == nil || repeated.Dropped != want {
			t.Errorf("%v was left out, want %s", repeated, want)
		}
	}
}
