package analysis

import (
	"github.com/sightglass-go/sightglass/analysis/internal/parallel"
	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
)

// gone is what stays of the rounds of a comparison whose series are not in memory: what
// corrections for many comparisons ask of each. What they ask of some, it takes from the
// rounds, which are compared again: the same numbers come out. It is a stat.Location.
type gone struct {
	value        float64
	p            float64 // of what is located
	hasP         bool
	least        float64       // the smallest p value that so many rounds can have; 0 for any
	otherwise    stat.Location // where that is too large
	student      stat.TLocation
	exact        bool
	spread       float64
	hasSpread    bool
	units        int
	pairs        int
	compareAgain func() *Comparison
}

// letGo leaves of the rounds of a comparison what stays in memory, if its series are not.
func (c *Comparison) letGo(a, b *Series, event measure.Event, o Options) {
	if c.loc == nil || a.stored == nil && b.stored == nil {
		return
	}
	g := &gone{value: c.loc.Value(), exact: c.exact(), units: c.units(), student: c.student(), pairs: len(c.pairs)}
	g.p, g.hasP = c.located(c.loc).P()
	g.spread, g.hasSpread = c.spread()
	g.least, g.otherwise = c.normal()
	o.NoDiagnostics = true
	g.compareAgain = func() *Comparison {
		again := compare(prepare(a), prepare(b), event, o)
		return &again
	}
	c.forget(g)
}

// forget lets go of the rounds.
func (c *Comparison) forget(g *gone) {
	c.gone, c.pairs, c.arms, c.groups = g, nil, [2]logArm{}, nil
	switch c.loc.(type) {
	case stat.HodgesLehmann, stat.Anytime: // which hold them, too
		c.loc = g
	}
}

// recall has the rounds again, until forget is called.
func (c *Comparison) recall() (forget func()) {
	g := c.gone
	if g == nil {
		return func() {}
	}
	again := g.compareAgain()
	c.gone, c.pairs, c.arms, c.groups, c.loc = nil, again.pairs, again.arms, again.groups, again.loc
	return func() { c.forget(g) }
}

// recalled calls do with each of the comparisons, in their order, while it has its rounds.
func recalled(list []Comparison, do func(i int)) {
	const most = 32 // that are had at a time
	for from := 0; from < len(list); from += most {
		forget := make([]func(), min(most, len(list)-from))
		parallel.Each(len(forget), func(i int) { forget[i] = list[from+i].recall() })
		for i := range forget {
			do(from + i)
			forget[i]()
		}
	}
}

// Value is that of the Location that was let go.
func (g *gone) Value() float64 { return g.value }

// P is that of the Location that was let go.
func (g *gone) P() (float64, bool) { return g.compareAgain().loc.P() }

// Interval is that of the Location that was let go.
func (g *gone) Interval(alpha float64) (stat.Interval, bool) {
	return g.compareAgain().loc.Interval(alpha)
}

// student is Student's estimate of the differences of rounds.
func (c *Comparison) student() stat.TLocation {
	if c.gone != nil {
		return c.gone.student
	}
	return stat.Paired(c.differences())
}

// p is the p value of a ratio of 1.
func (c *Comparison) p() (float64, bool) {
	if c.gone != nil {
		return c.gone.p, c.gone.hasP
	}
	return c.located(c.loc).P()
}

// normal is the smallest p value that signed ranks of so many rounds have, and what to
// estimate with where that is too large, if differences are normal; 0 and nil for other
// methods.
func (c *Comparison) normal() (least float64, otherwise stat.Location) {
	if c.gone != nil {
		return c.gone.least, c.gone.otherwise
	}
	switch l := c.loc.(type) {
	case stat.Anytime:
		return l.LeastP(), l.Alone()
	case stat.HodgesLehmann:
		return l.LeastP(), c.student()
	}
	return 0, nil
}

var _ stat.Location = (*gone)(nil)
