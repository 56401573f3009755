package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"sync"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// machine is one machine of a fleet: whatever records, under a name.
type machine struct {
	name     string
	recorder recorder.Recorder
	// file, if set, receives what the machine records as it happens.
	file record.Sink
}

// fleet is a recorder.Recorder that spreads the rounds of a plan over machines,
// which record at the same time. A round runs on one machine, so that engines
// are never compared across two: each machine makes a recording of its own, and
// the rounds of all of them have different numbers.
//
// The sink receives one recording after the other, each with its header, when
// all are done. A machine that fails costs its rounds; the error tells, and the
// rows of the others are there.
type fleet []machine

// Record implements recorder.Recorder.
func (f fleet) Record(ctx context.Context, plan recorder.Plan, sink record.Sink) (recorder.Report, error) {
	plans, err := f.share(plan)
	if err != nil {
		return recorder.Report{}, err
	}
	recorded := make([]record.Collector, len(f))
	reports := make([]recorder.Report, len(f))
	errs := make([]error, len(f))
	var group sync.WaitGroup
	for i, m := range f {
		if plans[i].Processes == 0 {
			continue
		}
		group.Go(func() {
			var to record.Sink = &recorded[i]
			if m.file != nil {
				to = record.MultiSink(m.file, to)
			}
			if reports[i], errs[i] = m.recorder.Record(ctx, plans[i], to); errs[i] != nil {
				errs[i] = fmt.Errorf("%s: %w", m.name, errs[i])
			}
		})
	}
	group.Wait()
	return f.join(reports, recorded, sink, errs)
}

// share gives each machine its part of the rounds, the first ones one more
// where they do not come out even.
func (f fleet) share(plan recorder.Plan) ([]recorder.Plan, error) {
	if plan.Processes == 0 {
		plan.Processes = recorder.DefaultProcesses
	}
	switch {
	case len(f) == 0:
		return nil, fmt.Errorf("%w: a fleet without machines", job.ErrPlan)
	case plan.Processes < 0:
		return nil, fmt.Errorf("%w: %d processes", job.ErrPlan, plan.Processes)
	}
	plans := make([]recorder.Plan, len(f))
	names := map[string]bool{}
	first := plan.FirstProcess
	if first == 0 {
		first = 1 + uint64(rand.Uint32()>>1) // as a single recording would
	}
	for i, m := range f {
		if names[m.name] {
			return nil, fmt.Errorf("%w: two machines called %s", job.ErrPlan, m.name)
		}
		names[m.name] = true
		p := plan
		p.Processes = plan.Processes / len(f)
		if i < plan.Processes%len(f) {
			p.Processes++
		}
		p.FirstProcess = first
		first += uint64(p.Processes)
		p.Seed += uint64(i) // not all in the same order
		p.Labels = map[string]string{}
		maps.Copy(p.Labels, plan.Labels)
		p.Labels["machine"] = m.name
		plans[i] = p
	}
	return plans, nil
}

// join hands all recordings to the sink and makes one report of many.
func (f fleet) join(reports []recorder.Report, recorded []record.Collector, sink record.Sink, errs []error) (all recorder.Report, err error) {
	for i, r := range reports {
		if len(recorded[i].Headers) == 0 {
			continue // it never began
		}
		if err := handOn(&recorded[i], sink); err != nil {
			errs = append(errs, err)
		}
		if all.Header.Format == "" {
			all.Header = r.Header
		}
		all.Rows += r.Rows
		all.Processes += r.Processes
		all.Failures = append(all.Failures, r.Failures...)
		for _, w := range r.Warnings {
			all.Warnings = append(all.Warnings, f[i].name+": "+w)
		}
	}
	return all, errors.Join(errs...)
}

func handOn(c *record.Collector, sink record.Sink) error {
	if err := sink.Begin(c.Headers[0]); err != nil {
		return err
	}
	for _, row := range c.Rows {
		if err := sink.Write(row); err != nil {
			return err
		}
	}
	return sink.Flush()
}
