package record

import (
	"runtime/debug"
	"slices"
	"strings"
)

// Program is a program that ran engines of a recording, as it says of itself.
// What it cannot know is empty.
type Program struct {
	// SHA256 is the hash of its file, in hexadecimal.
	SHA256 string `json:"sha256,omitempty"`
	// Library is the version of this module that it was built with, and Protocol
	// the number of what it says to a recorder, 0 for the recorder's own process.
	Library  string `json:"library,omitempty"`
	Protocol int    `json:"protocol,omitempty"`
	// Go is the version of Go that built it, and Main the path of its main package.
	Go   string `json:"go,omitempty"`
	Main string `json:"main,omitempty"`
	// Settings are the go command's build settings that are not empty, by the
	// names that go version -m shows: GOAMD64, CGO_ENABLED, -tags, -ldflags, -race.
	Settings map[string]string `json:"settings,omitempty"`
	// Revision is what its main module was built from, and Modified whether
	// that had changes that were not committed.
	Revision string `json:"revision,omitempty"`
	Modified bool   `json:"modified,omitempty"`
	// Dependencies are Go modules that are linked into it. A header has those of
	// its engines and of this library, those that are replaced, and those that
	// programs of the recording have in several versions.
	Dependencies []Dependency `json:"dependencies,omitempty"`
}

// Dependency is a Go module in a Program.
type Dependency struct {
	Path    string `json:"path"`
	Version string `json:"version,omitempty"`
	// Sum is the checksum of its content; a module in a folder has none.
	Sum string `json:"sum,omitempty"`
	// Replace is what replaces it, if anything does: a folder has no version.
	Replace *Dependency `json:"replace,omitempty"`
}

// String returns the version, and what replaces it.
func (d Dependency) String() string {
	switch {
	case d.Replace == nil:
		return d.Version
	case d.Replace.Path == d.Path: // by another version of it
		return d.Replace.Version
	}
	return strings.TrimSpace(strings.TrimSpace(d.Version+" replaced by "+d.Replace.Path) + " " + d.Replace.Version)
}

// same is whether both are the same code, as far as is known.
func (d *Dependency) same(o *Dependency) bool {
	return d.String() == o.String() && d.content().Sum == o.content().Sum
}

// content is what is built.
func (d *Dependency) content() *Dependency {
	if d.Replace != nil {
		return d.Replace
	}
	return d
}

// RevisionFlag, with a revision behind it, is an option of the linker by which a
// program says what it was built from where the go command sees no repository. No
// variable needs to have that name: it is read from the build settings.
const RevisionFlag = "-X=" + library + "/measure/record.revision="

// ProgramOf returns what a program's build information says of it.
func ProgramOf(info *debug.BuildInfo) Program {
	p := Program{Go: info.GoVersion, Main: info.Path, Settings: map[string]string{}}
	for _, s := range info.Settings {
		switch {
		case s.Value == "" || s.Key == "vcs" || s.Key == "vcs.time":
		case s.Key == "vcs.revision":
			p.Revision = s.Value
		case s.Key == "vcs.modified":
			p.Modified = s.Value == "true"
		case s.Key == "-ldflags" && strings.Contains(s.Value, RevisionFlag):
			before, rest, _ := strings.Cut(s.Value, RevisionFlag)
			revision, after, _ := strings.Cut(rest, " ")
			p.Revision = revision
			if others := strings.TrimSpace(before + after); others != "" {
				p.Settings[s.Key] = others
			}
		default:
			p.Settings[s.Key] = s.Value
		}
	}
	for _, m := range info.Deps {
		p.Dependencies = append(p.Dependencies, dependencyOf(m))
	}
	return p
}

func dependencyOf(m *debug.Module) Dependency {
	d := Dependency{Path: m.Path, Version: m.Version, Sum: m.Sum}
	if m.Replace != nil {
		with := dependencyOf(m.Replace)
		d.Replace = &with
	}
	return d
}

// String is the beginning of its hash, and what it was built of.
func (p *Program) String() string {
	words := []string{ShortHash(p.SHA256)}
	for _, w := range []string{p.Go, p.Main, p.Revision} {
		if w != "" {
			words = append(words, w)
		}
	}
	if p.Modified {
		words[len(words)-1] += " with changes"
	}
	return strings.Join(words, ", ")
}

// Dependency returns a Go module that is linked into the program, nil if it is not listed.
func (p *Program) Dependency(path string) *Dependency {
	i := slices.IndexFunc(p.Dependencies, func(d Dependency) bool { return d.Path == path })
	if i < 0 {
		return nil
	}
	return &p.Dependencies[i]
}

// ProgramsOf returns the programs that ran an engine of the recording, in the order
// in which the plan names them; none if that is not known.
func (h *Header) ProgramsOf(e *Engine) (list []*Program) {
	if len(e.Programs) == 0 && len(h.Programs) == 1 {
		return []*Program{&h.Programs[0]}
	}
	for _, sum := range e.Programs {
		if i := slices.IndexFunc(h.Programs, func(p Program) bool { return p.SHA256 == sum }); i >= 0 {
			list = append(list, &h.Programs[i])
		}
	}
	return list
}
