package html

import (
	"strings"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/analysis/report"
	"github.com/sightglass-go/sightglass/measure/quote"
)

// names shortens the names of benchmarks: without the folder that all are in,
// without .wasm, and "noop" for "noop/noop" - as long as all stay different.
type names struct {
	folder string
	short  map[string]string
}

func newNames(d *analysis.Data) names {
	var all []string
	seen := map[string]bool{}
	for i := range d.Series {
		if w := d.Series[i].Wasm; !seen[w] {
			seen[w] = true
			all = append(all, w)
		}
	}
	return namesOf(all)
}

func namesOf(all []string) names {
	n := names{folder: report.Folder(all), short: map[string]string{}}
	owner := map[string]string{}
	clash := false
	for _, name := range all {
		s := strings.TrimSuffix(strings.TrimPrefix(name, n.folder), ".wasm")
		if dir, base, ok := cutLast(s); ok && (dir == base || strings.HasSuffix(dir, "/"+base)) {
			s = dir
		}
		if s == "" || owner[s] != "" {
			clash = true
		}
		owner[s] = name
		n.short[name] = s
	}
	if clash {
		for _, name := range all {
			n.short[name] = strings.TrimPrefix(name, n.folder)
		}
	}
	return n
}

func cutLast(s string) (dir, base string, ok bool) {
	i := strings.LastIndexAny(s, `/\`)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+1:], true
}

func (n names) of(wasm string) string {
	switch s, ok := n.short[wasm]; {
	case wasm == analysis.GeomeanName:
		return "geometric mean"
	case ok:
		return quote.Clip(s, quote.MaxName)
	}
	return quote.Clip(wasm, quote.MaxName)
}
