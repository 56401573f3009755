package analysis

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/measure/record"
)

// Incomparable is the warning that recordings did not run the same under one
// name. Their rows are kept apart: the benchmark has a longer name for each.
type Incomparable struct {
	// Wasm is the benchmark, Names what it is called now, such as "x.wasm
	// (workload small)".
	Wasm  string
	Names []string
	// Differences are those of the first two.
	Differences []record.Difference
}

func (w *Incomparable) Error() string {
	return fmt.Sprintf("the recordings ran different work as %s, which is kept apart: %s", w.Wasm, strings.Join(w.Names, ", "))
}

// pool puts groups of one key together, in the order of keys, whose recordings
// ran the same, despite what may differ; the others get names of their own.
func (s *sources) pool(groups []gatherer, despite []string) ([]gatherer, []*Incomparable) {
	names, apart := s.apart(func(yield func(string, int) bool) {
		for i := range groups {
			if !yield(groups[i].series.Wasm, groups[i].source) {
				return
			}
		}
	}, despite)
	for i := range groups {
		if g := &groups[i]; names[g.series.Wasm] != nil {
			g.series.wasm = g.series.Wasm
			g.series.Wasm = names[g.series.wasm][g.source]
		}
	}
	slices.SortStableFunc(groups, func(a, b gatherer) int {
		return cmp.Or(a.series.Key.Compare(b.series.Key), cmp.Compare(a.runs[0].block, b.runs[0].block))
	})
	out := groups[:0]
	for _, g := range groups {
		if n := len(out); n > 0 && out[n-1].series.Key == g.series.Key {
			out[n-1].absorb(&g, 0, 0)
			continue
		}
		out = append(out, g)
	}
	clear(groups[len(out):])
	return out, apart
}

// apart finds names for benchmarks of which recordings did not run the same, by benchmark
// and source. It is given the sources that there are of each, in their order.
func (s *sources) apart(all iter.Seq2[string, int], despite []string) (names map[string]map[int]string, apart []*Incomparable) {
	from := map[string][]int{}
	var wasms []string
	for wasm, source := range all {
		if from[wasm] == nil {
			wasms = append(wasms, wasm)
		}
		if !slices.Contains(from[wasm], source) {
			from[wasm] = append(from[wasm], source)
		}
	}
	names = map[string]map[int]string{}
	slices.Sort(wasms)
	for _, wasm := range wasms {
		if list := s.classes(wasm, from[wasm], despite); len(list) > 1 {
			w := s.name(wasm, list, despite)
			apart = append(apart, w)
			names[wasm] = map[int]string{}
			for i, class := range list {
				for _, source := range class {
					names[wasm][source] = w.Names[i]
				}
			}
		}
	}
	return names, apart
}

// classes groups sources of a benchmark by what they ran. Rows without a
// header are with the others if these are one class, else by themselves.
func (s *sources) classes(wasm string, from []int, despite []string) (classes [][]int) {
	if len(from) < 2 {
		return nil
	}
	type class struct {
		sources []int
		headers []*record.Header // of those that ran the same, one
	}
	var list []*class
	of := map[string]*class{}
	headless := false
	for _, n := range from {
		if n == 0 {
			headless = true
			continue
		}
		h := s.headers[n-1]
		work := s.work(h, wasm)
		c := of[work]
		for i := 0; c == nil && i < len(list); i++ {
			if !slices.ContainsFunc(list[i].headers, func(g *record.Header) bool { return len(refused(g, h, wasm, despite)) > 0 }) {
				c = list[i]
			}
		}
		if c == nil {
			c = new(class)
			list = append(list, c)
		}
		if of[work] == nil {
			of[work] = c
			c.headers = append(c.headers, h)
		}
		c.sources = append(c.sources, n)
	}
	if headless && len(list) > 1 {
		list = append(list, new(class))
	}
	if headless {
		list[len(list)-1].sources = append(list[len(list)-1].sources, 0)
	}
	for _, c := range list {
		classes = append(classes, c.sources)
	}
	return classes
}

// refused are the known differences of two recordings that are not allowed.
func refused(a, b *record.Header, wasm string, despite []string) (list []record.Difference) {
	for _, d := range record.Differences(a, b, wasm) {
		if !d.Unknown && !slices.Contains(despite, d.Name) {
			list = append(list, d)
		}
	}
	return list
}

// name finds names for classes, of what differs between any of them.
func (s *sources) name(wasm string, classes [][]int, despite []string) *Incomparable {
	w := &Incomparable{Wasm: wasm}
	first := func(class []int) *record.Header {
		if class[0] == 0 {
			return nil
		}
		return s.headers[class[0]-1]
	}
	var facts []string // that differ
	for i := range classes {
		for k := range i {
			a, b := first(classes[k]), first(classes[i])
			if a == nil || b == nil {
				continue
			}
			list := refused(a, b, wasm, despite)
			if w.Differences == nil {
				w.Differences = list
			}
			for _, d := range list {
				if !slices.Contains(facts, d.Name) {
					facts = append(facts, d.Name)
				}
			}
		}
	}
	for i, class := range classes {
		var words []string
		for _, fact := range facts {
			if h := first(class); h != nil {
				words = append(words, fact+" "+h.Fact(fact, wasm))
			}
		}
		name := fmt.Sprintf("%s (%s)", wasm, strings.Join(words, ", "))
		if len(words) == 0 {
			name = wasm + " (not known what ran)"
		}
		if slices.Contains(w.Names, name) { // what differs was cut off
			name = fmt.Sprintf("%s (%d)", name, i+1)
		}
		w.Names = append(w.Names, name)
	}
	return w
}
