package recorder

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

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

// carryOut runs all that is left of the plan.
func (s *schedule) carryOut(ctx context.Context) error {
	for round := 0; ; {
		rounds, run, err := s.next(round)
		if err != nil || len(run) == 0 {
			return err
		}
		s.rounds = rounds
		for ; round < rounds; round++ {
			if !s.has(round) {
				continue
			}
			order := s.plan.order(round)
			for ; len(order) > 0; order = order[len(s.plan.Engines):] {
				block := order[:len(s.plan.Engines)]
				if !run[block[0].benchmark] {
					continue
				}
				if err := s.block(ctx, round, block); err != nil {
					return err
				}
			}
			if err := s.sync(); err != nil {
				return err
			}
		}
	}
}

// block runs the processes of all engines on one benchmark, back to back. If
// one of them is to be tried again, or was interrupted the time before, all of
// them run again under another number: what is compared must not lie apart in
// time.
func (s *schedule) block(ctx context.Context, round int, block []pair) error {
	attempt := 1
	if b, done := s.slotDone(slot{round, block[0].benchmark}); done {
		s.skip(len(block))
		return nil
	} else if b != nil {
		attempt = b.accidents + 1
		s.shift++
	}
	if r := s.options.Resume; r != nil && len(r.Damage) > 0 {
		// It may have been damaged anywhere: later rounds have their numbers.
		s.shift = max(s.shift, s.last+1-round)
		s.last = round + s.shift
	}
	end := s.done + len(block)
	for {
		again := false
		s.done = end - len(block)
		for _, p := range block {
			var err error
			if again, err = s.process(ctx, round, attempt, p); err != nil {
				return err
			}
			if again {
				break
			}
		}
		if !again {
			return nil
		}
		attempt++
		s.shift++
	}
}

// skip passes over processes that need not run.
func (s *schedule) skip(n int) {
	s.done += n
	s.options.Progress(Progress{Done: s.done, Total: s.total})
}

// interrupted returns why no further process is started, nil if nothing is in
// the way.
func (s *schedule) interrupted(ctx context.Context) error {
	cause := context.Cause(ctx)
	select {
	case <-s.options.Stop:
		if cause == nil {
			cause = ErrStopped
		}
	default:
	}
	if cause == nil {
		return nil
	}
	return fmt.Errorf("recording ended after %d of %d processes: %w", s.done, s.total, cause)
}

// process runs one process and judges how it ended. again tells that it is to
// be tried again.
func (s *schedule) process(ctx context.Context, round, attempt int, p pair) (again bool, err error) {
	if err := s.interrupted(ctx); err != nil {
		return false, err
	}
	state := s.state(p)
	s.done++
	number := s.first + uint64(round+s.shift)
	progress := Progress{Done: s.done, Total: s.total, Benchmark: s.plan.Benchmarks[p.benchmark], Engine: s.plan.Engines[p.engine],
		Round: round + 1, Rounds: s.rounds, Process: number}
	if state.abandoned {
		s.options.Progress(progress)
		return false, nil
	}
	if err := s.goesOn(); err != nil {
		return false, err
	}
	begins := progress
	begins.Begins, begins.Done = true, s.done-1
	s.options.Progress(begins)
	process := s.plan.job(round, p, number)
	process.Inputs = s.setup.Inputs(p.benchmark)
	process.Inputs.Library = s.setup.Library(p.engine)
	if s.options.Capture != nil {
		process.Capture = s.options.Capture(p.benchmark, p.engine)
	}
	process.Profile = s.options.Profile != nil
	if s.options.Code != nil {
		process.Code = s.options.Code(p.benchmark)
	}
	rows := s.report.Rows
	checked := emission{of: &process, events: s.setup.Events}
	outcome, err := s.runner.Run(ctx, process, func(samples []job.Sample) error {
		if err := checked.next(samples); err != nil {
			return err
		}
		return s.emit(&process, samples)
	})
	if err == nil && len(s.setup.Events) > 0 {
		err = checked.whole(outcome)
	}
	var warnings []string // that are new
	for _, w := range outcome.Warnings {
		if s.warn(w) {
			warnings = append(warnings, w)
		}
	}
	var failure *job.Failure
	// A file that is another now is nothing that the benchmark did: the recording is resumed
	// when the file is back.
	other := errors.Is(err, job.ErrReplaced)
	if err != nil && (ctx.Err() != nil || !errors.As(err, &failure) || other) {
		// It did not end by itself, so it is not marked as ended.
		if flushErr := s.flush(); ctx.Err() == nil && flushErr != nil && !errors.Is(err, root(flushErr)) {
			err = errors.Join(err, flushErr)
		}
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		s.done--
		return false, fmt.Errorf("recording ended after %d of %d processes: %w", s.done, s.total, err)
	}
	ended := &record.Ended{
		Engine: process.Engine.Name, EngineFlags: process.Engine.Flags, Wasm: process.Benchmark,
		Process: process.Process, Round: round, Rows: s.report.Rows - rows,
		Padding: outcome.Padding, Program: s.drawn(round, p.engine),
		Warnings: warnings,
	}
	if failure != nil {
		ended.Failure = &record.EndedBadly{
			Cause: causeOf(failure), Text: quote.Clip(failure.Err.Error(), quote.MaxLine), Iteration: failure.Iteration, Output: failure.Output, Attempt: attempt,
		}
		if failure.Phase != 0 {
			ended.Failure.Phase = failure.Phase.String()
		}
	}
	if err := s.mark(record.Mark{Ended: ended}); err != nil {
		return false, err
	}
	switch {
	case failure == nil:
		if s.options.Profile != nil && outcome.Profile != nil {
			s.options.Profile(p.benchmark, p.engine, outcome.Profile)
		}
		if s.options.Code != nil && s.options.Coded != nil {
			s.options.Coded(p.benchmark, p.engine, outcome.Code)
		}
		state.accidents = 0
		s.report.Processes++
	case !final(ended.Failure, s.plan.Retries):
		state.accidents++
		s.report.Retries++
		s.warn(fmt.Sprintf("%v; trying again, %d of %d", failure, attempt, s.plan.Retries))
		return true, nil
	default:
		progress.Failure = s.fail(failure, state)
	}
	s.options.Progress(progress)
	if failure != nil && s.options.FailFast {
		return false, fmt.Errorf("recording stopped at the first failure: %w", failure)
	}
	return false, nil
}

// fail notes a failure and returns it if it is new. What the guest did it
// would do again, so that pair is abandoned; an accident of the process costs
// that process only, but two in a row, or all of its retries, are no accident.
func (s *schedule) fail(failure *job.Failure, state *pairState) *job.Failure {
	accident := causes[causeOf(failure)] != nil
	state.accidents++
	state.abandoned = !accident || state.accidents >= max(2, s.plan.Retries+1)
	for _, seen := range s.report.Failures {
		if alike(seen, failure) {
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

// alike is whether g says of the same pair what f said already. The last words
// of processes that died differ by addresses alone.
func alike(f, g *job.Failure) bool {
	if f.Benchmark != g.Benchmark || f.Engine.String() != g.Engine.String() {
		return false
	}
	for _, kind := range causes {
		if errors.Is(f, kind) && errors.Is(g, kind) {
			return true
		}
	}
	return f.Error() == g.Error()
}
