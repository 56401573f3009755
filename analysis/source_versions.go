package analysis

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

// ManyVersions is the warning that recordings have one name for several versions of an
// engine, whose values are taken for one engine's.
type ManyVersions struct {
	Engine   Config
	Versions []string // in the order of the recordings
}

func (w *ManyVersions) Error() string {
	return fmt.Sprintf("the recordings are of %d versions of %v (%s), which are taken for one engine: compare recordings of one version with those of another, two at a time, or name versions (NAME@VERSION) when recording", len(w.Versions), w.Engine, strings.Join(w.Versions, ", "))
}

// manyVersions returns a warning for each engine with several versions, in the order in
// which they came.
func manyVersions(headers []record.Header) (list []error) {
	var found []*ManyVersions
	for i := range headers {
		for _, e := range headers[i].Engines {
			if e.Version == "" {
				continue
			}
			config := Config{Engine: e.Name, Flags: e.Flags}
			at := slices.IndexFunc(found, func(w *ManyVersions) bool { return w.Engine == config })
			if at < 0 {
				at = len(found)
				found = append(found, &ManyVersions{Engine: config})
			}
			if w := found[at]; !slices.Contains(w.Versions, e.Version) {
				w.Versions = append(w.Versions, e.Version)
			}
		}
	}
	for _, w := range found {
		if len(w.Versions) > 1 {
			list = append(list, w)
		}
	}
	return list
}
