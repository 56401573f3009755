package recorder

import (
	"fmt"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// Options control one run of a Plan, and are no part of what it measures. The
// zero Options are good for most.
type Options struct {
	// Progress, if set, is called after Probe, and before and after every
	// process: never while one measures.
	Progress func(Progress)
	// Policy, if set, decides in place of the plan's Processes how many rounds
	// there are, and with which benchmarks.
	Policy Policy
	// Budget is how long the recording may take, at most MaxTime; then the
	// process that is running is ended, and a warning says so. 0 means no limit.
	Budget time.Duration
	// Capture, if set, says for a benchmark and an engine, by their places in the plan,
	// where their job.Job's Capture begins; "" for nowhere. It is a path where
	// processes run. A program of an older version captures nothing.
	Capture func(benchmark, engine int) string
	// Profile, if set, is given the profile of each process that ended well, with its
	// benchmark and engine, by their places in the plan. The plan's only measure is then
	// one that says where it counts (measure.Sited), and Execution is recorded.
	Profile func(benchmark, engine int, p *record.Profile)
	// Code, if set, says for a benchmark, by its place in the plan, of which functions the
	// machine code is wanted, by their indices; Coded is given it, as Profile is.
	Code  func(benchmark int) []int64
	Coded func(benchmark, engine int, code []job.FunctionCode)
	// FailFast ends the recording at the first failure.
	FailFast bool
	// Stop, when it is closed, ends the recording after the process that is
	// running, with ErrStopped. (A context that is done ends that process, too.)
	Stop <-chan struct{}
	// Resume, if set, is the recording that is resumed: processes that have
	// ended do not run again. The sink receives its header, a mark, and the rows
	// that it lacks. Despite allows what would be refused with ErrChanged, by the
	// names of its Changes.
	Resume  *record.Recovered
	Despite []string
	// Share, if set, records only a share of a plan, which other machines record the rest
	// of. What is not as the plan says is refused with ErrDiffers, unless Despite
	// allows it.
	Share *Share
	// Overhead is what measuring costs here, as package calibrate finds it, for
	// the recording's header.
	Overhead *record.Overhead
	// Selfcheck is what came of comparing an engine with itself, for the recording's
	// header. One of another machine is not used, with a warning.
	Selfcheck *record.Selfcheck
}

// check returns an error that wraps job.ErrPlan for Options that make no sense.
func (o *Options) check() error {
	switch {
	case o.Budget < 0 || o.Budget > MaxTime:
		return fmt.Errorf("%w: a recording that may take %v: must be 0, for no limit, to %v", job.ErrPlan, o.Budget, MaxTime)
	case o.Resume == nil && o.Share == nil && len(o.Despite) > 0:
		return fmt.Errorf("%w: changes %q are allowed for a recording that is resumed, but none is named", job.ErrPlan, o.Despite)
	}
	if o.Share != nil && o.Share.Of == nil {
		return fmt.Errorf("%w: a share of no plan", job.ErrPlan)
	}
	return nil
}
