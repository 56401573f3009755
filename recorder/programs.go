package recorder

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/registry"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// checkPrograms refuses lists of programs that say nothing, or one thing twice.
func checkPrograms(list []job.Engine) error {
	for _, e := range list {
		for i, path := range e.Programs {
			switch {
			case path == "":
				return fmt.Errorf("%w: engine %v: a program without a path", job.ErrPlan, e)
			case slices.Contains(e.Programs[:i], path):
				return fmt.Errorf("%w: engine %v: program %s is listed twice", job.ErrPlan, e, path)
			}
		}
	}
	return nil
}

// program returns which program of an engine runs in a round, -1 if it has none
// of its own. Engines draw independently of each other, so that the layouts of one
// meet all those of another; not from order, so that engines with one program and
// with several run in the same order.
func (p *Plan) program(round, engine int) int {
	const stream = 0x70726f6772616d73 // a stream of its own: "programs"
	r := rand.New(rand.NewPCG(p.Seed^stream, uint64(round)))
	for i := range p.Engines {
		n := len(p.Engines[i].Programs)
		drawn := r.IntN(max(n, 1))
		if i == engine && n > 0 {
			return drawn
		}
	}
	return -1
}

// drawn is the hash of the program that an engine has in a round, "" if it has
// only one.
func (s *schedule) drawn(round, engine int) string {
	i := s.plan.program(round, engine)
	if i < 0 || len(s.plan.Engines[engine].Programs) < 2 || engine >= len(s.setup.Engines) || i >= len(s.setup.Engines[engine].Programs) {
		return ""
	}
	return s.setup.Engines[engine].Programs[i]
}

// kept are the programs as a header has them: with the modules that matter.
func kept(programs []record.Program, list []record.Engine) []record.Program {
	versions := map[string]string{}
	matters := map[string]bool{module: true}
	for _, e := range list {
		matters[e.Module] = true
	}
	for _, p := range programs {
		for _, d := range p.Dependencies {
			was, known := versions[d.Path]
			is := d.String() + d.Sum
			matters[d.Path] = matters[d.Path] || d.Replace != nil || known && was != is
			versions[d.Path] = is
		}
	}
	programs = slices.Clone(programs)
	for i := range programs {
		p := &programs[i]
		p.Dependencies = slices.DeleteFunc(slices.Clone(p.Dependencies), func(d record.Dependency) bool { return !matters[d.Path] })
	}
	return programs
}

// aboutPrograms adds to a setup, if programs are several, in what they differ beside
// their engines, and which engines no version names.
func aboutPrograms(s *job.Setup) {
	if len(s.Programs) < 2 {
		return
	}
	h := &record.Header{Programs: s.Programs}
	warn := func(format string, args ...any) { s.Warnings = append(s.Warnings, fmt.Sprintf(format, args...)) }
	for i := range s.Engines {
		e := &s.Engines[i]
		name := registry.Typed(e.Name, e.Flags)
		if words := differences(h, e, e); words != "" {
			warn("%s: its programs differ by more than their layout: %s", name, words)
		}
		// Those that differ from each other differ from the first one, too.
		if words := differences(h, &s.Engines[0], e); i > 0 && words != "" {
			warn("%s and %s: their programs differ by more than the engine: %s", registry.Typed(s.Engines[0].Name, s.Engines[0].Flags), name, words)
		}
		if n := len(slices.Compact(slices.Sorted(slices.Values(e.Programs)))); n < len(e.Programs) {
			warn("%s: of its %d programs only %d differ, so that a layout is drawn more often than others", name, len(e.Programs), n)
		}
		programs := h.ProgramsOf(e)
		if i := slices.IndexFunc(programs, func(p *record.Program) bool { return p.Modified }); i >= 0 {
			warn("%s: its program was built from revision %s with changes that were not committed", name, cmp.Or(programs[i].Revision, "unknown"))
		}
		for _, p := range programs[:min(1, len(programs))] {
			if d := p.Dependency(e.Module); d != nil && d.Replace != nil && d.Replace.Path != d.Path {
				s.Notes = append(s.Notes, fmt.Sprintf("%s: %s is %s", name, d.Path, cmp.Or(e.Version, d.String())))
			}
		}
	}
}

func differences(h *record.Header, a, b *record.Engine) string {
	var list []string
	for _, d := range record.ProgramDifferences(h, a, h, b) {
		list = append(list, d.String())
	}
	return strings.Join(list, "; ")
}

// otherPrograms says which engines of a recording that is resumed would be run by
// other programs; "" if none would, and where one program runs all of them.
func otherPrograms(h *record.Header, setup *job.Setup) string {
	if len(h.Programs) < 2 && len(setup.Programs) < 2 {
		return ""
	}
	of := func(sums []string, binary string) string {
		if len(sums) == 0 {
			sums = []string{binary}
		}
		var list []string
		for _, sum := range sums {
			list = append(list, record.ShortHash(sum))
		}
		return strings.Join(list, ", ")
	}
	var list []string
	for i, e := range setup.Engines {
		if i >= len(h.Engines) {
			break
		}
		if was, is := of(h.Engines[i].Programs, h.Binary), of(e.Programs, setup.Binary); was != is {
			list = append(list, fmt.Sprintf("%s is run by another program: %s, and was %s", registry.Typed(e.Name, e.Flags), is, was))
		}
	}
	return strings.Join(list, "; ")
}
