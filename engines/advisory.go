package engines

import (
	"fmt"
	"strings"
)

// Advisory is a published fault of a version of an engine.
type Advisory struct {
	// ID is its name in the database that has it, such as RUSTSEC-2026-0006.
	ID string `json:"id"`
	// URL says more.
	URL string `json:"url"`
	// Title is the database's.
	Title string `json:"title"`
	// Fixed are the releases that don't have it, as far as the list knows.
	Fixed string `json:"fixed"`
	// Meets says how a guest can meet it here, on this platform and through
	// this adapter. It is empty if none can, because what has the fault is not
	// used: another compiler, components, a folder that can be written to.
	Meets string `json:"meets,omitempty"`
}

// Advisories are what is known of one version of an engine. The list is kept
// by hand: it says nothing of what was published after it was made.
type Advisories struct {
	// Made is the day on which the list was made, such as 2026-11-25, and
	// Source what it was made from.
	Made   string `json:"made"`
	Source string `json:"source"`
	// Unlisted is set if the list does not cover this version, so that Known
	// says nothing.
	Unlisted bool       `json:"unlisted,omitempty"`
	Known    []Advisory `json:"known"`
}

// Advised is implemented by an Engine that knows of advisories for itself.
type Advised interface {
	Advisories() Advisories
}

// AdvisoriesOf returns what e says of itself; ok is false if it says nothing.
func AdvisoriesOf(e Engine) (a Advisories, ok bool) {
	advised, ok := e.(Advised)
	if !ok {
		return a, false
	}
	return advised.Advisories(), true
}

// Met are the advisories that a guest can meet here.
func (a Advisories) Met() (met []Advisory) {
	for _, known := range a.Known {
		if known.Meets != "" {
			met = append(met, known)
		}
	}
	return met
}

// Warning is what a recording says of an engine in a line, "" if there is
// nothing to say: which advisories a guest can meet here.
func (a Advisories) Warning(version string) string {
	met := a.Met()
	switch {
	case a.Unlisted:
		return fmt.Sprintf("version %s is not in the list of known advisories of %s", version, a.Made)
	case len(met) == 0:
		return ""
	}
	var ids []string
	for _, m := range met {
		ids = append(ids, m.ID)
	}
	text := fmt.Sprintf("version %s has known faults that a guest can meet: %s (list of %s)", version, strings.Join(ids, ", "), a.Made)
	return text
}
