package command

import (
	"maps"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
)

// trialIterations is how many iterations a process of a trial has: the first, with
// whatever a process begins with, and one more, which tells how long others take.
const trialIterations = 2

// trial is a sink that keeps nothing and measures how long a round of a plan takes, by
// a shorter one.
type trial struct {
	plan  *recorder.Plan
	begin func(record.Header) error
	clock func() time.Time
	took  time.Duration // a round of the plan, as far as its processes ended

	begun, first, second time.Time // the process, and when it had rows of these iterations
	iteration            uint64    // the first
}

// once is the plan with one round of few iterations.
func (t *trial) once() recorder.Plan {
	p := *t.plan
	p.Processes, p.PolicyName = 1, ""
	p.Iterations = min(p.Iterations, trialIterations)
	p.Settings = maps.Clone(p.Settings)
	for name, s := range p.Settings {
		s.Iterations = min(s.Iterations, trialIterations)
		p.Settings[name] = s
	}
	return p
}

// progress is told how processes begin and end.
func (t *trial) progress(now recorder.Progress) {
	switch at := t.clock(); {
	case now.Begins:
		t.begun, t.first, t.second = at, time.Time{}, time.Time{}
	case now.Round > 0 && !t.begun.IsZero():
		if now.Failure == nil { // it would not run again
			t.took += t.whole(at.Sub(t.begun), t.plan.Of(now.Benchmark).Iterations)
		}
		t.begun = time.Time{}
	}
}

// whole is how long a process takes with all iterations that took so long with those of
// the trial.
func (t *trial) whole(took time.Duration, iterations int) time.Duration {
	tried := min(iterations, trialIterations)
	switch {
	case tried == iterations:
		return took
	case t.second.IsZero(): // there are no rows: as long as if nothing were done but iterations
		return took / time.Duration(tried) * time.Duration(iterations)
	}
	return took + t.second.Sub(t.first)*time.Duration(iterations-tried)
}

// Begin implements record.Sink.
func (t *trial) Begin(h record.Header) error { return t.begin(h) }

// Write implements record.Sink.
func (t *trial) Write(row record.Row) error {
	switch {
	case t.first.IsZero():
		t.first, t.iteration = t.clock(), row.Iteration
	case t.second.IsZero() && row.Iteration != t.iteration:
		t.second = t.clock()
	}
	return nil
}

// Flush implements record.Sink.
func (t *trial) Flush() error { return nil }
