package command

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/project"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/words"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/build"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// engines names the file's engines as flags would, the baseline first, unless the command
// line names some.
func (p *projectFlags) engines(to *flags.Engines) error {
	if p.file == nil || len(p.file.Engines) == 0 || p.given["engine"] {
		return nil
	}
	list := slices.Clone(p.file.Engines)
	if i := p.baselineIn(list); i > 0 {
		list = slices.Concat(list[i:i+1], list[:i], list[i+1:])
	}
	var texts, names, shown []string
	for _, e := range list {
		text, name, err := p.engine(e)
		if err != nil {
			return p.file.Errorf(e.At, "%w", err)
		}
		texts, names, shown = append(texts, text), append(names, name), append(shown, cmp.Or(name, text))
	}
	to.Set(texts...)
	if !p.given["name"] {
		to.SetNames(names...)
	}
	p.about = append(p.about, words.Count(len(list), "engine")+" "+strings.Join(shown, ", "))
	return nil
}

// engine is an engine as one types it in the current folder, and its name, "" for the one
// that it has then.
func (p *projectFlags) engine(e project.Engine) (text, name string, err error) {
	spec, err := build.Parse(e.Engine)
	if err != nil {
		return "", "", err
	}
	typed := spec
	if engines.IsFile(spec.Engine) {
		spec.Flags = strings.TrimSpace(spec.Flags + " " + e.Flags)
		spec.Engine = p.path(spec.Engine)
	} else {
		spec.Flags = flags.Join([]string{spec.Flags, e.Flags})
		if spec.Path != "" {
			_, revision, revised := strings.Cut(spec.Build, "#")
			if spec.Build = p.path(spec.Path); revised {
				spec.Build += "#" + revision
			}
		}
	}
	if name = e.Name; name == "" && spec.Name() != typed.Name() {
		name = typed.Name() // as the file names it, wherever it is read from
	}
	return spec.String(), name, nil
}

