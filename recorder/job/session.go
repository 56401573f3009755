package job

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
)

// Session is a job in the calling process, one iteration at a time, for loops
// that are not a recorder's: a testing.B decides after each iteration whether
// there is another. What happens in an iteration is what happens in Run.
//
//	s, err := job.OpenSession(ctx, job, nil)
//	if err != nil {
//		return err
//	}
//	defer s.Close()
//	for more() {
//		samples, err := s.Next(ctx)
//		...
//	}
//
// A Session belongs to the goroutine that opened it.
type Session struct {
	p       process
	unheard int // warnings that were not kept
	closed  bool
}

// maxWarnings is how many warnings a Session keeps: in millions of iterations
// one may come with each.
const maxWarnings = 20

// OpenSession opens what the job names, and locks the calling goroutine to its
// thread until Close. The job's Iterations and TimeoutNs mean nothing here. An
// engine without a Name has the one it is registered under.
//
// open, if not nil, opens the measure in place of the job's Measures; the
// Session closes it. Errors are those of Run.
func OpenSession(ctx context.Context, job Job, open measure.Opener) (*Session, error) {
	job.Engine.Name = cmp.Or(job.Engine.Name, job.Engine.Engine)
	runtime.LockOSThread()
	s := &Session{p: process{job: job, opener: open, iteration: -1}}
	if err := s.p.open(ctx, ""); err != nil {
		return nil, errors.Join(s.p.failed(err), s.Close())
	}
	s.p.gc.since()
	s.p.iteration = 0
	return s, nil
}

// Next runs one iteration and returns its samples, which are good until the
// next call. They are there only if the iteration was good: the guest kept to
// the protocol and printed what it should. Otherwise the error is a *Failure, or
// the cause of a context that is done, and all that is left is to Close.
func (s *Session) Next(ctx context.Context) ([]Sample, error) {
	if s.closed {
		return nil, errors.New("session is closed")
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	p := &s.p
	p.samples = p.samples[:0]
	if err := p.unchanged(p.iterate(ctx)); err != nil {
		return nil, p.failed(err)
	}
	p.iteration++
	if w := p.outcome.Warnings; len(w) > maxWarnings {
		s.unheard += len(w) - maxWarnings
		p.outcome.Warnings = w[:maxWarnings]
	}
	return p.samples, nil
}

// Warnings returns what a reader of the numbers should know, as far as it is
// known by now; the first twenty, and how many more there were.
func (s *Session) Warnings() []string {
	warnings := slices.Clone(s.p.outcome.Warnings)
	if s.unheard > 0 {
		warnings = append(warnings, fmt.Sprintf("and %d more warnings", s.unheard))
	}
	return warnings
}

// Engine returns the job's engine as the rows name it: with the flags that it
// was given so that it counts what the measures take from it.
func (s *Session) Engine() Engine { return s.p.job.Engine }

// Close gives everything back, and the thread too. A second Close does
// nothing.
func (s *Session) Close() error {
	if s.closed {
		return nil
	}
	s.closed = true
	defer runtime.UnlockOSThread()
	return s.p.close()
}

func (p *process) openMeasure() (measure.Measure, error) {
	open := p.opener
	if open == nil {
		open = func() (measure.Measure, error) { return measure.Open(p.job.Measures...) }
	}
	m, err := open()
	if err != nil {
		return nil, err
	}
	return engines.Outermost(m), nil
}
