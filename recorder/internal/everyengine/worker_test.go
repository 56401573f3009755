package everyengine

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/enginetest/guests"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

func TestRounds(t *testing.T) {
	plan := wazeroPlan(guest(t, "noop"), guest(t, "work"))
	plan.Engines = append(plan.Engines, job.Engine{Name: "slow", Engine: "wazero", Flags: "interpreter"})
	plan.Processes, plan.Iterations, plan.Seed, plan.FirstProcess = 3, 2, 7, 1000
	plan.Measures = []string{"time", "cycles"}
	rows, report := recordPlan(t, plan)
	if len(report.Failures) > 0 {
		t.Fatal(report.Failures)
	}
	if want := 3 * 2 * 2 * 2 * 3 * 3; len(rows) != want || report.Rows != want {
		t.Fatalf("%d rows, %d reported, want %d", len(rows), report.Rows, want)
	}
	// Every round has every pair once, the engines of a benchmark back to back,
	// and inside a process the rows are in order.
	var blocks []string
	for i, r := range rows {
		if r.Process != 1000+uint64(i/(len(rows)/3)) {
			t.Errorf("row %d: process %d", i, r.Process)
		}
		if i%18 == 0 {
			blocks = append(blocks, r.Wasm)
		}
		if want := uint64(i % 18 / 9); r.Iteration != want {
			t.Errorf("row %d: iteration %d, want %d", i, r.Iteration, want)
		}
		if want := measure.Phases()[i%9/3]; r.Phase != want {
			t.Errorf("row %d: phase %v, want %v", i, r.Phase, want)
		}
		if want := []string{"nanoseconds", "cpu-nanoseconds", "cycles"}[i%3]; r.Event != want {
			t.Errorf("row %d: event %s, want %s", i, r.Event, want)
		}
		if want := map[string]string{"wazero": "", "slow": "interpreter"}[r.Engine]; r.EngineFlags != want {
			t.Errorf("row %d: engine %s with flags %q", i, r.Engine, r.EngineFlags)
		}
		if r.Arch != record.Arch() || r.Count == 0 && r.Event != "cpu-nanoseconds" {
			t.Errorf("row %d: %+v", i, r)
		}
	}
	for i := 0; i < len(blocks); i += 2 {
		if blocks[i] != blocks[i+1] {
			t.Errorf("engines of one benchmark are apart: %v", blocks)
		}
	}
	again, _ := recordPlan(t, plan)
	order := func(rows []record.Row) (o []string) {
		for _, r := range rows {
			o = append(o, r.Wasm+r.Engine)
		}
		return o
	}
	if !slices.Equal(order(rows), order(again)) {
		t.Error("the same seed gives another order")
	}
	var h recorder.Plan
	if err := json.Unmarshal(report.Header.Plan, &h); err != nil || h.Seed != 7 || h.FirstProcess != 1000 {
		t.Errorf("plan in the header: %+v, %v", h, err)
	}
	if len(report.Header.Engines) != 2 || report.Header.Measures[1].FrequencyHz == 0 {
		t.Errorf("header %+v", report.Header)
	}
}

func TestFirstProcessDiffers(t *testing.T) {
	plan := wazeroPlan(guest(t, "noop"))
	a, _ := recordPlan(t, plan)
	b, _ := recordPlan(t, plan)
	if a[0].Process == b[0].Process || a[0].Process == 0 {
		t.Errorf("two recordings begin with processes %d and %d", a[0].Process, b[0].Process)
	}
}

func TestOnePhase(t *testing.T) {
	for _, phase := range measure.Phases() {
		plan := wazeroPlan(guest(t, "work"))
		plan.Engines = available(t)
		plan.Phase = phase
		plan.Iterations = 3
		rows, report := recordPlan(t, plan)
		if len(report.Failures) > 0 || len(rows) != 3*len(plan.Engines) {
			t.Errorf("%v: %d rows, %v", phase, len(rows), report.Failures)
		}
		for _, r := range rows {
			if r.Phase != phase {
				t.Errorf("%v: row of %v", phase, r.Phase)
			}
		}
	}
}

