package recorder

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// Settings are those of one benchmark. What is not set is as in the plan.
type Settings struct {
	// Iterations is the number of iterations in each process, at most
	// MaxIterations.
	Iterations int `json:"iterations,omitempty"`
	// Guest, if set, replaces all of the plan's. Its Stdin is a file and no stream.
	Guest *job.Guest `json:"guest,omitempty"`
}

// Of returns what holds for a benchmark: its own Settings, filled up with the
// plan's.
func (p *Plan) Of(benchmark string) Settings {
	s := p.Settings[benchmark]
	s.Iterations = cmp.Or(s.Iterations, p.Iterations)
	if s.Guest == nil {
		s.Guest = &p.Guest
	}
	return s
}

// guests are those of the benchmarks, nil if all have the plan's.
func (p *Plan) guests() (list []job.Guest) {
	if len(p.Settings) == 0 {
		return nil
	}
	for _, b := range p.Benchmarks {
		list = append(list, *p.Of(b).Guest)
	}
	return list
}

// ErrOldProgram: a program that runs engines knows no Settings, and would run all
// benchmarks alike.
var ErrOldProgram = errors.New("the program that runs engines knows no settings of single benchmarks: build it with this version of the recorder")

// CheckSetup returns an error if a Setup was made by a program that does not know
// the Settings of the plan.
func (p *Plan) CheckSetup(s *job.Setup) error {
	if len(p.Settings) > 0 && len(s.Modules) > 0 && len(s.Stdins) != len(p.Benchmarks) {
		return fmt.Errorf("%w: %w", job.ErrPlan, ErrOldProgram)
	}
	return nil
}

// checkGuest refuses what makes no sense.
func (p *Plan) checkGuest(g *job.Guest) error {
	switch {
	case g.Call.Entry != "" && g.Call.Whole:
		return fmt.Errorf("both the whole call of _start and the function %s are to be measured: choose one", g.Call.Entry)
	case g.Call.Entry == "" && len(g.Call.Args) > 0:
		return fmt.Errorf("arguments %q for a function, but no function named", g.Call.Args)
	case g.Call.Entry == "" && len(g.Results) > 0:
		return fmt.Errorf("results %q expected of a function, but no function named", g.Results)
	case len(g.Results) > 0 && p.Phase != 0 && p.Phase != measure.Execution:
		return fmt.Errorf("results %q expected of a function that is not called: %v alone is recorded", g.Results, p.Phase)
	}
	return nil
}

// checkSettings refuses settings that nothing has, or that make no sense.
func (p *Plan) checkSettings() error {
	for _, name := range slices.Sorted(maps.Keys(p.Settings)) {
		s := p.Settings[name]
		refuse := func(err error) error { return fmt.Errorf("%w: settings of %s: %w", job.ErrPlan, name, err) }
		switch {
		case !slices.Contains(p.Benchmarks, name):
			return refuse(errors.New("the plan has no such benchmark"))
		case s.Iterations < 0 || s.Iterations > MaxIterations:
			return refuse(fmt.Errorf("%d iterations in each process: must be 1 to %d, or 0 for the plan's", s.Iterations, MaxIterations))
		case s.Guest == nil:
			continue
		}
		if err := p.checkGuest(s.Guest); err != nil {
			return refuse(err)
		}
		if s.Guest.Stdin != "" && record.ReadOnce(s.Guest.Stdin) {
			return refuse(fmt.Errorf("the standard input %s is a stream, which only all benchmarks together can have: name a file", s.Guest.Stdin))
		}
	}
	return nil
}

// works are what a header says of those benchmarks that have a Guest of their own.
func (p *Plan) works(s *job.Setup) (of map[string]record.Work) {
	for i, name := range p.Benchmarks {
		own := p.Settings[name].Guest
		if own == nil {
			continue
		}
		var stdin *record.Input
		if own.Stdin != "" {
			stdin = &record.Input{Name: own.Stdin}
			if i < len(s.Stdins) && s.Stdins[i] != nil {
				stdin = s.Stdins[i]
			}
		}
		if of == nil {
			of = map[string]record.Work{}
		}
		of[name] = *p.work(own, stdin)
	}
	return of
}

// work is what a header says of what is run.
func (p *Plan) work(g *job.Guest, stdin *record.Input) *record.Work {
	return &record.Work{Phase: p.Phase, Call: g.Call, Args: g.Args, SmallWorkload: g.SmallWorkload, Stdin: stdin}
}
