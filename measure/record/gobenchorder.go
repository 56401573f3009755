package record

import "slices"

// mostWaiting is how many processes' rows wait for the first one of an engine that may
// fail in all of its own.
const mostWaiting = 1000

// baselineFirst has the engines of a recording begin in the order of its plan,
// though each round draws another: to benchstat, the engine that a file names first
// is the one that the others are compared with. It holds the rows back until every
// engine has one.
type baselineFirst struct {
	rank map[[2]string]int // of an engine that begins a later column, by name and flags
	seen map[int]bool
	held []Row
	of   int // how many processes these rows are of
}

// begin begins a recording of these engines. What was held must have been taken.
func (o *baselineFirst) begin(engines []Engine) {
	*o = baselineFirst{rank: map[[2]string]int{}, seen: map[int]bool{}}
	for i, e := range engines {
		o.rank[[2]string{e.Name, e.Flags}] = i
	}
}

// done is whether rows need not wait: the next one is of another process, and all
// engines have begun.
func (o *baselineFirst) done(next *Row) bool {
	return len(o.rank) < 2 || o.ends(next) && (len(o.seen) == len(o.rank) || o.of == mostWaiting)
}

// ends is whether the next row is not of the process that was held last.
func (o *baselineFirst) ends(next *Row) bool {
	n := len(o.held)
	return n == 0 || !sameProcess(&o.held[n-1], next)
}

func (o *baselineFirst) hold(row *Row) {
	if o.ends(row) {
		o.of++
	}
	if rank, ok := o.rank[[2]string{row.Engine, row.EngineFlags}]; ok {
		o.seen[rank] = true
	}
	o.held = append(o.held, *row)
}

// take returns what was held, and holds nothing from now on.
func (o *baselineFirst) take() []Row {
	held := o.held
	slices.SortStableFunc(held, func(a, b Row) int { return o.rankOf(&a) - o.rankOf(&b) })
	*o = baselineFirst{}
	return held
}

func (o *baselineFirst) rankOf(row *Row) int {
	if rank, ok := o.rank[[2]string{row.Engine, row.EngineFlags}]; ok {
		return rank
	}
	return len(o.rank)
}
