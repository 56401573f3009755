package fleet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// played is a Scheduler that does what a test says: each look is the next of looks, and
// the last for good.
type played struct {
	looks     []func() (map[int]Sight, error)
	submit    func(shares []int) error
	submitted [][]int
	fetched   []int
}

func (p *played) Submit(_ context.Context, shares []int) error {
	if p.submit != nil {
		if err := p.submit(shares); err != nil {
			return err
		}
	}
	p.submitted = append(p.submitted, slices.Clone(shares))
	return nil
}

func (p *played) Look(context.Context) (map[int]Sight, error) {
	look := p.looks[0]
	if len(p.looks) > 1 {
		p.looks = p.looks[1:]
	}
	return look()
}

func (p *played) Fetch(_ context.Context, share int) error {
	p.fetched = append(p.fetched, share)
	return nil
}

func (p *played) End() string { return "" }

func sees(sights map[int]Sight) func() (map[int]Sight, error) {
	return func() (map[int]Sight, error) { return sights, nil }
}

func repeat(look func() (map[int]Sight, error), n int) (looks []func() (map[int]Sight, error)) {
	for range n {
		looks = append(looks, look)
	}
	return looks
}

// TestRun: what a run does about what it sees.
func TestRun(t *testing.T) {
	away := fmt.Errorf("squeue: %w: connect failure", ErrUnreachable)
	fails := func() (map[int]Sight, error) { return nil, away }
	nothing := sees(nil)
	run1 := sees(map[int]Sight{1: {State: Running}, 2: {State: Running}})
	done := sees(map[int]Sight{1: {State: Ended}, 2: {State: Ended}})
	incomplete := errors.New("incomplete")
	for _, test := range []struct {
		name      string
		looks     []func() (map[int]Sight, error)
		check     func(int, string) error
		submitted string
		report    string // recorded, failures, missing
		err       error
	}{
		{name: "as it should be", looks: []func() (map[int]Sight, error){nothing, run1, done}, submitted: "[[1 2]]", report: "[1 2] [] []"},
		{name: "recorded before", looks: []func() (map[int]Sight, error){done}, submitted: "[]", report: "[1 2] [] []"},
		{name: "runs already", looks: []func() (map[int]Sight, error){run1, done}, submitted: "[]", report: "[1 2] [] []"},
		{name: "an exit code that is seen late", looks: []func() (map[int]Sight, error){nothing, run1, sees(map[int]Sight{1: {State: Running}}), done}, submitted: "[[1 2]]", report: "[1 2] [] []"},
		{name: "one is lost", looks: []func() (map[int]Sight, error){nothing, run1, sees(map[int]Sight{1: {State: Running}}), sees(map[int]Sight{1: {State: Running}}), done},
			submitted: "[[1 2] [2]]", report: "[1 2] [] []"},
		{name: "lost each time", looks: []func() (map[int]Sight, error){sees(map[int]Sight{1: {State: Ended}, 2: {Why: "TIMEOUT"}})}, submitted: "[[2] [2] [2]]",
			report: "[1] [] [share 2: lost 3 times, at last by TIMEOUT; it left no log]"},
		{name: "refuses", looks: []func() (map[int]Sight, error){sees(map[int]Sight{1: {State: Ended}, 2: {Code: 2}})}, submitted: "[[2] [2] [2]]",
			report: "[1] [] [share 2: sightglass refused, exit code 2, and was started 3 times; it left no log]"},
		{name: "another process has it for a while", looks: slices.Concat(repeat(sees(map[int]Sight{1: {State: Ended}, 2: {Code: CodeBusy}}), heldTries-1), []func() (map[int]Sight, error){done}),
			submitted: "[[2] [2] [2] [2] [2] [2] [2] [2] [2]]", report: "[1 2] [] []"},
		{name: "that is no attempt", looks: []func() (map[int]Sight, error){sees(map[int]Sight{2: {Code: CodeBusy}, 1: {State: Ended}}), sees(map[int]Sight{2: {Code: CodeBusy}}), sees(map[int]Sight{2: {Code: 2}})},
			submitted: "[[2] [2] [2] [2] [2]]", report: "[1] [] [share 2: sightglass refused, exit code 2, and was started 3 times; it left no log]"},
		{name: "another process always has it", looks: []func() (map[int]Sight, error){sees(map[int]Sight{1: {State: Ended}, 2: {Code: CodeBusy}})},
			submitted: "[[2] [2] [2] [2] [2] [2] [2] [2] [2]]", report: "[1] [] [share 2: its recording was locked by another process, 10 times in a row; it left no log]"},
		{name: "benchmarks fail", looks: []func() (map[int]Sight, error){sees(map[int]Sight{1: {State: Ended, Code: 1}, 2: {State: Ended}})}, submitted: "[]", report: "[1 2] [1] []"},
		{name: "ended, and not complete", looks: []func() (map[int]Sight, error){done, nothing, done}, check: func() func(int, string) error {
			n := 0
			return func(share int, _ string) error {
				if n++; share == 2 && n == 2 {
					return incomplete
				}
				return nil
			}
		}(), submitted: "[[2]]", report: "[1 2] [] []"},
		{name: "ended, and never complete", looks: []func() (map[int]Sight, error){done}, check: func(share int, _ string) error {
			if share == 2 {
				return incomplete
			}
			return nil
		}, submitted: "[[2] [2] [2]]", report: "[1] [] [share 2: its recording cannot be used: incomplete, and was started 3 times; it left no log]"},
		{name: "no answer for a while", looks: []func() (map[int]Sight, error){nothing, run1, fails, fails, fails, done}, submitted: "[[1 2]]", report: "[1 2] [] []"},
		{name: "never an answer", looks: []func() (map[int]Sight, error){fails}, submitted: "[]", report: "[] [] []", err: ErrUnreachable},
		{name: "no answer any more", looks: []func() (map[int]Sight, error){nothing, run1, fails}, submitted: "[[1 2]]", report: "[] [] []", err: ErrUnreachable},
	} {
		p := &played{looks: test.looks}
		f := &Fleet{Folder: t.TempDir(), Shares: 2}
		o := Options{Interval: time.Millisecond, Check: test.check}
		if test.err != nil {
			o.Patience = 20 * time.Millisecond
		}
		report, err := f.Run(t.Context(), p, o)
		if got := fmt.Sprint(report.Recorded, report.Failures, report.Missing); got != test.report {
			t.Errorf("%s: %s, want %s", test.name, got, test.report)
		}
		if got := fmt.Sprint(p.submitted); got != test.submitted {
			t.Errorf("%s: submitted %s, want %s", test.name, got, test.submitted)
		}
		if !errors.Is(err, test.err) {
			t.Errorf("%s: error %v, want %v", test.name, err, test.err)
		}
	}
}

