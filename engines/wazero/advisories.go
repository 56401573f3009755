package wazero

import (
	"strings"

	"github.com/sightglass-go/sightglass/engines"
)

// The list is empty: a search of published advisories (the OSV database and
// GitHub's) found none for these versions. Look there for what is new, and
// change the day.
const (
	advisoriesMade   = "2026-11-25"
	advisoriesSource = "a search of the OSV database and GitHub's advisories, which found none for versions 1.9 to 1.12"
)

// Advisories makes an engine an engines.Advised.
func (e *engine) Advisories() engines.Advisories {
	return advisoriesOf(e.Identity().Version)
}

func advisoriesOf(version string) engines.Advisories {
	list := engines.Advisories{Made: advisoriesMade, Source: advisoriesSource, Known: []engines.Advisory{}, Unlisted: true}
	for _, listed := range []string{"v1.9.", "v1.10.", "v1.11.", "v1.12."} {
		// A program's own words may follow the version; a replacement is another one.
		if strings.HasPrefix(version, listed) && !strings.Contains(version, " replaced by ") {
			list.Unlisted = false
		}
	}
	return list
}