func TestWholeAndEntry(t *testing.T) {
	none, funcs := guest(t, "bench-none"), guest(t, "funcs")
	for _, tt := range []struct {
		name      string
		benchmark string
		call      record.Call
		want      error
	}{
		{"benchmark", none, record.Call{}, inspect.ErrNoBenchImports},
		{"whole", none, record.Call{Whole: true}, nil},
		{"no such function", funcs, record.Call{Entry: "nope"}, inspect.ErrNoEntry},
		{"fib", funcs, record.Call{Entry: "fib", Args: []string{"20"}}, nil},
		{"mixed", funcs, record.Call{Entry: "mixed", Args: []string{"-1", "2.5"}}, nil},
		{"too few", funcs, record.Call{Entry: "fib"}, inspect.ErrArgs},
		{"no number", funcs, record.Call{Entry: "fib", Args: []string{"x"}}, inspect.ErrArgs},
		{"trap", funcs, record.Call{Entry: "trap"}, engines.ErrTrap},
	} {
		plan := wazeroPlan(tt.benchmark)
		plan.Engines = available(t)
		plan.Call = tt.call
		rows, report := recordPlan(t, plan)
		if tt.want == nil && (report.Err() != nil || len(rows) != 3*len(plan.Engines)) {
			t.Errorf("%s: %d rows, %v", tt.name, len(rows), report.Err())
		}
		if tt.want != nil && (!errors.Is(report.Err(), tt.want) || len(rows) > 0) {
			t.Errorf("%s: %d rows, %v, want %v", tt.name, len(rows), report.Err(), tt.want)
		}
	}
}

func TestOutputDiffers(t *testing.T) {
	path := guest(t, "hello")
	write(t, filepath.Join(filepath.Dir(path), "hello.stdout.expected"), "goodbye\n")
	plan := wazeroPlan(path)
	rows, report := recordPlan(t, plan)
	var mismatch *job.OutputError
	if len(rows) != 0 || !errors.Is(report.Err(), job.ErrOutput) || !errors.As(report.Err(), &mismatch) {
		t.Fatalf("%d rows, %v", len(rows), report.Err())
	}
	kept, err := os.ReadFile(mismatch.Actual)
	if err != nil || string(kept) != "hello\n" {
		t.Errorf("kept %q, %v", kept, err)
	}
	_ = os.Remove(mismatch.Actual)
	if mismatch.Line != 1 || mismatch.Want != `"goodbye"` || mismatch.Got != `"hello"` || mismatch.Stream != "stdout" {
		t.Errorf("%+v", mismatch)
	}
}

func TestMissingExpectationWarnsOnce(t *testing.T) {
	plan := wazeroPlan(guest(t, "noop"))
	plan.Processes, plan.Iterations = 3, 3
	_, report := recordPlan(t, plan)
	n := 0
	for _, w := range report.Warnings {
		if strings.Contains(w, "is not checked") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("warnings %q", report.Warnings)
	}
}