// TestSubmitUnsure: a submission of which nobody knows whether it arrived is not repeated
// if its jobs are seen, and is if they are not.
func TestSubmitUnsure(t *testing.T) {
	for _, arrived := range []bool{true, false} {
		n := 0
		p := &played{submit: func([]int) error {
			if n++; n == 1 {
				return fmt.Errorf("sbatch: %w", ErrUnreachable)
			}
			return nil
		}}
		running, done := sees(map[int]Sight{1: {State: Running}}), sees(map[int]Sight{1: {State: Ended}})
		p.looks = []func() (map[int]Sight, error){sees(map[int]Sight{1: {State: Running}, 2: {State: Running}}), sees(map[int]Sight{2: {State: Ended}}), running, done}
		if !arrived {
			p.looks = slices.Insert(p.looks, 2, sees(nil), sees(nil))
		}
		f := &Fleet{Folder: t.TempDir(), Shares: 2}
		said := &notes{t: t}
		if report, err := f.Run(t.Context(), p, Options{Interval: time.Millisecond, Note: said.add}); err != nil || !slices.Equal(report.Recorded, all(2)) {
			t.Errorf("%+v, error %v", report, err)
		}
		if want := map[bool]int{true: 0, false: 1}[arrived]; len(p.submitted) != want || !said.has("sbatch: no answer") {
			t.Errorf("arrived %v: submitted %v", arrived, p.submitted)
		}
	}
}

