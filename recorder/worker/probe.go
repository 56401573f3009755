package worker

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// probeTimeout bounds the probe of a program, which runs no guest.
const probeTimeout = 2 * time.Minute

// Probe asks each program about its engines, and makes one answer of all: the first
// one's, where they must be alike.
func (r *runner) Probe(ctx context.Context, plan recorder.Plan) (job.Setup, error) {
	var all job.Setup
	engines := make([]record.Engine, len(plan.Engines))
	paths := r.paths(plan.Engines)
	for n, path := range paths {
		part, of := r.part(plan, path)
		if n > 0 {
			part.Pin = all.Pin // what "auto" chose
		}
		setup, err := r.probe(ctx, r.program(path), part)
		switch {
		case err != nil:
			return setup, err
		case part.CheckSetup(&setup) != nil:
			return setup, fmt.Errorf("%w: %v", part.CheckSetup(&setup), r.program(path))
		case len(paths) == 1:
			return setup, nil
		case setup.Binary == "":
			return setup, fmt.Errorf("%w: several programs are told apart by their hashes, and that of %s is not known: %s", job.ErrPlan,
				r.program(path), r.program(path).unknown)
		case len(setup.Engines) != len(of):
			return setup, fmt.Errorf("%w: %s was asked about %d engines, and tells of %d", errRubbish, r.program(path), len(of), len(setup.Engines))
		case n == 0:
			all = setup
		default:
			if err := merge(&all, &setup); err != nil {
				return all, fmt.Errorf("%w: %s and %s %w", job.ErrPlan, r.program(paths[0]), r.program(path), err)
			}
		}
		for k, e := range setup.Engines {
			was := &engines[of[k]]
			if n := len(was.Programs); n > 0 && (was.Version != e.Version || was.Flags != e.Flags) {
				return all, fmt.Errorf("%w: engine %v is %s in %s and %s in %s: the programs of an engine must differ in their layout alone", job.ErrPlan,
					plan.Engines[of[k]], versionOf(was), plan.Engines[of[k]].Programs[0], versionOf(&e), path)
			}
			e.Programs = append(was.Programs, setup.Binary)
			*was = e
		}
	}
	if len(all.Programs) > 1 {
		all.Binary = ""
	} else {
		for i := range engines {
			engines[i].Programs = nil
		}
	}
	all.Engines = engines
	return all, nil
}

func versionOf(e *record.Engine) string { return strings.TrimSpace(e.Version + " " + e.Flags) }

// paths are those of all programs of a plan, each once.
func (r *runner) paths(engines []job.Engine) (list []string) {
	for _, e := range engines {
		programs := e.Programs
		if len(programs) == 0 {
			programs = []string{r.Program}
		}
		for _, path := range programs {
			if !slices.Contains(list, path) {
				list = append(list, path)
			}
		}
	}
	return list
}

// part is what a program is asked about: a plan with those engines that it runs,
// and which of the plan's these are.
func (r *runner) part(plan recorder.Plan, path string) (part recorder.Plan, of []int) {
	part = plan
	part.Engines, part.Padding = nil, 0 // it is no part of what a probe finds
	for i, e := range plan.Engines {
		if slices.Contains(r.paths([]job.Engine{e}), path) {
			e.Programs = nil
			part.Engines, of = append(part.Engines, e), append(of, i)
		}
	}
	return part, of
}

// probe asks one program.
func (r *runner) probe(ctx context.Context, of *runs, plan recorder.Plan) (job.Setup, error) {
	var setup job.Setup
	done := false
	err := r.run(ctx, of, request{Probe: &plan}, probeTimeout, func(m *message) error {
		if m.Setup != nil {
			setup, done = *m.Setup, true
		}
		return nil
	}, &done)
	if err != nil {
		return setup, r.refused(ctx, of, err)
	}
	setup.Binary = of.sum.SHA256
	setup.Programs = []record.Program{of.is(setup.Programs)}
	if of.unknown != "" {
		setup.Warnings = append(setup.Warnings, "it is not known which program measures, so nobody would notice if it were replaced while recording: "+of.unknown)
	}
	if mine := recorder.Version(); of.library != mine {
		names := make([]string, len(plan.Engines))
		for i, e := range plan.Engines {
			names[i] = e.String()
		}
		setup.Warnings = append(setup.Warnings, fmt.Sprintf("%s: the program has version %s of %s, and the recorder %s", strings.Join(names, ", "), of.library, module, mine))
	}
	if len(r.Exec) > 0 {
		setup.Notes = append(setup.Notes, fmt.Sprintf("processes run on %v, through %s", r.place, strings.Join(r.Exec, " ")))
	}
	return setup, nil
}

// stdins are the standard inputs that a setup found of each benchmark.
func stdins(s *job.Setup) map[string]record.Work {
	works := map[string]record.Work{}
	for i, in := range s.Stdins {
		if i < len(s.Modules) {
			works[s.Modules[i].Wasm] = record.Work{Stdin: in}
		}
	}
	return works
}

// merge adds to what one program found what another one did, or says in what they
// are not alike.
func merge(all, s *job.Setup) error {
	if all.Arch != s.Arch {
		return fmt.Errorf("run as %s and %s: build them for one architecture", all.Arch, s.Arch)
	}
	a, b := record.Header{Modules: all.Modules, Folders: all.Folders}, record.Header{Modules: s.Modules, Folders: s.Folders}
	a.Work, b.Work = &record.Work{Stdin: all.Stdin}, &record.Work{Stdin: s.Stdin}
	a.Works, b.Works = stdins(all), stdins(s)
	for _, m := range all.Modules {
		for _, d := range record.Differences(&a, &b, m.Wasm) {
			if !d.Unknown {
				return fmt.Errorf("found different files for %s: %v", m.Wasm, d)
			}
		}
	}
	if !slices.Equal(all.Events, s.Events) {
		return errors.New("measure different events")
	}
	if !slices.ContainsFunc(all.Programs, func(p record.Program) bool { return p.SHA256 == s.Binary }) {
		all.Programs = append(all.Programs, s.Programs...)
	}
	for _, list := range []struct {
		to   *[]string
		from []string
	}{{&all.Warnings, s.Warnings}, {&all.Advisories, s.Advisories}} {
		for _, text := range list.from {
			if !slices.Contains(*list.to, text) {
				*list.to = append(*list.to, text)
			}
		}
	}
	return nil
}
