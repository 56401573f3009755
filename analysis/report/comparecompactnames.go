package report

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/measure/quote"
)

// distinct shortens names of benchmarks to what tells them apart: their folders,
// if these differ and the files have one name, else their files; of Go benchmarks
// what follows "Benchmark". Long ones lose their beginning, if they differ without.
func (o CompareOptions) distinct(r *analysis.Result) func(string) string {
	in := folderOfComparisons(r)
	whole := func(wasm string) string { return o.Text(in.short(wasm)) }
	short := func(wasm string) string {
		s := strings.TrimSuffix(strings.TrimSuffix(strings.TrimPrefix(wasm, string(in)), ".wasm"), "/benchmark")
		if dir, file, ok := strings.Cut(s, "/"); ok && dir == file {
			s = dir
		}
		if _, name, ok := strings.Cut(s, ".Benchmark"); ok && name != "" {
			s = name
		}
		return o.Text(quote.Name(s))
	}
	ends := func(wasm string) string { return o.end(short(wasm), mostName) }
	for _, form := range []func(string) string{ends, short} {
		of, alike := map[string]string{}, false
		taken := map[string]string{}
		for i := range r.Comparisons {
			wasm := r.Comparisons[i].Wasm
			name := form(wasm)
			if other, ok := taken[name]; ok && other != wasm || name == "" {
				alike = true
			}
			of[wasm], taken[name] = name, wasm
		}
		if !alike {
			return func(wasm string) string { return of[wasm] }
		}
	}
	return whole
}

// end is a text, or so many columns of its end.
func (s Screen) end(t string, columns int) string {
	if text.StringWidth(t) <= columns {
		return t
	}
	dots, cut := s.Text("…"), []rune(t)
	for len(cut) > 0 && text.StringWidth(dots+string(cut)) > columns {
		cut = cut[1:]
	}
	return dots + string(cut)
}
