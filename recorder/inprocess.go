package recorder

import (
	"cmp"
	"context"
	"fmt"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// InProcess records in the process that calls it: for profilers, debuggers
// and engines that exist only as a value. It has one process, and a guest
// that never ends is never ended: the plan's Timeout and Retries have no effect, and a
// Budget ends a recording after the iteration that is running. The zero value is
// ready to use.
type InProcess struct{ Options }

// Record implements Recorder. A plan for more than one process is refused
// with ErrProcesses; none given means one.
func (r InProcess) Record(ctx context.Context, plan Plan, sink record.Sink) (Report, error) {
	plan.Processes = cmp.Or(plan.Processes, 1)
	if plan.MemoryLimit > 0 {
		return Report{}, fmt.Errorf("%w: a memory limit needs worker processes: in this one it would be the recorder's, too", job.ErrPlan)
	}
	if plan.Padding > 0 {
		return Report{}, fmt.Errorf("%w: a padded environment needs worker processes: this one has its environment already", job.ErrPlan)
	}
	plan.Padding = -1
	if plan.Processes != 1 {
		return Report{}, fmt.Errorf("%w: %d: %w", job.ErrPlan, plan.Processes, ErrProcesses)
	}
	return Record(ctx, plan, sink, here{}, r.Options)
}

// here is the Runner of this process.
type here struct{}

func (here) Probe(ctx context.Context, plan Plan) (job.Setup, error) { return Probe(ctx, plan) }

func (here) Run(ctx context.Context, j job.Job, emit func([]job.Sample) error) (job.Outcome, error) {
	return job.Run(ctx, j, "", emit)
}
