package command

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/project"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/build"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// check returns all that is wrong with the file beside how it is written, whichever command
// reads it: what a flag would refuse, and files that are not there.
func (p *projectFlags) check() (problems []error) {
	elsewhere := p.given["exec"] // files are looked for where processes run
	refuse := func(at project.Position, format string, args ...any) {
		problems = append(problems, p.file.Errorf(at, format, args...))
	}
	missing := func(s project.Setting) {
		if path := p.values(s); !elsewhere && (s.Key == "stdin" || s.Key == "working-dir") && path[0] != "" {
			if _, err := os.Stat(path[0]); err != nil {
				refuse(s.At, "%s: there is no %s", s.Key, path[0])
			}
		}
	}
	all := new(benchmarkCommand)
	trial := all.register() // of which nothing but flags is used
	for _, s := range p.file.Settings {
		if err := p.set(trial, s); err != nil {
			problems = append(problems, err)
		}
		missing(s)
	}
	if s := p.setting("measure"); s != nil {
		if err := flags.CheckMeasures(all.plan.Measures, true); err != nil {
			refuse(s.At, "%w", err)
		}
	}
	if err := all.call.Complete(trial, &all.plan); err != nil && len(problems) == 0 {
		refuse(project.Position{Line: 1, Column: 1}, "%w", err)
	}
	for _, e := range p.file.Engines {
		if spec, err := build.Parse(e.Engine); e.Engine == "" {
			continue // it was refused
		} else if err != nil {
			refuse(e.At, "%w", err)
		} else if err := flags.CheckEngine(spec); err != nil {
			refuse(e.At, "%w", err)
		} else if path := cmp.Or(spec.Path, library(spec)); path != "" && !elsewhere {
			if _, err := os.Stat(p.file.Join(path)); err != nil {
				refuse(e.At, "engine %s: there is no %s", e.Engine, p.file.Join(path))
			}
		}
	}
	if s := p.setting("baseline"); s != nil && s.Values[0] != "" && len(p.file.Engines) > 0 && p.baselineIn(p.file.Engines) < 0 && !p.given["baseline"] {
		var names []string
		for _, e := range p.file.Engines {
			names = append(names, cmp.Or(e.Name, e.Engine))
		}
		refuse(s.At, "baseline %s is none of the engines, which are %q%s", s.Values[0], names, flags.DidYouMean(s.Values[0], names))
	}
	for i := range p.file.Benchmarks {
		of := &p.file.Benchmarks[i]
		if of.Wasm == "" && of.Suite == "" {
			continue
		}
		list, err := recorder.Expand([]string{p.file.Join(cmp.Or(of.Wasm, of.Suite))})
		if err != nil {
			refuse(of.At, "%w", err)
			continue
		}
		for _, path := range list {
			info, err := os.Stat(path)
			switch {
			case elsewhere:
			case errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(path, "*?["):
				refuse(of.At, "there is no %s: patterns are not expanded; name each file, or a suite that lists them", path)
			case errors.Is(err, fs.ErrNotExist):
				refuse(of.At, "there is no %s", path)
			case err != nil:
				refuse(of.At, "%w", err)
			case info.IsDir():
				refuse(of.At, "%s is a folder: name a .wasm file in it, or a suite", path)
			}
			for _, m := range p.members {
				if m.of != of && samePath(m.path, path) {
					refuse(of.At, "%s is listed twice, in line %d, too: one recording has it once", path, m.of.At.Line)
					break
				}
			}
			p.members = append(p.members, member{path, of})
		}
		for _, s := range of.Settings {
			missing(s)
		}
		var base job.Guest
		if len(problems) == 0 {
			base = all.plan.Guest
		}
		if _, err := p.own(of, base); err != nil {
			problems = append(problems, err)
		}
	}
	return problems
}

// library is the path of an engine that is one.
func library(spec build.Spec) string {
	if engines.IsFile(spec.Engine) {
		return spec.Engine
	}
	return ""
}
