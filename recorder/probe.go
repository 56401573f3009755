package recorder

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/doctor"
)

// findings is what package doctor finds, shortened to what a recording needs.
// It watches the machine for a tenth of a second.
func findings(ctx context.Context) (list []record.Finding) {
	for _, f := range (doctor.Machine{Sample: 100 * time.Millisecond}).Examine(ctx) {
		list = append(list, record.Finding{Name: f.Name, State: f.State.String(), Value: f.Value})
	}
	return list
}

// probe asks a runner, and again if the process that was asked had an accident,
// as often as the plan allows.
func (p *Plan) probe(ctx context.Context, runner Runner) (setup Setup, retries int, err error) {
	var warnings []string
	for {
		setup, err = runner.Probe(ctx, *p)
		accident := err != nil && ctx.Err() == nil && (errors.Is(err, ErrDied) || errors.Is(err, ErrTimeout))
		if accident {
			err = fmt.Errorf("the probe, which opens engines and measures before the recording begins, failed: %w", err)
		}
		if !accident || retries == p.Retries {
			setup.Warnings = append(setup.Warnings, warnings...)
			return setup, retries, err
		}
		retries++
		warnings = append(warnings, fmt.Sprintf("%v; trying again, %d of %d", err, retries, p.Retries))
	}
}

var errNoFolder = errors.New("it is not a folder")

// Probe is Runner.Probe for the machine and the process that calls it.
func Probe(ctx context.Context, plan Plan) (setup Setup, err error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer recoverAdapter(&err)
	setup = Setup{Machine: machine(), Arch: record.Arch(), Findings: findings(ctx), Binary: programHash()}
	if plan.Stdin != "" {
		f, err := record.OpenFile(plan.Stdin)
		if err != nil {
			return setup, fmt.Errorf("%w: standard input %q: %w", ErrPlan, plan.Stdin, withoutPath(err))
		}
		f.Close()
	}
	if plan.Dir != "" {
		if info, err := os.Stat(plan.Dir); err != nil || !info.IsDir() {
			return setup, fmt.Errorf("%w: the working folder %s: %w", ErrPlan, plan.Dir, cmp.Or(withoutPath(err), errNoFolder))
		}
	}
	setup.find(plan.Benchmarks, plan.Dir, plan.Stdin)
	if plan.Pin != "" {
		// Once for the whole recording: engines on different CPUs would differ
		// by more than the engines.
		cpu, why, err := ResolvePin(ctx, plan.Pin)
		if err != nil {
			return setup, err
		}
		setup.Pin = strconv.Itoa(cpu)
		setup.Notes = append(setup.Notes, "the measuring thread is pinned to "+why)
	}
	m, err := measure.Open(plan.Measures...)
	if err != nil {
		return setup, err
	}
	setup.Events = m.Events()
	if n := len(engines.Counted(m)); plan.Phase == measure.Compilation && n > 0 && n == len(setup.Events) {
		return setup, errors.Join(fmt.Errorf("%w: engines count %s while a guest runs, and Compilation runs none", ErrPlan, setup.Events[0].Name), m.Close())
	}
	for i, part := range measure.Parts(m) {
		d := measure.Describe(part)
		setup.Measures = append(setup.Measures, record.Measure{Name: plan.Measures[i], Description: d})
		for _, w := range d.Warnings {
			setup.Warnings = append(setup.Warnings, plan.Measures[i]+": "+w)
		}
	}
	if err := m.Close(); err != nil {
		return setup, fmt.Errorf("close the measures again: %w", err)
	}
	var errs []error
	for _, e := range plan.Engines {
		engine, err := e.openCounting(ctx, m)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		id := engine.Identity()
		setup.Engines = append(setup.Engines, record.Engine{Name: e.Name, Engine: id.Name, Version: id.Version, Flags: e.Flags})
		for _, w := range engines.Warnings(engine) {
			setup.Warnings = append(setup.Warnings, e.Name+": "+w)
		}
		if list, ok := engines.AdvisoriesOf(engine); ok {
			if w := list.Warning(id.Version); w != "" {
				w = id.Name + ": " + w
				if !slices.Contains(setup.Advisories, w) { // several engines are one with other flags
					setup.Advisories = append(setup.Advisories, w)
				}
			}
		}
		if err := engine.Close(ctx); err != nil {
			errs = append(errs, fmt.Errorf("close engine %v again: %w", e, err))
		}
	}
	return setup, errors.Join(errs...)
}
