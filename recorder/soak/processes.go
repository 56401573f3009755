package soak

import (
	"context"
	"errors"
	"fmt"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/registry"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/worker"
)

// ErrPlan: Processes was asked to record more than one engine or benchmark.
var ErrPlan = errors.New("a soak of processes needs one engine and one benchmark")

// Processes records a plan of one engine and one benchmark, in one recording of
// as many worker processes as Options say. What is watched is the calling
// process, which starts them. The plan's Processes are
// replaced. A process that fails ends the soak.
func Processes(ctx context.Context, plan recorder.Plan, o Options) (Result, error) {
	if len(plan.Engines) != 1 || len(plan.Benchmarks) != 1 {
		return Result{}, fmt.Errorf("%w, and there are %d and %d", ErrPlan, len(plan.Engines), len(plan.Benchmarks))
	}
	w, err := newWatch(o)
	if err != nil {
		return Result{}, err
	}
	w.result.What, w.result.Engine = "processes", registry.Typed(plan.Engines[0].Engine, plan.Engines[0].Flags)
	plan.Processes = w.total()
	last := 0
	progress := func(now recorder.Progress) {
		if now.Done > last { // not a note or a warning
			last = now.Done
			w.done(now.Done)
		}
	}
	_, err = worker.Recorder{Options: recorder.Options{Progress: progress, FailFast: true}}.Record(ctx, plan, record.MultiSink())
	return w.result, err
}