// path is a path of the file as engines have them: it begins with "./", "../" or "/".
func (p *projectFlags) path(path string) string {
	joined := p.file.Join(path)
	if first, _, _ := strings.Cut(strings.ReplaceAll(joined, `\`, "/"), "/"); first != "" && first != "." && first != ".." && !strings.HasSuffix(first, ":") {
		joined = "./" + joined
	}
	return joined
}

// setting is one of those for all, nil if the file has none of that name.
func (p *projectFlags) setting(key string) *project.Setting {
	if p.file != nil {
		if i := slices.IndexFunc(p.file.Settings, func(s project.Setting) bool { return s.Key == key }); i >= 0 {
			return &p.file.Settings[i]
		}
	}
	return nil
}

// baseline is the engine that the file compares others with, "" if it does not say.
func (p *projectFlags) baseline() string {
	if s := p.setting("baseline"); s != nil && !p.given["baseline"] {
		return s.Values[0]
	}
	return ""
}

// baselineIn is where the file's baseline is among its engines, -1 if nowhere.
func (p *projectFlags) baselineIn(list []project.Engine) int {
	name := p.baseline()
	return slices.IndexFunc(list, func(e project.Engine) bool {
		return name != "" && (e.Name == name || e.Name == "" && (e.Engine == name || e.Engine+":"+e.Flags == name))
	})
}

// judged takes the file's baseline for engines that the command line named. If it is
// none of them, that is an error: what is better and what is worse would change places.
// In a file that has engines of its own it is about those, and the others' first is taken.
func (p *projectFlags) judged(list []job.Engine, options *analysis.Options) error {
	name := p.baseline()
	if !p.given["engine"] || name == "" {
		return nil
	}
	var configs []analysis.Config
	for _, e := range list {
		configs = append(configs, analysis.Config{Engine: cmp.Or(e.Name, e.Engine), Flags: e.Flags})
	}
	_, err := analysis.FindConfig(configs, name)
	switch {
	case err == nil:
		options.Baseline = name
		p.took = append(p.took, *p.setting("baseline"))
	case len(list) < 2:
	case len(p.file.Engines) == 0:
		return p.file.Errorf(p.setting("baseline").At, "baseline: %w", err)
	default:
		p.notTaken()
	}
	return nil
}

// notTaken has it said that the file's baseline is none of those that are compared.
func (p *projectFlags) notTaken() {
	s := p.setting("baseline")
	p.warnings = append(p.warnings, fmt.Sprintf("%s:%d: baseline %s is none of the engines here, and is left out; --baseline names one of them",
		quote.Name(p.file.Path), s.At.Line, s.Values[0]))
}

// baselineOf is the file's baseline if it is one of the engines of a recording. Of two
// each engine is compared with itself.
func (p *projectFlags) baselineOf(compared *sides) string {
	name := p.baseline()
	if name == "" || compared.two != nil {
		return ""
	}
	if _, err := analysis.FindConfig(compared.data.Configs, name); err != nil {
		if len(compared.data.Configs) > 1 {
			p.notTaken()
		}
		return ""
	}
	p.took = append(p.took, *p.setting("baseline"))
	return name
}

// benchmarks are those of the file that have one of the tags, or all, if the command line
// names none.
func (p *projectFlags) benchmarks(args []string) ([]string, error) {
	switch {
	case len(args) > 0 && len(p.tags) > 0:
		return nil, fmt.Errorf("--tag %s chooses among the project's benchmarks: leave it out where %s is named", strings.Join(p.tags, ","), args[0])
	case len(args) > 0 || p.file == nil || len(p.members) == 0 && len(p.tags) == 0:
		return args, nil
	}
	known := p.file.Tags()
	for _, tag := range p.tags {
		if slices.Contains(known, tag) {
			continue
		}
		if len(known) == 0 {
			return nil, fmt.Errorf("--tag %s: no benchmark of %s has a tag", tag, p.file.Path)
		}
		return nil, fmt.Errorf("--tag %s: no benchmark of %s has it%s; tags are %s", tag, p.file.Path, flags.DidYouMean(tag, known), strings.Join(known, ", "))
	}
	for _, m := range p.members {
		if len(p.tags) == 0 || slices.ContainsFunc(m.of.Tags, func(tag string) bool { return slices.Contains(p.tags, tag) }) {
			args = append(args, m.path)
		}
	}
	p.about = append(p.about, words.Count(len(args), "benchmark"))
	return args, nil
}

// settle gives the plan's benchmarks the settings that the file has for them.
func (p *projectFlags) settle(plan *recorder.Plan) error {
	var problems []error
	for _, name := range plan.Benchmarks {
		i := slices.IndexFunc(p.members, func(m member) bool { return samePath(m.path, name) })
		if i < 0 {
			continue
		}
		of := p.members[i].of
		own, err := p.own(of, plan.Guest)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		if own != (recorder.Settings{}) {
			if plan.Settings == nil {
				plan.Settings = map[string]recorder.Settings{}
			}
			plan.Settings[name] = own
		}
		if j := (job.Job{Benchmark: name, Guest: *plan.Of(name).Guest}); of.Expected && !p.expecting && len(j.Results) == 0 && len(j.ExpectedFiles()) == 0 {
			problems = append(problems, p.file.Errorf(of.At, "%s: no file says what is expected of it, such as %s", name, j.ExpectedPath(j.Expects())))
		}
	}
	return errors.Join(problems...)
}

// own are the settings of a benchmark, if it has any that no flag was given for, beside
// what all have.
func (p *projectFlags) own(of *project.Benchmark, all job.Guest) (own recorder.Settings, err error) {
	s := new(benchmarkCommand)
	cmd := new(cobra.Command)
	s.registerPlan(cmd)
	args := slices.Concat(all.Args, all.Call.Args)
	all.Args, all.Call.Args = nil, nil
	s.plan.Guest = all
	var problems []error
	guest, iterations, has := false, false, map[string]bool{}
	for _, setting := range of.Settings {
		if p.given[setting.Key] || p.ofOther(setting.Key, all.Call.Entry, of.Settings, p.file.Settings) {
			continue
		}
		if setting.Key == "entry" || setting.Key == "whole" && all.Call.Entry != "" { // another function, or none, has other arguments
			args, s.plan.Results = nil, nil
		}
		if err := p.set(cmd, setting); err != nil {
			problems = append(problems, err)
		}
		has[setting.Key] = true
		iterations = iterations || setting.Key == "iterations-per-process"
		guest = guest || setting.Key != "iterations-per-process"
	}
	if len(problems) > 0 {
		return own, errors.Join(problems...)
	}
	if !has["arg"] {
		s.call.Given(args)
	}
	if s.plan.Call.Entry != "" && s.plan.Call.Whole && has["entry"] != has["whole"] {
		if has["entry"] {
			s.plan.Call.Whole = false
		} else {
			s.plan.Call.Entry = ""
		}
	}
	if err := s.call.Complete(cmd, &s.plan); err != nil {
		return own, p.file.Errorf(of.At, "%w", err)
	}
	if s.plan.Call.Entry != "" && s.plan.Call.Whole {
		return own, p.file.Errorf(of.At, "whole and entry cannot be combined")
	}
	if iterations {
		own.Iterations = s.plan.Iterations
	}
	if guest {
		own.Guest = &s.plan.Guest
	}
	return own, nil
}