func TestGuestSees(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"echo-args.wasm": string(guests.Wasm("echo-args")), "echo-args.stdout.expected": "echo-args.wasm\none\ntwo\n",
		"echo-stdin.wasm": string(guests.Wasm("echo-stdin")), "echo-stdin.stdout.expected": "from a file\n", "in": "from a file\n",
		"echo-env.wasm": string(guests.Wasm("echo-env")), "echo-env.stdout.expected": "",
		"echo-env.small.stdout.expected": job.SmallWorkloadVariable + "=1\n",
	} {
		write(t, filepath.Join(dir, name), text)
	}
	for name, change := range map[string]func(*recorder.Plan){
		"echo-args":  func(p *recorder.Plan) { p.Args = []string{"one", "two"} },
		"echo-stdin": func(p *recorder.Plan) { p.Stdin = filepath.Join(dir, "in") },
		"echo-env":   func(*recorder.Plan) {},
	} {
		plan := wazeroPlan(filepath.Join(dir, name+".wasm"))
		plan.Engines = available(t)
		plan.Iterations = 2
		change(&plan)
		if _, report := recordPlan(t, plan); report.Err() != nil {
			t.Errorf("%s: %v", name, report.Err())
		}
	}
	plan := wazeroPlan(filepath.Join(dir, "echo-env.wasm"))
	plan.Engines = available(t)
	plan.SmallWorkload = true
	if _, report := recordPlan(t, plan); report.Err() != nil {
		t.Errorf("small workload: %v", report.Err())
	}
}

func TestRefused(t *testing.T) {
	noop := guest(t, "noop")
	for _, tt := range []struct {
		name   string
		change func(*recorder.Plan)
		want   error
		text   string
	}{
		{"no engine", func(p *recorder.Plan) { p.Engines = nil }, job.ErrPlan, "wazero"},
		{"unknown engine", func(p *recorder.Plan) { p.Engines[0].Engine = "v8" }, engines.ErrUnknown, "wazero"},
		{"unknown flag", func(p *recorder.Plan) { p.Engines[0].Flags = "turbo" }, engines.ErrFlag, "interpreter"},
		{"unknown measure", func(p *recorder.Plan) { p.Measures = []string{"joules"} }, measure.ErrUnknown, "cycles"},
		{"same engine twice", func(p *recorder.Plan) { p.Engines = append(p.Engines, p.Engines[0]) }, job.ErrPlan, "twice"},
		{"no benchmark", func(p *recorder.Plan) { p.Benchmarks = nil }, job.ErrPlan, "benchmark"},
		{"engine by value", func(p *recorder.Plan) {
			p.Engines[0].Open = func(ctx context.Context, flags string) (engines.Engine, error) { return nil, nil }
		}, job.ErrPlan, "value"},
	} {
		plan := wazeroPlan(noop)
		tt.change(&plan)
		refuses(t, tt.name, worker.Recorder{}, plan, tt.want, tt.text)
	}
}

func TestCancel(t *testing.T) {
	plan := wazeroPlan(guest(t, "loop-forever"))
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	started := time.Now()
	_, err := worker.Recorder{}.Record(ctx, plan, new(record.Collector))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v, want the context's error", err)
	}
	if took := time.Since(started); took > 30*time.Second {
		t.Errorf("stopped after %v", took)
	}
}

func TestFailFast(t *testing.T) {
	plan := wazeroPlan(guest(t, "trap-inside"), guest(t, "never-starts"))
	report, err := worker.Recorder{Options: recorder.Options{FailFast: true}}.Record(t.Context(), plan, new(record.Collector))
	if err == nil || len(report.Failures) != 1 {
		t.Errorf("%v, failures %v", err, report.Failures)
	}
}

// TestSinkFails: a full disk ends the recording and says so.
func TestSinkFails(t *testing.T) {
	full := errors.New("disk full")
	_, err := worker.Recorder{}.Record(t.Context(), wazeroPlan(guest(t, "noop")), failingSink{full})
	if !errors.Is(err, full) {
		t.Errorf("%v, want %v", err, full)
	}
}

type failingSink struct{ err error }

func (f failingSink) Begin(record.Header) error { return nil }
func (f failingSink) Write(record.Row) error    { return f.err }
func (f failingSink) Flush() error              { return nil }

// TestNothingLeft: neither files nor processes remain.
func TestNothingLeft(t *testing.T) {
	ownTemp(t)
	plan := wazeroPlan(guest(t, "noop"), guest(t, "trap-inside"), guest(t, "loop-forever"))
	plan.Timeout = 2 * time.Second
	recordPlan(t, plan)
}
