package worker

import (
	"cmp"
	"context"
	"debug/buildinfo"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/internal/program"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// runs is one of the programs that run a recording's workers, and what the first
// of these said of it.
type runs struct {
	path       string      // as the plan has it, "" for the one that records
	executable *executable // nil before the first process, and with Exec
	greeted    bool        // the first worker has, and is known to
	sum        program.Sum // run this
	unknown    string      // or why that is not known
	library    string      // the version of this module in it
}

// programOf returns the program that runs an engine: one that a plan names, or the
// Recorder's.
func (r *runner) programOf(e job.Engine) *runs {
	path := r.Program
	if len(e.Programs) > 0 {
		path = e.Programs[0]
	}
	return r.program(path)
}

func (r *runner) program(path string) *runs {
	of := r.programs[path]
	if of == nil {
		of = &runs{path: path}
		if r.programs == nil {
			r.programs = map[string]*runs{}
		}
		r.programs[path] = of
	}
	return of
}

// met checks what a worker greets with, before anything that it says is
// believed. The first one says what the others of this program must run.
func (of *runs) met(g *greeting, req *request) error {
	if g.Protocol != protocol {
		return other("they speak different protocols", req, *g)
	}
	switch {
	case !of.greeted:
		of.greeted, of.unknown, of.library = true, g.Unknown, g.Library
	case g.Program.SHA256 != of.sum.SHA256:
		return fmt.Errorf("%w: the SHA-256 of %s is %s, and was %s; leave the program alone while it records", ErrProgram,
			of, hash(g.Program), hash(of.sum))
	}
	of.sum = g.Program
	return nil
}

// String is the program's path.
func (of *runs) String() string { return cmp.Or(of.path, "the program that records") }

// refused is the error of a program that could not be asked about its engines, if
// it is not the one that records: which program it is, and what to do if it has
// not so much as greeted.
func (r *runner) refused(ctx context.Context, of *runs, err error) error {
	switch {
	case of.path == "" || ctx.Err() != nil:
		return err
	case of.greeted || len(r.Exec) > 0 || errors.Is(err, ErrNoHook) || errors.Is(err, ErrUnsupported) || errors.Is(err, ErrProtocol):
		return fmt.Errorf("program %s: %w", of, err)
	}
	why := "it calls worker.Main too late, or not at all: call it in the first line of main"
	if info, infoErr := buildinfo.ReadFile(of.path); infoErr != nil {
		why = "it is not a program that was built with Go: name one that calls worker.Main in the first line of its main"
	} else if !slices.ContainsFunc(append(info.Deps, &info.Main), func(m *debug.Module) bool { return m.Path == module }) {
		why = "it was built without " + module + ", whose worker.Main a worker program calls in the first line of its main"
	}
	return fmt.Errorf("%w: %s: %w; %s", ErrNoWorker, of, err, why)
}

// is is the program as a header has it. said is what its worker said of it, if that
// was of a version that does.
func (of *runs) is(said []record.Program) record.Program {
	var p record.Program
	if len(said) > 0 {
		p = said[0]
	}
	p.SHA256, p.Library, p.Protocol = of.sum.SHA256, of.library, protocol
	return p
}
