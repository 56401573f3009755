package recorder

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// Runner runs single processes of a plan, wherever they run.
type Runner interface {
	// Probe opens and closes the plan's engines and measures where the
	// processes will run, and says what they are. Whatever cannot be opened
	// is an error here, before anything is recorded. Setup.Engines are those
	// of the plan, with the flags that they need for the measures.
	Probe(ctx context.Context, plan Plan) (Setup, error)
	// Run runs one process. It hands on rows iteration by iteration, each
	// iteration's when it is complete and checked. A guest's or process's
	// failure is a *Failure; any other error ends the recording.
	Run(ctx context.Context, job Job, emit func([]record.Row) error) (Outcome, error)
}

// Setup is what Probe found.
type Setup struct {
	Machine  record.Machine   `json:"machine"`
	Findings []record.Finding `json:"findings,omitempty"`
	Arch     string           `json:"arch"`
	Engines  []record.Engine  `json:"engines"`
	Measures []record.Measure `json:"measures"`
	Events   []measure.Event  `json:"events"`
	// Pin is the number of the CPU that the plan's Pin means, "" for none.
	Pin string `json:"pin,omitempty"`
	// Notes and Warnings go into the recording's header.
	Notes    []string `json:"notes,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

// Outcome is what a process has to say at its end, rows aside.
type Outcome struct {
	Warnings []string `json:"warnings,omitempty"`
}

// Record carries out plan with a runner: it numbers and orders the processes,
// hands their rows to the sink, and collects what failed. progress may be nil;
// it is called after Probe, and before and after every process: never while one
// measures.
func Record(ctx context.Context, plan Plan, sink record.Sink, runner Runner, progress func(Progress)) (Report, error) {
	plan, err := plan.withDefaults()
	if err != nil {
		return Report{}, err
	}
	setup, err := runner.Probe(ctx, plan)
	if err != nil {
		return Report{}, err
	}
	plan.Pin = setup.Pin
	if plan.Engines, err = plan.withFlags(setup.Engines); err != nil {
		return Report{}, err
	}
	s := &schedule{plan: plan, setup: setup, sink: sink, runner: runner, progress: progress}
	if s.progress == nil {
		s.progress = func(Progress) {}
	}
	s.total = plan.Processes * len(plan.Engines) * len(plan.Benchmarks) // a policy knows better
	return s.report, errors.Join(s.record(ctx), s.flush())
}

type schedule struct {
	plan     Plan
	setup    Setup
	sink     record.Sink
	runner   Runner
	progress func(Progress)

	report      Report
	done, total int
	rounds      int // until the policy is asked again
	pairs       map[pair]*pairState
	begun       bool
}

type pair struct{ engine, benchmark int }

type pairState struct {
	accidents int // failed processes in a row that were not the guest's doing
	abandoned bool
}

func (s *schedule) record(ctx context.Context) error {
	if err := s.begin(); err != nil {
		return err
	}
	s.pairs = map[pair]*pairState{}
	started := time.Now()
	for round := 0; ; {
		rounds, run, err := s.next(round)
		if err != nil || len(run) == 0 {
			return err
		}
		s.rounds = rounds
		for ; round < rounds; round++ {
			for _, p := range s.plan.order(round) {
				if !run[p.benchmark] {
					continue
				}
				if err := ctx.Err(); err != nil {
					return fmt.Errorf("recording stopped after %d of %d processes: %w", s.done, s.total, context.Cause(ctx))
				}
				if s.plan.Budget > 0 && time.Since(started) > s.plan.Budget {
					s.warn(fmt.Sprintf("recording ended after %d of %d processes, because its time of %v is spent", s.done, s.total, s.plan.Budget))
					return nil
				}
				if err := s.process(ctx, round, p); err != nil {
					return err
				}
			}
		}
	}
}

// begin writes the header.
func (s *schedule) begin() error {
	planJSON, err := json.Marshal(s.plan)
	if err != nil {
		return fmt.Errorf("BUG: plan as JSON: %w", err)
	}
	s.report.Header = record.Header{
		Format:       record.FormatVersion,
		Started:      time.Now(),
		Seed:         s.plan.Seed,
		FirstProcess: s.plan.FirstProcess,
		Plan:         planJSON,
		Machine:      s.setup.Machine,
		Findings:     s.setup.Findings,
		Engines:      s.setup.Engines,
		Measures:     s.setup.Measures,
		Events:       s.setup.Events,
		Overhead:     s.plan.Overhead,
		Labels:       s.plan.Labels,
		Notes:        s.setup.Notes,
		Warnings:     s.setup.Warnings,
	}
	for _, n := range s.setup.Notes {
		s.progress(Progress{Total: s.total, Note: n})
	}
	for _, w := range s.setup.Warnings {
		s.warn(w)
	}
	if err := s.sink.Begin(s.report.Header); err != nil {
		return fmt.Errorf("begin the recording: %w", err)
	}
	s.begun = true
	s.progress(Progress{Total: s.total})
	return nil
}

func (s *schedule) flush() error {
	if !s.begun {
		return nil
	}
	if err := s.sink.Flush(); err != nil {
		return fmt.Errorf("flush the recording: %w", err)
	}
	return nil
}

// order is the order of a round: the benchmarks shuffled, and for each of
// them the engines shuffled, so that the engines that will be compared run
// back to back.
func (p *Plan) order(round int) []pair {
	r := rand.New(rand.NewPCG(p.Seed, uint64(round)))
	pairs := make([]pair, 0, len(p.Benchmarks)*len(p.Engines))
	for _, b := range r.Perm(len(p.Benchmarks)) {
		for _, e := range r.Perm(len(p.Engines)) {
			pairs = append(pairs, pair{engine: e, benchmark: b})
		}
	}
	return pairs
}

// process runs one process and judges how it ended.
func (s *schedule) process(ctx context.Context, round int, p pair) error {
	state := s.pairs[p]
	if state == nil {
		state = new(pairState)
		s.pairs[p] = state
	}
	s.done++
	progress := Progress{Done: s.done, Total: s.total, Benchmark: s.plan.Benchmarks[p.benchmark], Engine: s.plan.Engines[p.engine],
		Round: round + 1, Rounds: s.rounds, Process: s.plan.FirstProcess + uint64(round)}
	if state.abandoned {
		s.progress(progress)
		return nil
	}
	begins := progress
	begins.Begins, begins.Done = true, s.done-1
	s.progress(begins)
	job := s.plan.job(p, s.plan.FirstProcess+uint64(round))
	outcome, err := s.runner.Run(ctx, job, s.emit)
	for _, w := range outcome.Warnings {
		s.warn(w)
	}
	if flushErr := s.flush(); flushErr != nil {
		return flushErr
	}
	if err == nil {
		state.accidents = 0
		s.report.Processes++
		s.progress(progress)
		return nil
	}
	var failure *Failure
	if ctx.Err() != nil || !errors.As(err, &failure) {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return fmt.Errorf("recording stopped after %d of %d processes: %w", s.done-1, s.total, err)
	}
	progress.Failure = s.fail(failure, state)
	s.progress(progress)
	if s.plan.FailFast {
		return fmt.Errorf("recording stopped at the first failure: %w", failure)
	}
	return nil
}

// fail notes a failure and returns it if it is new. What the guest did it
// would do again, so that pair is abandoned; an accident of the process costs
// that process only, but two in a row are no accident.
func (s *schedule) fail(failure *Failure, state *pairState) *Failure {
	accident := errors.Is(failure, ErrDied) || errors.Is(failure, ErrTimeout)
	state.accidents++
	state.abandoned = !accident || state.accidents >= 2
	for _, seen := range s.report.Failures {
		if seen.like(failure) {
			seen.Processes++
			seen.Abandoned = state.abandoned
			return nil
		}
	}
	failure.Processes = 1
	failure.Abandoned = state.abandoned
	s.report.Failures = append(s.report.Failures, failure)
	return failure
}

// like is whether g says of the same pair what f said already. The last words
// of processes that died differ by addresses alone.
func (f *Failure) like(g *Failure) bool {
	if f.Benchmark != g.Benchmark || f.Engine.String() != g.Engine.String() {
		return false
	}
	for _, kind := range []error{ErrDied, ErrTimeout} {
		if errors.Is(f, kind) && errors.Is(g, kind) {
			return true
		}
	}
	return f.Error() == g.Error()
}

func (s *schedule) emit(rows []record.Row) error {
	for _, row := range rows {
		if err := s.sink.Write(row); err != nil {
			return fmt.Errorf("write a row: %w", err)
		}
		s.report.Rows++
	}
	return nil
}

func (s *schedule) warn(text string) {
	if slices.Contains(s.report.Warnings, text) {
		return
	}
	s.report.Warnings = append(s.report.Warnings, text)
	s.progress(Progress{Done: s.done, Total: s.total, Warning: text})
}
