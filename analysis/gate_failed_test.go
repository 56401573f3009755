package analysis

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
)

// TestGateFailed: a round that a failed process has lost is a part that was not
// recorded, however many rounds remain. The expected verdicts follow from what the marks
// of a recording mean: the last attempt of a round counts.
func TestGateFailed(t *testing.T) {
	ended := func(engine, wasm string, process uint64, round, attempt int) record.Mark {
		e := &record.Ended{Engine: engine, Wasm: wasm, Process: process, Round: round}
		if attempt > 0 {
			e.Failure = &record.EndedBadly{Cause: "died", Text: "boom", Attempt: attempt}
		}
		return record.Mark{Ended: e}
	}
	const lost = "part of it was not recorded: x failed in 1 process of b; the first: boom"
	for name, tt := range map[string]struct {
		marks   []record.Mark
		refused error
		o       Options
		want    string // "" for an open gate
		lost    int
	}{
		"failed in the last round": {marks: []record.Mark{ended("b", "x", 600, 10, 1)}, want: lost, lost: 1},
		"tried again with success": {marks: []record.Mark{ended("b", "x", 600, 10, 1), ended("b", "x", 601, 10, 0)}},
		"another round ended well": {marks: []record.Mark{ended("b", "x", 600, 10, 1), ended("b", "x", 601, 11, 0)}, want: lost, lost: 1},
		"another engine did":       {marks: []record.Mark{ended("b", "x", 600, 10, 1), ended("a", "x", 601, 10, 0)}, want: lost, lost: 1},
		"failed when run again":    {marks: []record.Mark{ended("b", "x", 600, 10, 0), ended("b", "x", 601, 10, 2)}, want: "x failed in 1 process of b, 1 of them tried again; the first: boom", lost: 1},
		"tried twice, failed for good": {marks: []record.Mark{ended("b", "x", 600, 10, 1), ended("b", "x", 601, 10, 2)},
			want: "x failed in 2 processes of b, 1 of them tried again; the first: boom", lost: 1},
		"lost in two rounds":  {marks: []record.Mark{ended("b", "x", 600, 10, 1), ended("b", "x", 601, 11, 1)}, want: "x failed in 2 processes of b", lost: 2},
		"one event":           {marks: []record.Mark{ended("b", "x", 600, 10, 1)}, o: Options{Events: []string{"cycles"}}, want: lost, lost: 1},
		"not asked about":     {marks: []record.Mark{ended("b", "y", 600, 10, 1)}, o: Options{Benchmarks: []string{"x"}}, lost: 1},
		"a line was refused":  {refused: &record.SyntaxError{File: "rows.csv", Line: 3, Msg: "torn"}, want: "part of it was not recorded: rows.csv:3: torn"},
		"all processes ended": {},
	} {
		t.Run(name, func(t *testing.T) {
			var b Builder
			for _, row := range suiteRows(10, []string{"a", "b"}, []string{"x"}, same) {
				b.Add(row)
			}
			for _, m := range tt.marks {
				if err := b.Mark(m); err != nil {
					t.Fatal(err)
				}
			}
			if tt.refused != nil && !b.Refuse(tt.refused) {
				t.Fatalf("%v ended the reading", tt.refused)
			}
			d := b.Data()
			got := 0
			for _, w := range d.Warnings {
				if f := (*FailedProcesses)(nil); errors.As(w, &f) {
					got += f.Lost
				}
			}
			if got != tt.lost {
				t.Errorf("%d rounds lost, want %d", got, tt.lost)
			}
			tt.o.Baseline = "a"
			r, err := Compare(d, tt.o)
			if err != nil {
				t.Fatal(err)
			}
			var gate *GateError
			_, err = Gate{}.Judge(r)
			if tt.want == "" && err != nil || tt.want != "" && (!errors.As(err, &gate) || !gate.Incomplete || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("%v, want %q", err, tt.want)
			}
			if _, err := (Gate{Incomplete: true}).Judge(r); err != nil {
				t.Errorf("which may be incomplete: %v", err)
			}
		})
	}
}

// TestLostOfSharesAddUp: rounds of two recordings are different ones, whatever their
// numbers.
func TestLostOfSharesAddUp(t *testing.T) {
	failed := record.Mark{Ended: &record.Ended{Engine: "b", Wasm: "x", Failure: &record.EndedBadly{Cause: "died", Text: "boom", Attempt: 1}}}
	well := record.Mark{Ended: &record.Ended{Engine: "b", Wasm: "x"}}
	one, two, three := new(endings), new(endings), new(endings)
	one.mark(failed)
	two.mark(failed)
	three.mark(well) // round 0 of another recording
	one.absorb(two)
	one.absorb(three)
	var f *FailedProcesses
	if list := one.warnings(); len(list) != 1 || !errors.As(list[0], &f) || f.Lost != 2 || f.Processes != 2 {
		t.Errorf("%+v", f)
	}
}

// TestGateMixed: a recording that was resumed although what it measures had changed has rows
// of both under one name, so that a gate does not open, unless what is incomplete may pass.
func TestGateMixed(t *testing.T) {
	for name, mixed := range map[string]bool{"benchmarks": true, "binary": true, "stdin": true, "files": true, "machine": false, "plan": false} {
		d := readTexts(t, shareText(t, "p1", 1, 1, 24, record.Machine{Fingerprint: "m1"})).Pool()
		d.Warnings = append(d.Warnings, &Interruptions{Times: []time.Time{time.Unix(0, 0)}, Despite: []string{name}})
		r, err := Compare(d, Options{Baseline: "b"}) // a is faster
		if err != nil {
			t.Fatal(err)
		}
		var gate *GateError
		_, err = Gate{}.Judge(r)
		if errors.As(err, &gate) != mixed || mixed && (!gate.Incomplete || !strings.Contains(err.Error(), "what changed meanwhile was allowed: "+name)) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := (Gate{Incomplete: true}).Judge(r); err != nil {
			t.Errorf("%s, which may be incomplete: %v", name, err)
		}
	}
}
