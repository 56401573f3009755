package job

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/doctor"
	"github.com/sightglass-go/sightglass/recorder/internal/program"
)

// findings is what package doctor finds, shortened to what a recording needs.
// It watches the machine for a tenth of a second.
func findings(ctx context.Context) (list []record.Finding) {
	for _, f := range (doctor.Machine{Sample: 100 * time.Millisecond}).Examine(ctx) {
		list = append(list, record.Finding{Name: f.Name, State: f.State.String(), Value: f.Value})
	}
	return list
}

var errNoFolder = errors.New("it is not a folder")

// Probe opens and closes what is asked about, for the machine and the process
// that call it, and says what it is. Errors that wrap ErrPlan are about what
// cannot be recorded here.
func Probe(ctx context.Context, plan Query) (setup Setup, err error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer recovered(&err)
	setup = Setup{Machine: Machine(), Arch: record.Arch(), Findings: findings(ctx), Binary: programHash()}
	setup.Programs = []record.Program{thisProgram(setup.Binary)}
	if err := plan.findable(); err != nil {
		return setup, err
	}
	setup.find(plan.Benchmarks, plan.Dir, plan.Stdin, plan.Guests...)
	if plan.Pin != "" {
		// Once for the whole recording: engines on different CPUs would differ
		// by more than the engines.
		cpu, why, err := resolvePin(ctx, plan.Pin)
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
	if err := setup.silent(m, plan.Phase); err != nil {
		return setup, errors.Join(err, m.Close())
	}
	for i, part := range measure.Parts(m) {
		d, err := described(part)
		if err != nil {
			return setup, fmt.Errorf("measure %s: %w", plan.Measures[i], errors.Join(err, measure.Close(m)))
		}
		setup.Measures = append(setup.Measures, record.Measure{Name: plan.Measures[i], Description: d})
		for _, w := range d.Warnings {
			setup.Warnings = append(setup.Warnings, plan.Measures[i]+": "+w)
		}
	}
	if err := measure.Close(m); err != nil {
		return setup, fmt.Errorf("close the measures again: %w", err)
	}
	var failed error // in one line, each reason once: two names of one engine have the same
	fail := func(err error) {
		switch {
		case failed == nil:
			failed = err
		case !strings.Contains(failed.Error(), err.Error()):
			failed = fmt.Errorf("%w; %w", failed, err)
		}
	}
	for _, e := range plan.Engines {
		library := findLibrary(e) // before it is loaded
		engine, err := e.openCounting(ctx, m)
		if err != nil {
			fail(err)
			continue
		}
		if _, err := engines.Measured(engine, m); err != nil {
			fail(errors.Join(err, engine.Close(ctx)))
			continue
		}
		id := engine.Identity()
		_, remote := engine.(engines.Remote)
		setup.Engines = append(setup.Engines, record.Engine{Name: e.Name, Engine: id.Name, Version: versionOf(id, library), Flags: e.Flags, Library: library, Module: id.Module, Remote: remote})
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
			fail(fmt.Errorf("close engine %v again: %w", e, err))
		}
	}
	return setup, failed
}

// described describes a measure, with the steps of its clocks.
func described(m measure.Measure) (d measure.Description, err error) {
	defer measure.Recovered(&err)
	d = measure.Describe(m)
	d.Steps = measure.Steps(m)
	return d, nil
}

// silent refuses measures none of which has anything to count in the only phase that
// is recorded, and warns of those that have nothing.
func (setup *Setup) silent(m measure.Measure, p measure.Phase) error {
	if p == 0 {
		return nil
	}
	silent := engines.Silent(m, p)
	for _, e := range silent {
		why := "engines count it while a guest runs, and Compilation runs none"
		if p != measure.Compilation {
			why = fmt.Sprintf("it is counted of Compilation, and only %v is recorded", p)
		}
		if len(silent) == len(setup.Events) {
			return fmt.Errorf("%w: no rows of %s: %s", ErrPlan, e.Name, why)
		}
		setup.Warnings = append(setup.Warnings, fmt.Sprintf("no rows of %s: %s", e.Name, why))
	}
	return nil
}

// findable refuses a standard input or a folder that is not there.
func (plan *Query) findable() error {
	for i, g := range append([]Guest{{Dir: plan.Dir, Stdin: plan.Stdin}}, plan.Guests...) {
		of := ""
		if i > 0 && i <= len(plan.Benchmarks) {
			of = " of " + plan.Benchmarks[i-1]
		}
		if g.Stdin != "" {
			f, err := record.OpenFile(g.Stdin)
			if err != nil {
				return fmt.Errorf("%w: standard input %q%s: %w", ErrPlan, g.Stdin, of, withoutPath(err))
			}
			f.Close()
		}
		if g.Dir != "" {
			if info, err := os.Stat(g.Dir); err != nil || !info.IsDir() {
				return fmt.Errorf("%w: the working folder %s%s: %w", ErrPlan, g.Dir, of, cmp.Or(withoutPath(err), errNoFolder))
			}
		}
	}
	return nil
}

// thisProgram is what the program that runs says of itself.
func thisProgram(hash string) record.Program {
	var p record.Program
	if info, ok := debug.ReadBuildInfo(); ok {
		p = record.ProgramOf(info)
	}
	p.SHA256 = hash
	return p
}

// programHash hashes the program that runs; "" where it cannot be read.
func programHash() string {
	sum, err := program.Self(program.Sum{})
	if err != nil {
		return ""
	}
	return sum.SHA256
}
