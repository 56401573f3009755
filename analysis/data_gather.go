package analysis

import (
	"cmp"
	"slices"

	"github.com/sightglass-go/sightglass/measure/record"
)

// A gatherer collects the values of one series as they come. Values whose
// iterations follow each other in one process - all of a process, in a file
// as it is recorded - are one run, so that a value costs its own 8 bytes and
// its share of a run.
type gatherer struct {
	series Series
	source int      // of all values, before they are pooled
	counts []uint64 // in the order in which they came
	runs   []run    // likewise
}

func (g *gatherer) key() groupKey { return groupKey{g.series.Key, g.source} }

// A run is the values counts[start:end] of the iterations from first on, in
// rows of one block: see sources.
type run struct {
	process, first uint64
	start, end     int
	block          int
	row            int // how many rows came before
}

func (r run) len() int     { return r.end - r.start }
func (r run) last() uint64 { return r.first + uint64(r.len()) - 1 }

// add adds a value, and returns how many bytes it takes.
func (g *gatherer) add(row *record.Row, block, before int) int {
	n, runs := len(g.counts), len(g.runs)
	g.counts = append(g.counts, row.Count)
	g.append(run{row.Process, row.Iteration, n, n + 1, block, before})
	if note := row.Note; note != nil {
		g.series.Collections += note.Collections
		if note.Enabled > note.Running {
			g.series.Scaled++
		}
		if len(note.Warnings) > 0 {
			g.series.Warned++
		}
	}
	return heldValue + heldRun*(len(g.runs)-runs)
}

// append adds a run whose values were added. It may continue the last one.
func (g *gatherer) append(r run) {
	if k := len(g.runs) - 1; k >= 0 && g.runs[k].process == r.process && g.runs[k].block == r.block && g.runs[k].last()+1 == r.first {
		g.runs[k].end = r.end
		return
	}
	g.runs = append(g.runs, r)
}

// absorb adds the values of another, which came later and whose blocks now
// have numbers that are higher by so many, as have its rows.
func (g *gatherer) absorb(o *gatherer, blocks, rows int) {
	n := len(g.counts)
	g.counts = append(g.counts, o.counts...)
	for _, r := range o.runs {
		g.runs = append(g.runs, run{r.process, r.first, r.start + n, r.end + n, r.block + blocks, r.row + rows})
	}
	g.series.Scaled += o.series.Scaled
	g.series.Collections += o.series.Collections
	g.series.Warned += o.series.Warned
}

// finish returns the series, and a *DuplicateSample if an iteration of a process occurs
// more than once.
func (g *gatherer) finish(from *sources) (Series, error) {
	processes, warning := g.processes(from)
	s := g.series
	s.processes = processes
	if d, ok := warning.(*DuplicateSample); ok {
		s.Repeated = d.Samples
	}
	s.headers = from.headersOf(g.runs)
	s.works = from.distinct(s.headers, s.rowsWasm())
	return s, warning
}

// processes brings the values into their order.
func (g *gatherer) processes(from *sources) ([]Process, error) {
	rank := make(map[uint64]int) // of a process, by its first row
	for _, r := range g.runs {
		if _, ok := rank[r.process]; !ok {
			rank[r.process] = len(rank)
		}
	}
	order := func(a, b run) int {
		return cmp.Or(cmp.Compare(rank[a.process], rank[b.process]), cmp.Compare(a.first, b.first),
			cmp.Compare(g.counts[a.start], g.counts[b.start]))
	}
	var warning error
	if !slices.IsSortedFunc(g.runs, order) {
		slices.SortFunc(g.runs, order)
	}
	if g.overlap() {
		g.split()
		slices.SortFunc(g.runs, order)
		warning = g.duplicates()
	}

	// The runs now follow each other as the values shall; mostly they lie so.
	at := 0
	inPlace := true
	for _, r := range g.runs {
		inPlace = inPlace && r.start == at
		at += r.len()
	}
	counts := g.counts
	if !inPlace {
		counts = make([]uint64, 0, len(g.counts))
		for _, r := range g.runs {
			counts = append(counts, g.counts[r.start:r.end]...)
		}
	}
	processes := make([]Process, 0, len(rank))
	for i, at := 0, 0; i < len(g.runs); {
		j, n := i, 0
		for ; j < len(g.runs) && g.runs[j].process == g.runs[i].process; j++ {
			n += g.runs[j].len()
		}
		processes = append(processes, Process{
			ID:         g.runs[i].process,
			Counts:     counts[at : at+n : at+n],
			Iterations: iterations(g.runs[i:j], n),
			Round:      from.round(g.runs[i:j]),
			Order:      1 + slices.MinFunc(g.runs[i:j], func(a, b run) int { return a.row - b.row }).row,
		})
		i, at = j, at+n
	}
	return processes, warning
}

// iterations lists the iteration numbers of the runs, nil for 0, 1, 2, ...
func iterations(runs []run, n int) []uint64 {
	plain := true
	next := uint64(0)
	for _, r := range runs {
		plain = plain && r.first == next
		next += uint64(r.len())
	}
	if plain {
		return nil
	}
	list := make([]uint64, 0, n)
	for _, r := range runs {
		for i := range uint64(r.len()) {
			list = append(list, r.first+i)
		}
	}
	return list
}

// overlap says whether an iteration of a process is in two runs, which are
// sorted.
func (g *gatherer) overlap() bool {
	for i := 1; i < len(g.runs); i++ {
		if a, b := g.runs[i-1], g.runs[i]; a.process == b.process && a.last() >= b.first {
			return true
		}
	}
	return false
}

func (g *gatherer) split() {
	var runs []run
	for _, r := range g.runs {
		for i := range r.len() {
			runs = append(runs, run{r.process, r.first + uint64(i), r.start + i, r.start + i + 1, r.block, r.row})
		}
	}
	g.runs = runs
}

// duplicates counts the values whose process and iteration another has.
func (g *gatherer) duplicates() error {
	d := &DuplicateSample{Key: g.series.Key}
	for i := 1; i < len(g.runs); i++ {
		if a, b := g.runs[i-1], g.runs[i]; a.process == b.process && a.first == b.first {
			if d.Samples++; d.Samples == 1 {
				d.Process, d.Iteration = b.process, b.first
			}
			if g.counts[a.start] != g.counts[b.start] {
				d.Conflicting++
			}
		}
	}
	return d
}
