package html

import (
	"regexp"
	"strings"
)

var unsafeInAnchors = regexp.MustCompile(`[^a-z0-9]+`)

// reserved are the anchors of the page itself.
var reserved = []string{"answer", "benchmarks", "made", "data", "numbers", "selfcheck", "page", "markdown", "baselines"}

// taken is whether an anchor cannot be had any more.
func (p *pages) taken(anchor string) bool {
	if p.used == nil {
		p.used = map[string]bool{}
		for _, a := range reserved {
			p.used[a] = true
		}
	}
	if anchor == "" || p.used[anchor] || strings.HasPrefix(anchor, "file-") || strings.HasPrefix(anchor, "points-") || strings.HasPrefix(anchor, "note-") || strings.HasPrefix(anchor, "panel-") {
		return true
	}
	p.used[anchor] = true
	return false
}

// breakable is a name in the parts between which a line may be broken, so that it is
// never broken within a word.
func breakable(name string) []string {
	var out []string
	from := 0
	for i, r := range name {
		if strings.ContainsRune(`/\-_.:`, r) && i+1 < len(name) && i+1-from > 2 {
			out = append(out, name[from:i+1])
			from = i + 1
		}
	}
	return append(out, name[from:])
}
