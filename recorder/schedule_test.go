package recorder

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// fakeRunner records one row a process, except where fail says otherwise.
type fakeRunner struct {
	jobs []job.Job
	fail func(job.Job) error
}

func (f *fakeRunner) Probe(context.Context, Plan) (job.Setup, error) { return job.Setup{}, nil }

func (f *fakeRunner) Run(_ context.Context, j job.Job, emit func([]job.Sample) error) (job.Outcome, error) {
	f.jobs = append(f.jobs, j)
	if f.fail != nil {
		if err := f.fail(j); err != nil {
			return job.Outcome{}, j.Failure(0, measure.Execution, err)
		}
	}
	return job.Outcome{}, emit([]job.Sample{{Phase: measure.Execution, Event: "cycles"}})
}

func fakePlan() Plan {
	return Plan{
		Engines:    []job.Engine{{Engine: "a"}, {Engine: "b"}},
		Benchmarks: []string{"x", "y", "z"},
		Processes:  20,
		Seed:       1,
	}
}

// TestOrder: each round runs every pair once; the engines of one benchmark run
// back to back; both orders vary from round to round.
func TestOrder(t *testing.T) {
	p := fakePlan()
	benchmarkFirst, engineFirst := map[int]int{}, map[int]int{}
	for round := range 300 {
		order := p.order(round)
		if !slices.Equal(order, p.order(round)) {
			t.Fatal("one seed, two orders")
		}
		seen := map[pair]bool{}
		for i, q := range order {
			seen[q] = true
			if i%2 == 1 && order[i-1].benchmark != q.benchmark {
				t.Fatalf("round %d: %v", round, order)
			}
		}
		if len(seen) != 6 || len(order) != 6 {
			t.Fatalf("round %d: %v", round, order)
		}
		benchmarkFirst[order[0].benchmark]++
		engineFirst[order[0].engine]++
	}
	// 300 rounds: each benchmark is first 100 times, each engine 150 times,
	// give or take; 5 standard deviations are 41 and 43.
	for b := range 3 {
		if n := benchmarkFirst[b]; n < 59 || n > 141 {
			t.Errorf("benchmark %d is first %d times of 300", b, n)
		}
	}
	if n := engineFirst[0]; n < 107 || n > 193 {
		t.Errorf("engine 0 is first %d times of 300", n)
	}
}

// TestNothingToRecordInto: without a sink, or without a runner, recording is refused.
func TestNothingToRecordInto(t *testing.T) {
	if _, err := Record(t.Context(), fakePlan(), nil, &fakeRunner{}, Options{}); !errors.Is(err, ErrSink) {
		t.Errorf("without a sink: %v", err)
	}
	one := fakePlan()
	one.Processes = 1
	if _, err := (InProcess{}).Record(t.Context(), one, nil); !errors.Is(err, ErrSink) {
		t.Errorf("in this process, without a sink: %v", err)
	}
	if _, err := Record(t.Context(), fakePlan(), new(record.Collector), nil, Options{}); !errors.Is(err, job.ErrPlan) {
		t.Errorf("without a runner: %v", err)
	}
}

// TestGuestFailureAbandonsPair: what a guest did it would do again.
func TestGuestFailureAbandonsPair(t *testing.T) {
	runner := &fakeRunner{fail: func(j job.Job) error {
		if j.Benchmark == "y" && j.Engine.Name == "b" {
			return errors.New("trap")
		}
		return nil
	}}
	report, err := Record(t.Context(), fakePlan(), new(record.Collector), runner, Options{})
	if err != nil || len(runner.jobs) != 20*5+1 || report.Processes != 20*5 || report.Rows != 20*5 {
		t.Errorf("%d jobs, %+v, %v", len(runner.jobs), report, err)
	}
	if len(report.Failures) != 1 || !report.Failures[0].Abandoned || report.Failures[0].Error() != "y on b: Execution: trap" {
		t.Errorf("%v", report.Failures)
	}
}

