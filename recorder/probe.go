package recorder

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/sightglass-go/sightglass/recorder/job"
)

// Probe is Runner.Probe for the machine and the process that calls it.
func Probe(ctx context.Context, plan Plan) (job.Setup, error) {
	setup, err := job.Probe(ctx, job.Query{
		Engines: plan.Engines, Benchmarks: plan.Benchmarks, Measures: plan.Measures, Phase: plan.Phase,
		Dir: plan.Dir, Stdin: plan.Stdin, Guests: plan.guests(), Pin: plan.Pin,
	})
	for i := range setup.Programs {
		setup.Programs[i].Library = Version()
	}
	return setup, err
}

// probe asks a runner, and again if the process that was asked had an accident,
// as often as the plan allows.
func (p *Plan) probe(ctx context.Context, runner Runner) (setup job.Setup, retries int, err error) {
	var warnings []string
	for {
		setup, err = runner.Probe(ctx, *p)
		accident := err != nil && ctx.Err() == nil && (errors.Is(err, job.ErrDied) || errors.Is(err, job.ErrTimeout))
		if accident {
			var names []string
			for _, e := range p.Engines {
				names = append(names, e.String())
			}
			err = fmt.Errorf("the probe, which opens measures and engines (%s) before the recording begins, failed: %w", strings.Join(names, ", "), err)
		}
		if !accident || retries == p.Retries {
			setup.Warnings = append(setup.Warnings, warnings...)
			return setup, retries, err
		}
		retries++
		warnings = append(warnings, fmt.Sprintf("%v; trying again, %d of %d", err, retries, p.Retries))
	}
}

// rename gives the benchmarks the names that they have in the plan: they may
// have others where they run.
func (p *Plan) rename(s *job.Setup) {
	names := map[string]string{}
	for i := range s.Modules {
		if i < len(p.Benchmarks) {
			names[s.Modules[i].Wasm] = p.Benchmarks[i]
			s.Modules[i].Wasm = p.Benchmarks[i]
		}
	}
	for _, f := range s.Folders {
		for i, name := range f.Modules {
			if names[name] != "" {
				f.Modules[i] = names[name]
			}
		}
	}
	if s.Stdin != nil {
		s.Stdin.Name = p.named().Stdin
	}
	for i, in := range s.Stdins {
		if in != nil && i < len(p.Benchmarks) {
			if in.Name = p.named().Stdin; p.Settings[p.Benchmarks[i]].Guest != nil {
				in.Name = p.Of(p.Benchmarks[i]).Guest.Stdin
			}
		}
	}
}
