package analysis

import (
	"slices"
	"sort"

	"github.com/sightglass-go/sightglass/measure/record"
)

// groupKey is what values have in common before it is known which recordings
// may be pooled.
type groupKey struct {
	Key
	source int
}

// sources is where the rows of a Builder come from: recordings, numbered from
// 1, and rows without a header, which are number 0. The rows fall into blocks,
// each of which is rows behind each other that have one process number and one
// source.
type sources struct {
	headers []*record.Header  // those of number 1, 2, ...
	now     int               // the source of the rows that come
	spans   []span            // of blocks, in their order
	blocks  int               // how many there are
	at      *record.Machine   // where the rows that come ran, nil if that is not known
	hosts   []*record.Machine // all of these, each once
	process uint64            // of the last block
	cut     bool              // the next row begins a block
	rounds  map[roundKey]*Round
	whole   *identity          // set where values are in a file: there may be a round for each row, and few are kept
	moved   []bool             // set there: the sources that ran on more machines than one
	works   map[workKey]string // what recordings ran, in one text
	workOf  map[*record.Header]func(wasm string) string
}

// blockFrom is where a block comes from.
type blockFrom struct {
	source  int
	machine *record.Machine
}

// span is blocks behind each other that come from one place.
type span struct {
	first int // the number of the first
	blockFrom
}

// identity is of one Data: a pointer to it differs from that of any other.
type identity struct{ _ byte }

// roundKey is the number of a process in a recording, or a block.
type roundKey struct {
	source, block int
	process       uint64
}

// workKey is a benchmark in a recording.
type workKey struct {
	header *record.Header
	wasm   string
}

// begin says that rows of a recording come.
func (s *sources) begin(h *record.Header) {
	s.now, s.cut = s.number(h), true
	m := h.Machine
	if h.Share == nil {
		m.Boot = "" // that it was started again between two recordings makes no other machine of it
	}
	s.moves(&m)
}

// moves says where the rows run that come.
func (s *sources) moves(m *record.Machine) {
	s.at, s.cut = s.host(m), true
}

// host is the first description of a machine, nil for one that is not known.
func (s *sources) host(m *record.Machine) *record.Machine {
	if m == nil || m.Called() == "" && m.Boot == "" {
		return nil
	}
	for _, h := range s.hosts {
		if h.Same(m) {
			return h
		}
	}
	s.hosts = append(s.hosts, m)
	return m
}

// number returns a recording's number. That it was read already, as it is when
// a file is given twice, shows: numbers of rounds are drawn for each.
func (s *sources) number(h *record.Header) int {
	for i, g := range s.headers {
		if h.FirstProcess != 0 && g.SameRecording(h) {
			g.Sequential = g.Sequential || h.Sequential // a copy of it may have been resumed until decided
			return i + 1
		}
	}
	s.headers = append(s.headers, h)
	return len(s.headers)
}

// block returns the block of the next row.
func (s *sources) block(process uint64) int {
	source := s.now
	machine := s.at
	if source > 0 && process < s.headers[source-1].FirstProcess {
		source, machine = 0, nil // rows of another tool, behind those of a recording
	}
	if n := len(s.spans); n == 0 || s.cut || process != s.process || s.spans[n-1].source != source {
		s.put(s.blocks, blockFrom{source, machine})
		s.blocks++
		s.process, s.cut = process, false
	}
	return s.blocks - 1
}

// put says where the blocks from this one on come from.
func (s *sources) put(block int, from blockFrom) {
	if n := len(s.spans); n == 0 || s.spans[n-1].blockFrom != from {
		s.spans = append(s.spans, span{block, from})
	}
}

// from returns where a block comes from.
func (s *sources) from(block int) blockFrom {
	last := len(s.spans) - 1
	if s.spans[last].first > block {
		last = sort.Search(last, func(i int) bool { return s.spans[i].first > block }) - 1
	}
	return s.spans[last].blockFrom
}

// of returns the source of a block.
func (s *sources) of(block int) int { return s.from(block).source }

// absorb adds others. It returns the numbers that their sources have now, and
// by how much those of their blocks are higher.
func (s *sources) absorb(o *sources) (source []int, blocks int) {
	source, blocks = []int{0}, s.blocks
	for _, h := range o.headers {
		source = append(source, s.number(h))
	}
	for _, o := range o.spans {
		s.put(blocks+o.first, blockFrom{source[o.source], s.host(o.machine)})
	}
	s.blocks += o.blocks
	for _, m := range o.hosts {
		s.host(m)
	}
	s.at = s.host(o.at)
	s.now, s.cut = source[o.now], true
	return source, blocks
}

// round returns the round of a process's runs, nil if none is proven. A
// recording of this module numbers its processes by rounds, from the first on;
// where there is no header, rows that follow each other show it.
func (s *sources) round(runs []run) *Round {
	key := roundKey{source: s.of(runs[0].block), process: runs[0].process}
	whole := true
	for _, r := range runs[1:] {
		if s.of(r.block) != key.source {
			return nil
		}
		whole = whole && r.block == runs[0].block
	}
	assumed := key.source == 0 || s.headers[key.source-1].FirstProcess == 0
	switch {
	case assumed && !whole:
		return nil
	case assumed:
		key.block = runs[0].block
	}
	if s.whole != nil && (assumed || !s.moved[key.source]) {
		return &Round{Process: key.process, Machine: s.from(runs[0].block).machine, Assumed: assumed, whole: s.whole, source: key.source, block: key.block}
	}
	if s.rounds == nil {
		s.rounds = map[roundKey]*Round{}
	}
	r := s.rounds[key]
	if r == nil {
		r = &Round{Process: key.process, Machine: s.from(runs[0].block).machine, Assumed: assumed}
		s.rounds[key] = r
	}
	return r
}

// keepFew says that values are in a file.
func (s *sources) keepFew() {
	s.whole, s.moved = new(identity), make([]bool, len(s.headers)+1)
	ran := map[int]*record.Machine{}
	for _, span := range s.spans {
		if m, ok := ran[span.source]; ok && m != span.machine {
			s.moved[span.source] = true
		}
		ran[span.source] = span.machine
	}
}

// headersOf returns the recordings that runs come from.
func (s *sources) headersOf(runs []run) []*record.Header {
	var list []*record.Header
	last := 0
	for _, r := range runs {
		if n := s.of(r.block); n > 0 && n != last {
			last = n
			if h := s.headers[n-1]; !slices.Contains(list, h) {
				list = append(list, h)
			}
		}
	}
	return list
}

// work returns what a recording ran as one text: see record.Header.WorkOf.
func (s *sources) work(h *record.Header, wasm string) string {
	key := workKey{h, wasm}
	work, ok := s.works[key]
	if !ok {
		if s.works == nil {
			s.works, s.workOf = map[workKey]string{}, map[*record.Header]func(string) string{}
		}
		if s.workOf[h] == nil {
			s.workOf[h] = h.WorkIndex()
		}
		work = s.workOf[h](wasm)
		s.works[key] = work
	}
	return work
}

// distinct returns the first of the recordings that ran the same.
func (s *sources) distinct(headers []*record.Header, wasm string) []*record.Header {
	if len(headers) < 2 {
		return headers
	}
	var list []*record.Header
	seen := map[string]bool{}
	for _, h := range headers {
		if w := s.work(h, wasm); !seen[w] {
			seen[w] = true
			list = append(list, h)
		}
	}
	return list
}
