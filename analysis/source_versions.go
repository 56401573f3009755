package analysis

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

// ManyVersions is the warning that recordings have one name for several versions of an
// engine, or for several builds of which nothing says that they are of the same code, whose
// values are taken for one engine's.
type ManyVersions struct {
	Engine   Config
	Versions []string // in the order of the recordings; a build is named by its program's hash

	seen []engineOf // of each, one
}

// An engineOf is an engine of a recording.
type engineOf struct {
	header *record.Header
	engine *record.Engine
}

func (w *ManyVersions) Error() string {
	return fmt.Sprintf("the recordings are of %d versions of %v (%s), which are taken for one engine: compare recordings of one version with those of another, two at a time, or name versions (NAME@VERSION) when recording", len(w.Versions), w.Engine, strings.Join(w.Versions, ", "))
}

// manyVersions returns a warning for each engine with several versions, in the order in
// which they came.
func manyVersions(headers []record.Header) (list []error) {
	var found []*ManyVersions
	for i := range headers {
		for k := range headers[i].Engines {
			e := engineOf{&headers[i], &headers[i].Engines[k]}
			config := Config{Engine: e.engine.Name, Flags: e.engine.Flags}
			at := slices.IndexFunc(found, func(w *ManyVersions) bool { return w.Engine == config })
			if at < 0 {
				at = len(found)
				found = append(found, &ManyVersions{Engine: config})
			}
			if w := found[at]; !slices.ContainsFunc(w.seen, e.like) {
				w.seen = append(w.seen, e)
			}
		}
	}
	for _, w := range found {
		if w.name(); len(w.Versions) > 1 {
			list = append(list, w)
		}
	}
	return list
}

// like is whether both are one version and one build, as far as is known.
func (e engineOf) like(o engineOf) bool {
	if e.engine.Version != o.engine.Version && e.engine.Version != "" && o.engine.Version != "" {
		return false
	}
	return !record.OtherCode(e.header, e.engine, o.header, o.engine)
}

// name sets Versions: versions, with the program or the file where one version was built
// several times.
func (w *ManyVersions) name() {
	times := map[string]int{}
	for _, e := range w.seen {
		times[e.engine.Version]++
	}
	for _, e := range w.seen {
		text := e.engine.Version
		if times[text] > 1 || text == "" {
			text = strings.TrimSpace(text + " " + e.build())
		}
		if text != "" && !slices.Contains(w.Versions, text) {
			w.Versions = append(w.Versions, text)
		}
	}
}

// build names what was built, by the beginning of its hash.
func (e engineOf) build() string {
	if l := e.engine.Library; l != nil {
		return "from " + l.String()
	}
	programs := e.header.ProgramsOf(e.engine)
	if len(programs) == 0 {
		return ""
	}
	return "in program " + record.ShortHash(programs[0].SHA256)
}
