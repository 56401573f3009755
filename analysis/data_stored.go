package analysis

import (
	"cmp"
	"slices"
)

// stored is what a Builder has let go.
type stored struct {
	store   *store
	chunks  []chunk // in the order in which they came
	origins []origin
}

// letGo writes the values that are held.
func (b *Builder) letGo(s *store) error {
	b.store = s
	numbers := map[int]uint32{} // of a source's origin
	for i := range b.groups {
		g := &b.groups[i]
		from, ok := numbers[g.source]
		if !ok {
			from = uint32(len(b.origins))
			numbers[g.source] = from
			b.origins = append(b.origins, origin{source: g.source})
		}
		c, err := s.put(g)
		if err != nil {
			return err
		}
		c.from = from
		b.chunks = append(b.chunks, c)
		*g = gatherer{}
	}
	b.index, b.groups, b.follow, b.last = nil, nil, nil, 0
	return nil
}

// absorb adds what another Builder has let go, whose sources now have these numbers, and
// whose blocks and rows have numbers that are higher by so many.
func (s *stored) absorb(o *stored, source []int, blocks, rows int) {
	if o.store == nil {
		return
	}
	s.store = o.store
	before := uint32(len(s.origins))
	for _, from := range o.origins {
		s.origins = append(s.origins, origin{source[from.source], from.blocks + blocks, from.rows + rows})
	}
	for _, c := range o.chunks {
		c.from += before
		s.chunks = append(s.chunks, c)
	}
}

// quantities visits the keys of what was added; some more than once.
func (b *Builder) quantities(visit func(Key)) {
	for k := range b.index {
		visit(k.Key)
	}
	for _, c := range b.chunks {
		visit(b.store.keys[c.series])
	}
}

// values are those of a series that was let go.
type values struct {
	from   *valuesFrom
	chunks []chunk
	n      int
	failed map[uint64]bool // processes
}

// valuesFrom is what all series of a Data have in common.
type valuesFrom struct {
	store   *store
	origins []origin
	sources sources
}

// gather reads the values.
func (v *values) gather() *gatherer {
	g := &gatherer{counts: make([]uint64, 0, v.n)}
	var buffer []byte
	for _, c := range v.chunks {
		buffer = v.from.store.get(c, v.from.origins[c.from], g, buffer)
	}
	return g
}

// processes reads the values of a series. It panics with a *StoreError if it can't.
func (v *values) processes() []Process {
	list, _ := v.gather().processes(&v.from.sources)
	if v.failed != nil {
		markFailed(list, v.failed)
	}
	return list
}

// bySource puts the chunks of each source behind each other, in the order in which these
// first came: that of the series' values.
func (f *valuesFrom) bySource(chunks []chunk) []chunk {
	first := map[int]int{}
	for i, c := range chunks {
		if source := f.origins[c.from].source; i == 0 || source != f.origins[chunks[i-1].from].source {
			if _, ok := first[source]; !ok {
				first[source] = i
			}
		}
	}
	place := func(c chunk) int { return first[f.origins[c.from].source] }
	byPlace := func(a, b chunk) int { return cmp.Compare(place(a), place(b)) }
	if !slices.IsSortedFunc(chunks, byPlace) {
		slices.SortStableFunc(chunks, byPlace)
	}
	return chunks
}

// series returns the series of what was let go, in the order of keys, and the warnings of
// values that occur more than once. Of one at a time it has the values.
func (b *Builder) storedSeries() (list []Series, apart []*Incomparable, warnings []error) {
	from := &valuesFrom{b.store, b.origins, b.sources}
	from.sources.keepFew()
	keys := b.store.keys
	names, apart := from.sources.apart(func(yield func(string, int) bool) {
		for _, c := range b.chunks {
			if !yield(keys[c.series].Wasm, from.origins[c.from].source) {
				return
			}
		}
	}, b.Despite)
	slices.SortFunc(b.chunks, func(a, b chunk) int { return cmp.Or(cmp.Compare(a.series, b.series), cmp.Compare(a.at, b.at)) })
	for rest := b.chunks; len(rest) > 0; {
		n := slices.IndexFunc(rest, func(c chunk) bool { return c.series != rest[0].series })
		if n < 0 {
			n = len(rest)
		}
		s := Series{Key: keys[rest[0].series]}
		if name := names[s.Wasm]; name == nil {
			s.stored = &values{from: from, chunks: rest[:n:n]}
			list = append(list, s)
		} else {
			s.wasm = s.Wasm
			of := map[string]*values{}
			for _, c := range rest[:n] {
				s.Wasm = name[from.origins[c.from].source]
				if of[s.Wasm] == nil {
					s.stored = &values{from: from}
					of[s.Wasm], list = s.stored, append(list, s)
				}
				of[s.Wasm].chunks = append(of[s.Wasm].chunks, c)
			}
		}
		rest = rest[n:]
	}
	slices.SortStableFunc(list, func(a, b Series) int { return a.Key.Compare(b.Key) })
	var last *Series
	for i := range list {
		key, wasm, v := list[i].Key, list[i].wasm, list[i].stored
		v.chunks = from.bySource(v.chunks)
		g := v.gather()
		g.series.Key, g.series.wasm, v.n = key, wasm, len(g.counts)
		s, warning := g.finish(&from.sources)
		s.stored, s.processes = v, nil
		if last != nil && slices.Equal(last.headers, s.headers) {
			s.headers = last.headers // held once
		}
		if last != nil && slices.Equal(last.works, s.works) {
			s.works = last.works
		}
		list[i] = s
		last = &list[i]
		if warning != nil {
			warnings = append(warnings, warning)
		}
	}
	from.sources.works, from.sources.workOf = nil, nil
	return list, apart, warnings
}