// TestOpen: a folder belongs to one fleet.
func TestOpen(t *testing.T) {
	folder := t.TempDir() + "/a [b] % folder"
	asked := 0
	contents := func() (Contents, error) {
		asked++
		return Contents{Program: "testdata/standin.sh", Plan: []byte("rounds=1\n")}, nil
	}
	want := Request{"slurm", 3, "/here", []string{"--engine=wazero"}}
	f, found, release, err := Open(folder, want, contents)
	if err != nil || found || asked != 1 || f.Shares != 3 || !strings.HasPrefix(f.ID, "sightglass-") {
		t.Fatalf("%+v, %v, error %v", f, found, err)
	}
	if _, _, _, err := Open(folder, want, contents); !errors.Is(err, ErrBusy) {
		t.Errorf("while it is open: error %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	again, found, release, err := Open(folder, want, contents)
	if err != nil || !found || asked != 1 || *again != *f {
		t.Fatalf("%+v, %v, error %v", again, found, err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	for _, other := range []Request{{"ssh", 3, "/here", want.Arguments}, {"slurm", 4, "/here", want.Arguments}, {"slurm", 3, "/here", nil}, {"slurm", 3, "/there", want.Arguments},
		{"slurm", 3, "/here", []string{"--engine=wasmtime"}}} {
		if _, _, _, err := Open(folder, other, contents); !errors.Is(err, ErrOther) || !strings.Contains(err.Error(), "--engine=wazero") {
			t.Errorf("%+v: error %v", other, err)
		}
	}
	for text, what := range map[string]string{"": "empty", "{}": "no format", `{"format":"sightglass fleet 2","id":"sightglass-a","new":1}`: "a later format"} {
		if err := os.WriteFile(folder+"/fleet.json", []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, _, _, err := Open(folder, want, contents); !errors.Is(err, ErrOther) {
			t.Errorf("%s: error %v", what, err)
		}
	}
	if err := errors.Join(os.Remove(folder+"/fleet.json"), os.WriteFile(folder+"/share-1.jsonl", nil, 0o666)); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := Open(folder, want, contents); !errors.Is(err, ErrOther) {
		t.Errorf("recordings of nothing: error %v", err)
	}
	for _, shares := range []int{-1, 0, MaxShares + 1} {
		if _, _, _, err := Open(t.TempDir(), Request{Shares: shares}, contents); err == nil {
			t.Errorf("%d shares", shares)
		}
	}
	for _, file := range []string{"plan.json", "sightglass", "run.sh", "programs"} { // a person's own
		folder := t.TempDir()
		if err := os.WriteFile(folder+"/"+file, []byte("mine"), 0o666); err != nil {
			t.Fatal(err)
		}
		if _, _, _, err := Open(folder, want, contents); !errors.Is(err, ErrOther) || !strings.Contains(err.Error(), file) {
			t.Errorf("%s is there: error %v", file, err)
		}
		if text, err := os.ReadFile(folder + "/" + file); string(text) != "mine" {
			t.Errorf("%s became %q, error %v", file, text, err)
		}
	}
	folder = t.TempDir()
	half := func() (Contents, error) { // as a plan is written before all of it is known to be sound
		return Contents{}, errors.Join(errors.New("no"), os.WriteFile(folder+"/plan.json", nil, 0o666))
	}
	if _, _, _, err := Open(folder, want, half); err == nil {
		t.Error("no error")
	}
	if _, _, release, err := Open(folder, want, contents); err != nil {
		t.Errorf("after one that failed: error %v", err)
	} else if err := release(); err != nil {
		t.Error(err)
	}
	failed := errors.New("no plan")
	if _, _, _, err := Open(t.TempDir(), want, func() (Contents, error) { return Contents{}, failed }); !errors.Is(err, failed) {
		t.Errorf("error %v", err)
	}
}