// TestAccidentCostsItsProcess: one process that dies costs its own rows; two
// in a row end the pair.
func TestAccidentCostsItsProcess(t *testing.T) {
	first := uint64(100)
	runner := &fakeRunner{fail: func(j job.Job) error {
		switch {
		case j.Benchmark == "y" && j.Engine.Name == "b" && j.Process%3 == 0:
			return fmt.Errorf("%w: signal %d", job.ErrDied, j.Process)
		case j.Benchmark == "z" && j.Engine.Name == "a" && j.Process >= first+10:
			return job.ErrTimeout
		}
		return nil
	}}
	plan := fakePlan()
	plan.FirstProcess = first
	report, err := Record(t.Context(), plan, new(record.Collector), runner, Options{})
	if err != nil {
		t.Fatal(err)
	}
	// Of the rounds 100 to 119, six are divisible by 3: 102, 105, ... 117.
	if want := 4*20 + (20 - 6) + 10; report.Processes != want {
		t.Errorf("%d processes, want %d", report.Processes, want)
	}
	if len(report.Failures) != 2 {
		t.Fatalf("%v", report.Failures)
	}
	for _, f := range report.Failures {
		died := f.Benchmark == "y"
		if died && (f.Processes != 6 || f.Abandoned) || !died && (f.Processes != 2 || !f.Abandoned) {
			t.Errorf("%v: %d processes, abandoned %v", f, f.Processes, f.Abandoned)
		}
	}
}

func TestProgressReachesTotal(t *testing.T) {
	var last Progress
	runner := &fakeRunner{fail: func(j job.Job) error {
		if j.Benchmark == "x" {
			return errors.New("trap")
		}
		return nil
	}}
	if _, err := Record(t.Context(), fakePlan(), new(record.Collector), runner, Options{Progress: func(p Progress) { last = p }}); err != nil {
		t.Fatal(err)
	}
	if last.Done != 120 || last.Total != 120 {
		t.Errorf("ended at %d of %d", last.Done, last.Total)
	}
}

// steps is a policy with a fixed answer for each call.
type steps []struct {
	rounds     int
	benchmarks []string
}

func (s *steps) Next(int) (int, []string, error) {
	if len(*s) == 0 {
		return 0, nil, nil
	}
	next := (*s)[0]
	*s = (*s)[1:]
	return next.rounds, next.benchmarks, nil
}

func TestPolicy(t *testing.T) {
	plan := fakePlan()
	plan.FirstProcess = 1
	policy := &steps{{3, []string{"x", "y", "z"}}, {5, []string{"y"}}}
	runner := new(fakeRunner)
	var last Progress
	report, err := Record(t.Context(), plan, new(record.Collector), runner, Options{Policy: policy, Progress: func(p Progress) { last = p }})
	if err != nil || report.Processes != 3*6+2*2 || last.Done != last.Total || last.Total != 22 {
		t.Errorf("%+v, %v, progress %+v", report.Processes, err, last)
	}
	for _, j := range runner.jobs {
		if j.Process > 3 && j.Benchmark != "y" || j.Process > 5 {
			t.Errorf("round %d ran %s", j.Process, j.Benchmark)
		}
	}
	for _, bad := range []*steps{{{0, []string{"x"}}}, {{1, []string{"nope"}}}} {
		if _, err := Record(t.Context(), plan, new(record.Collector), runner, Options{Policy: bad}); err == nil {
			t.Errorf("a policy without sense is followed: %v", bad)
		}
	}
}

func TestBudget(t *testing.T) {
	report, err := Record(t.Context(), fakePlan(), new(record.Collector), new(fakeRunner), Options{Budget: time.Nanosecond})
	if err != nil || report.Processes == 120 || len(report.Warnings) != 1 {
		t.Errorf("%+v, %v", report, err)
	}
}

// TestProgressOfRounds: what is about to run is told before it runs, with its
// round, and nothing is told while it does.
func TestProgressOfRounds(t *testing.T) {
	plan := fakePlan()
	plan.FirstProcess = 7
	policy := &steps{{2, []string{"x", "y"}}, {3, []string{"y"}}}
	var told []Progress
	running := false
	runner := &fakeRunner{fail: func(j job.Job) error {
		running = true
		defer func() { running = false }()
		now := told[len(told)-1]
		if !now.Begins || now.Benchmark != j.Benchmark || now.Engine.Name != j.Engine.Name || now.Process != j.Process ||
			now.Round != int(j.Process-6) || now.Done >= now.Total {
			t.Errorf("before %+v: %+v", j, now)
		}
		if rounds := 2 + now.Round/3; now.Rounds != rounds {
			t.Errorf("%d of %d rounds, want of %d", now.Round, now.Rounds, rounds)
		}
		return nil
	}}
	_, err := Record(t.Context(), plan, new(record.Collector), runner, Options{Policy: policy, Progress: func(p Progress) {
		if running {
			t.Error("told while a process runs")
		}
		told = append(told, p)
	}})
	if err != nil || len(told) != 1+2*len(runner.jobs) || len(runner.jobs) != 10 {
		t.Fatalf("%d told of %d jobs, %v", len(told), len(runner.jobs), err)
	}
	for i, p := range told[1:] {
		if p.Begins != (i%2 == 0) || p.Done != i/2+i%2 {
			t.Errorf("%d: %+v", i, p)
		}
	}
}
