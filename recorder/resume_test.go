package recorder

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// setupRunner is a fakeRunner that says what it runs on.
type setupRunner struct {
	fakeRunner
	setup  job.Setup
	killed int // the job before which the recorder is killed, from 1; 0 for never
}

var errKilled = errors.New("killed")

func (r *setupRunner) Probe(context.Context, Plan) (job.Setup, error) { return r.setup, nil }

func (r *setupRunner) Run(ctx context.Context, j job.Job, emit func([]job.Sample) error) (job.Outcome, error) {
	if r.killed > 0 && len(r.jobs)+1 == r.killed {
		// The process gave a row before.
		return job.Outcome{}, errors.Join(emit([]job.Sample{{Phase: measure.Execution, Event: "cycles"}}), errKilled)
	}
	return r.fakeRunner.Run(ctx, j, emit)
}

func resumePlan() Plan {
	plan := fakePlan()
	plan.Processes = 4
	plan.FirstProcess = 1000
	return plan
}

// recovered is what a killed recording left.
func recovered(t *testing.T, text *bytes.Buffer) *record.Recovered {
	t.Helper()
	rec, err := record.Recover(bytes.NewReader(text.Bytes()), "rows.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// killed begins a recording, whose runner has it killed.
func killed(t *testing.T, plan Plan, runner *setupRunner) *bytes.Buffer {
	t.Helper()
	text := new(bytes.Buffer)
	if _, err := Record(t.Context(), plan, record.NewWriter(text, record.JSONL), runner, Options{}); !errors.Is(err, errKilled) {
		t.Fatalf("killed before %d: %v", runner.killed, err)
	}
	return text
}

// goOn returns what continues a recording, or begins one if there is nothing yet.
func goOn(t *testing.T, text *bytes.Buffer) (*record.Writer, *record.Recovered) {
	t.Helper()
	if text.Len() == 0 {
		return record.NewWriter(text, record.JSONL), nil
	}
	rec := recovered(t, text)
	text.Truncate(int(rec.Size))
	return record.ResumeWriter(text, rec), rec
}

// TestResumeAnywhere kills a recording before each of its processes. Whatever
// had ended does not run again, but for a block that was cut in two: that runs
// again as a whole, under a number that nothing else of its benchmark has.
func TestResumeAnywhere(t *testing.T) {
	plan := resumePlan()
	const perRound, all = 6, 24
	for kill := 1; kill <= all; kill++ {
		first := &setupRunner{killed: kill}
		text := killed(t, plan, first)
		w, rec := goOn(t, text)
		if len(rec.Ended) != kill-1 || rec.Rows != 1 {
			t.Fatalf("killed before %d: %+v", kill, rec)
		}
		again := plan
		again.FirstProcess = 0
		second := new(setupRunner)
		var last Progress
		report, err := Record(t.Context(), again, w, second, Options{Resume: rec, Progress: func(p Progress) { last = p }})
		if err != nil {
			t.Fatalf("killed before %d: %v", kill, err)
		}
		left := all - (kill - 1)
		if cut := (kill - 1) % 2; len(second.jobs) != left+cut || report.Processes != left+cut || last.Done != all || last.Total != all {
			t.Errorf("killed before %d: %d processes, want %d; progress %d of %d", kill, len(second.jobs), left+cut, last.Done, last.Total)
		}
		// The order is that of the plan, and numbers never fall.
		numbers := map[string][]uint64{}
		var before uint64
		for _, j := range append(slices.Clone(first.jobs), second.jobs...) {
			if j.Process < before {
				t.Errorf("killed before %d: process %d after %d", kill, j.Process, before)
			}
			before = j.Process
			who := j.Benchmark + j.Engine.Name
			if slices.Contains(numbers[who], j.Process) {
				t.Errorf("killed before %d: two processes %d of %s", kill, j.Process, who)
			}
			numbers[who] = append(numbers[who], j.Process)
		}
		for _, b := range plan.Benchmarks {
			paired := 0
			for _, n := range numbers[b+"a"] {
				if slices.Contains(numbers[b+"b"], n) {
					paired++
				}
			}
			if paired != 4 {
				t.Errorf("killed before %d: %d pairs of %s, want 4", kill, paired, b)
			}
		}
		end := recovered(t, text)
		if end.Resumptions != 1 || end.Bytes != 0 || len(end.Ended) != kill-1+len(second.jobs) {
			t.Errorf("killed before %d: %+v", kill, end)
		}
	}
}

// TestResumeTwice cuts two blocks in two, one after the other: no number is
// used twice by one benchmark.
func TestResumeTwice(t *testing.T) {
	var text bytes.Buffer
	var jobs []job.Job
	plan := resumePlan()
	for _, kill := range []int{8, 6, 0} {
		runner := &setupRunner{killed: kill}
		w, was := goOn(t, &text)
		if _, err := Record(t.Context(), plan, w, runner, Options{Resume: was}); kill > 0 && !errors.Is(err, errKilled) || kill == 0 && err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, runner.jobs...)
	}
	numbers := map[string]map[uint64]int{}
	for _, j := range jobs {
		if numbers[j.Benchmark] == nil {
			numbers[j.Benchmark] = map[uint64]int{}
		}
		numbers[j.Benchmark][j.Process]++
	}
	for wasm, of := range numbers {
		pairs := 0
		for number, n := range of {
			if n > 2 {
				t.Errorf("%d processes of %s have number %d", n, wasm, number)
			}
			if n == 2 {
				pairs++
			}
		}
		if pairs != plan.Processes {
			t.Errorf("%d pairs of %s: %v", pairs, wasm, of)
		}
	}
}

// TestInterruptionIsNoRetry: a process that dies after two interruptions has
// its retry all the same.
func TestInterruptionIsNoRetry(t *testing.T) {
	plan := resumePlan()
	plan.Benchmarks, plan.Processes, plan.Retries = []string{"x"}, 1, 1
	var text bytes.Buffer
	died := false
	for _, kill := range []int{2, 2, 0} {
		runner := &setupRunner{killed: kill}
		w, was := goOn(t, &text)
		if kill == 0 {
			runner.fail = func(job.Job) error {
				if died {
					return nil
				}
				died = true
				return job.ErrDied
			}
		}
		report, err := Record(t.Context(), plan, w, runner, Options{Resume: was})
		if kill > 0 && !errors.Is(err, errKilled) || kill == 0 && (err != nil || report.Retries != 1 || len(report.Failures) > 0) {
			t.Errorf("%d retries, %v, %v", report.Retries, report.Failures, err)
		}
	}
}

// syncs counts how often rows were made durable, and after which.
type syncs struct {
	record.Collector
	at []int
}

func (s *syncs) Sync() error {
	s.at = append(s.at, len(s.Rows))
	return nil
}

// TestSyncs: what made the recording is durable before the first row, and the
// rows are behind each round.
func TestSyncs(t *testing.T) {
	sink := new(syncs)
	if _, err := Record(t.Context(), resumePlan(), sink, new(setupRunner), Options{}); err != nil {
		t.Fatal(err)
	}
	if want := []int{0, 6, 12, 18, 24, 24}; !slices.Equal(sink.at, want) {
		t.Errorf("synced after %v rows, want %v", sink.at, want)
	}
}

// TestResumeKeepsJudgement: pairs that were given up stay so, and are reported
// again; accidents are counted on.
func TestResumeKeepsJudgement(t *testing.T) {
	fail := func(j job.Job) error {
		switch {
		case j.Benchmark == "x" && j.Engine.Name == "a":
			return errors.New("trap")
		case j.Benchmark == "y" && j.Engine.Name == "b":
			return fmt.Errorf("%w: by a stone", job.ErrDied)
		}
		return nil
	}
	uninterrupted := &setupRunner{fakeRunner: fakeRunner{fail: fail}}
	want, err := Record(t.Context(), resumePlan(), new(record.Collector), uninterrupted, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for kill := 7; kill <= len(uninterrupted.jobs); kill++ {
		w, was := goOn(t, killed(t, resumePlan(), &setupRunner{fakeRunner: fakeRunner{fail: fail}, killed: kill}))
		var said []string
		report, err := Record(t.Context(), resumePlan(), w, &setupRunner{fakeRunner: fakeRunner{fail: fail}}, Options{Resume: was, Progress: func(p Progress) {
			if p.Failure != nil {
				said = append(said, p.Failure.Error())
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Failures) != len(want.Failures) || len(said) != len(want.Failures) {
			t.Fatalf("killed before %d: %v, said %q", kill, report.Failures, said)
		}
		for i, f := range report.Failures {
			if j := slices.IndexFunc(want.Failures, func(w *job.Failure) bool { return w.Error() == f.Error() }); j < 0 ||
				f.Abandoned != want.Failures[j].Abandoned || errors.Is(f, job.ErrDied) != errors.Is(want.Failures[j], job.ErrDied) || f.Phase != measure.Execution {
				t.Errorf("killed before %d: %d is %v, abandoned %v", kill, i, f, f.Abandoned)
			}
		}
	}
}

// TestRetries: a process that died is tried again, with those it is compared
// with, as often as allowed; what the guest did is not.
func TestRetries(t *testing.T) {
	died := 0
	runner := &setupRunner{fakeRunner: fakeRunner{fail: func(j job.Job) error {
		switch {
		case j.Benchmark == "x" && j.Engine.Name == "a" && died < 2:
			died++
			return job.ErrDied
		case j.Benchmark == "y" && j.Engine.Name == "b":
			return job.ErrTimeout
		case j.Benchmark == "z" && j.Engine.Name == "a":
			return errors.New("trap")
		}
		return nil
	}}}
	plan := resumePlan()
	plan.Retries = 2
	var text bytes.Buffer
	report, err := Record(t.Context(), plan, record.NewWriter(&text, record.JSONL), runner, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if report.Retries != 2+2 || len(report.Failures) != 2 || len(report.Warnings) != 4 {
		t.Errorf("%d retries, failures %v, warnings %q", report.Retries, report.Failures, report.Warnings)
	}
	for _, f := range report.Failures {
		if f.Benchmark == "x" || !f.Abandoned || f.Processes != 1 {
			t.Errorf("%v: %d processes, abandoned %v", f, f.Processes, f.Abandoned)
		}
	}
	attempts := map[int]int{}
	paired := map[uint64]int{}
	for _, e := range recovered(t, &text).Ended {
		if e.Wasm == "x" && e.Failure == nil {
			paired[e.Process]++
		}
		if e.Failure != nil && e.Wasm != "z" {
			attempts[e.Failure.Attempt]++
			if e.Rows != 0 || e.Failure.Phase != "Execution" || causes[e.Failure.Cause] == nil {
				t.Errorf("%+v", e.Failure)
			}
		}
	}
	if attempts[1] != 2 || attempts[2] != 2 || attempts[3] != 1 {
		t.Errorf("attempts %v", attempts)
	}
	whole := 0
	for _, engines := range paired {
		if engines == 2 {
			whole++
		}
	}
	if whole != 4 {
		t.Errorf("%d whole blocks of x: %v", whole, paired)
	}
}

// TestSuperseded: a process that timed out counts as recorded until a retry is
// allowed. Once it has run again, nobody is told of the attempt before, whatever is
// allowed then; and neither is one whose block was cut in two.
func TestSuperseded(t *testing.T) {
	var text bytes.Buffer
	plan := resumePlan()
	failing := true
	run := func(retries, killed, jobs, failures int) {
		t.Helper()
		w, was := goOn(t, &text)
		plan.Retries = retries
		runner := &setupRunner{killed: killed, fakeRunner: fakeRunner{fail: func(j job.Job) error {
			if failing {
				failing = false
				return job.ErrTimeout
			}
			return nil
		}}}
		report, err := Record(t.Context(), plan, w, runner, Options{Resume: was})
		if killed > 0 != (err != nil) || len(runner.jobs) != jobs || len(report.Failures) != failures {
			t.Errorf("retries %d, killed before %d: %d processes, failures %v, %v; want %d and %d", retries, killed, len(runner.jobs), report.Failures, err, jobs, failures)
		}
	}
	run(0, 0, 24, 1)
	run(0, 0, 0, 1)
	run(1, 0, 2, 0)
	run(0, 0, 0, 0)
	text.Reset()
	failing = true
	run(0, 2, 1, 1)  // the first of a block timed out, the second was cut off
	run(0, 0, 24, 0) // and both ran again
	run(0, 0, 0, 0)
}

// TestResumeRefuses: what changed is named, and allowed by its name.
func TestResumeRefuses(t *testing.T) {
	setup := job.Setup{
		Machine: record.Machine{Fingerprint: "m1"}, Binary: "b1",
		Engines: []record.Engine{{Name: "a", Engine: "a", Version: "1"}, {Name: "b", Engine: "b", Version: "1"}},
		Modules: []record.Module{{Wasm: "x", SHA256: "x1"}, {Wasm: "y", SHA256: "y1"}, {Wasm: "z"}},
	}
	for name, tt := range map[string]struct {
		plan  func(*Plan)
		setup func(*job.Setup)
		what  []string
		says  string
	}{
		"nothing":        {nil, nil, nil, ""},
		"more rounds":    {func(p *Plan) { p.Processes, p.Timeout, p.Retries = 9, 1, 3 }, nil, nil, ""},
		"seed":           {func(p *Plan) { p.Seed = 7 }, nil, []string{"plan"}, "other seed"},
		"iterations":     {func(p *Plan) { p.Iterations = 7 }, nil, []string{"plan"}, "other iterations"},
		"arguments":      {func(p *Plan) { p.Args = []string{"-x"} }, nil, []string{"plan"}, "other args"},
		"engines":        {func(p *Plan) { p.Engines[1].Flags = "fast" }, func(s *job.Setup) { s.Engines[1].Flags = "fast" }, []string{"plan"}, "other engines"},
		"machine":        {nil, func(s *job.Setup) { s.Machine.Fingerprint = "m2" }, []string{"machine"}, "fingerprint m2, and was m1"},
		"binary":         {nil, func(s *job.Setup) { s.Binary = "b2" }, []string{"binary"}, "b2, and was b1"},
		"engine":         {nil, func(s *job.Setup) { s.Engines[1].Version = "2" }, []string{"binary"}, "b 2, which was 1"},
		"benchmark":      {nil, func(s *job.Setup) { s.Modules[1].SHA256 = "y2" }, []string{"benchmarks"}, "content of y"},
		"benchmark gone": {nil, func(s *job.Setup) { s.Modules[1].SHA256 = "" }, []string{"benchmarks"}, "y cannot be read here"},
		"machine, seed":  {func(p *Plan) { p.Seed = 7 }, func(s *job.Setup) { s.Machine.Fingerprint = "m2" }, []string{"plan", "machine"}, "other seed"},
	} {
		setups := func() job.Setup {
			s := setup
			s.Engines, s.Modules = slices.Clone(s.Engines), slices.Clone(s.Modules)
			return s
		}
		text := killed(t, resumePlan(), &setupRunner{killed: 5, setup: setups()})
		plan, now := resumePlan(), setups()
		o := Options{Resume: recovered(t, text)}
		if tt.plan != nil {
			tt.plan(&plan)
		}
		if tt.setup != nil {
			tt.setup(&now)
		}
		var c record.Collector
		_, err := Record(t.Context(), plan, &c, &setupRunner{setup: now}, o)
		var changed *ChangedError
		if len(tt.what) == 0 {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if !errors.Is(err, ErrChanged) || !errors.As(err, &changed) || !slices.Equal(changed.Changes, tt.what) || !strings.Contains(err.Error(), tt.says) || len(c.Headers) > 0 {
			t.Errorf("%s: %v, want %v with %q", name, err, tt.what, tt.says)
		}
		o.Despite = tt.what
		text.Truncate(int(o.Resume.Size))
		report, err := Record(t.Context(), plan, record.ResumeWriter(text, o.Resume), &setupRunner{setup: now}, o)
		if err != nil || len(report.Warnings) != len(tt.what) || !strings.Contains(report.Warnings[0], tt.says) {
			t.Errorf("%s: allowed, but %v, warnings %q", name, err, report.Warnings)
		}
		if !strings.Contains(text.String(), `"despite":["`+tt.what[0]) {
			t.Errorf("%s: the recording does not say so", name)
		}
	}
}

// TestStop: the process that is running ends, and is in the recording.
func TestStop(t *testing.T) {
	stop := make(chan struct{})
	runner := &setupRunner{}
	runner.fail = func(job.Job) error {
		if len(runner.jobs) == 5 {
			close(stop)
		}
		return nil
	}
	var c record.Collector
	report, err := Record(t.Context(), resumePlan(), &c, runner, Options{Stop: stop})
	if !errors.Is(err, ErrStopped) || report.Processes != 5 || len(c.Rows) != 5 {
		t.Errorf("%d processes, %v", report.Processes, err)
	}
}
