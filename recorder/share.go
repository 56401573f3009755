package recorder

import (
	"errors"
	"fmt"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// Share is a part of a plan that is recorded together with others.
type Share struct {
	// Of is the plan, which the Plan of the recording is: its file may have another
	// name for a program that was built, and nothing else may differ.
	Of *Planned
	// Index counts from 1, of Total.
	Index, Total int
}

// ErrDiffers is wrapped by a *ChangedError: what a share of a plan would be recorded
// with is not what the plan says.
var ErrDiffers = errors.New("cannot record a share of the plan: not all is as it says")

// errOtherShare is wrapped by the error of a recording that is resumed as a share that
// it is not.
var errOtherShare = fmt.Errorf("%w: the recording is another", job.ErrPlan)

// numbersOfShare is how far apart the numbers of processes of two shares begin. A
// share has MaxProcesses rounds at most, each of which is tried MaxRetries times at
// most; see "Why do shares have numbers of their own?".
const numbersOfShare = 1 << 32

// part decides which rounds are recorded, and under which numbers.
func (s *schedule) part() error {
	s.first = s.plan.FirstProcess
	var was *record.Share
	if r := s.options.Resume; r != nil {
		was = r.Header.Share
	}
	of := s.options.Share
	switch {
	case of == nil && was != nil:
		return fmt.Errorf("%w: share %v of a plan, which only that plan and share resumes", errOtherShare, was)
	case of == nil:
		return nil
	case s.options.Policy != nil:
		return fmt.Errorf("%w: machines that record shares of a plan do not know when it is decided: its rounds are fixed", job.ErrPlan)
	}
	share, err := of.Of.Share(of.Index, of.Total)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", job.ErrPlan, err)
	case s.options.Resume != nil && was == nil:
		return fmt.Errorf("%w: %s is no share of a plan", errOtherShare, s.options.Resume.Name)
	case was != nil && was.Plan != share.Plan:
		return fmt.Errorf("%w: %s is share %v of another plan (%s, and this is %s)", errOtherShare, s.options.Resume.Name, was, record.ShortHash(was.Plan), record.ShortHash(share.Plan))
	case was != nil && *was != share:
		return fmt.Errorf("%w: %s is share %v, and %v was asked for", errOtherShare, s.options.Resume.Name, was, &share)
	}
	s.share = &share
	s.first += uint64(share.Index-1) * numbersOfShare
	s.total = share.Before(s.plan.Processes) * len(s.plan.Engines) * len(s.plan.Benchmarks)
	return nil
}

// has is whether a round is recorded here.
func (s *schedule) has(round int) bool { return s.share == nil || s.share.Has(round) }

// between is how many of the rounds from one to before another are recorded here.
func (s *schedule) between(from, to int) int {
	if s.share == nil {
		return to - from
	}
	return s.share.Before(to) - s.share.Before(from)
}

// asPlanned compares what is to be recorded with what the plan says that a share
// belongs to.
func (s *schedule) asPlanned() (despite, texts []string, err error) {
	if s.share == nil {
		return nil, nil, nil
	}
	h, err := s.options.Share.Of.header()
	if err != nil {
		return nil, nil, err
	}
	return s.differs(h, "the plan", ErrDiffers)
}
