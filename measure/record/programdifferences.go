package record

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// layout is the linker's option that orders functions at random: what differs
// between the programs of one engine. without is a tag by which an adapter does
// without what a version of the engine lacks.
var (
	layout  = regexp.MustCompile(`\s*-randlayout[= ]\d+`)
	without = regexp.MustCompile(`,?\bwithout_\w+`)
)

// ProgramDifferences returns in what the programs that ran two engines differ,
// beside the modules of these engines: what may make one of them faster and has
// nothing to do with the engines. Both may be of one recording. What one of the
// programs does not know is no difference.
func ProgramDifferences(h *Header, a *Engine, g *Header, b *Engine) (list []Difference) {
	for _, p := range h.ProgramsOf(a) {
		for _, q := range g.ProgramsOf(b) {
			for _, d := range p.differences(q, a.Module, b.Module) {
				if !slices.Contains(list, d) {
					list = append(list, d)
				}
			}
		}
	}
	return list
}

// SameBuild says whether two recordings are of the same build of an engine, as far as is
// known: its name, version and file, and the programs that ran it, which are the same
// files or differ in nothing that makes an engine faster.
func SameBuild(h *Header, a *Engine, g *Header, b *Engine) bool {
	return a.Engine == b.Engine && a.Flags == b.Flags && a.Version == b.Version && !OtherCode(h, a, g, b) && len(ProgramDifferences(h, a, g, b)) == 0
}

// OtherCode says whether two recordings ran other code under the name of an engine, or may
// have: its library is another file, or the programs that ran it are and have another
// version of its module, or code of which the content is not known: a module in a folder, or
// a main package that is not this module's, unless both are of one commit.
func OtherCode(h *Header, a *Engine, g *Header, b *Engine) bool {
	library := func(e *Engine) string {
		if e.Library == nil {
			return ""
		}
		return e.Library.SHA256
	}
	if library(a) != library(b) {
		return true
	}
	these, those := h.ProgramsOf(a), g.ProgramsOf(b)
	if within(these, those) || within(those, these) { // layouts of one build
		return false
	}
	for _, p := range these {
		for _, q := range those {
			if p.SHA256 == q.SHA256 {
				continue
			}
			d, o := p.Dependency(a.Module), q.Dependency(b.Module)
			if d != nil && o != nil && (!d.same(o) || d.content().Sum == "") {
				return true
			}
			if p.ownMain() && q.ownMain() && (p.Revision == "" || p.Revision != q.Revision || p.Modified || q.Modified) {
				return true
			}
		}
	}
	return false
}

// within is whether all programs are among the others.
func within(list, others []*Program) bool {
	return !slices.ContainsFunc(list, func(p *Program) bool {
		return !slices.ContainsFunc(others, func(q *Program) bool { return p.SHA256 == q.SHA256 })
	})
}

// ownMain is whether the main package is neither this module's nor one that was written for
// a build of an engine, which is called main.
func (p *Program) ownMain() bool {
	return p.Main != "" && p.Main != "main" && p.Main != library && !strings.HasPrefix(p.Main, library+"/")
}

// differences returns in what two programs differ, modules of these paths aside.
func (p *Program) differences(q *Program, except ...string) (list []Difference) {
	if p.SHA256 != "" && p.SHA256 == q.SHA256 {
		return nil
	}
	differ := func(name, a, b string) {
		if a != b {
			list = append(list, Difference{Name: name, A: cutAt(cmp.Or(a, none), 120), B: cutAt(cmp.Or(b, none), 120)})
		}
	}
	known := func(name, a, b string) {
		if a != "" && b != "" {
			differ(name, a, b)
		}
	}
	known("library", p.Library, q.Library)
	known("Go version", p.Go, q.Go)
	known("main package", p.Main, q.Main)
	if len(p.Settings) > 0 && len(q.Settings) > 0 {
		names := slices.AppendSeq(slices.Collect(maps.Keys(p.Settings)), maps.Keys(q.Settings))
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			differ(name, p.setting(name), q.setting(name))
		}
	}
	for i := range p.Dependencies {
		d := &p.Dependencies[i]
		o := q.Dependency(d.Path)
		if o == nil || d.same(o) || slices.Contains(except, d.Path) || d.Path == library {
			continue // the library has a line of its own
		}
		was, is := d.String(), o.String()
		if was == is { // of one name, and other code
			const unknown = "without a checksum" // a vendored one has none
			was, is = was+" "+cmp.Or(d.content().Sum, unknown), is+" "+cmp.Or(o.content().Sum, unknown)
		}
		differ("module "+d.Path, was, is)
	}
	return list
}

// library is this module's path.
const library = "github.com/sightglass-go/sightglass"

func (p *Program) setting(name string) string {
	value := p.Settings[name]
	switch name {
	case "-ldflags":
		value = strings.TrimSpace(layout.ReplaceAllString(value, ""))
	case "-tags":
		value = strings.TrimPrefix(without.ReplaceAllString(value, ""), ",")
	}
	return value
}
