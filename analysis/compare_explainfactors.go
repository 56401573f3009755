package analysis

import (
	"cmp"
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
)

// The levels of counts: each is made of what is below it.
const (
	noLevel = iota
	ofOperators
	ofInstructions
	ofCycles
	ofTime
)

// levelOf returns the level of an event, noLevel for what is no factor of anything.
func levelOf(e measure.Event) int {
	switch e.Name {
	case measure.WasmOperators.Name, measure.Fuel.Name:
		return ofOperators
	case measure.Instructions.Name:
		return ofInstructions
	case measure.CPUCycles.Name, measure.VirtualCycles.Name:
		return ofCycles
	}
	if e.Time {
		return ofTime
	}
	return noLevel
}

// misses are what is put beside an explanation, for each instruction.
var misses = []measure.Event{
	measure.CacheMisses,
	measure.L1InstructionMisses, measure.L1ReadMisses, measure.L1WriteMisses,
	measure.LLInstructionMisses, measure.LLReadMisses, measure.LLWriteMisses,
	measure.ConditionalMisses, measure.IndirectMisses,
}

func isMiss(name string) bool {
	return slices.ContainsFunc(misses, func(e measure.Event) bool { return e.Name == name })
}

// explains says whether an event is looked at to explain others.
func explains(event measure.Event) bool {
	level := levelOf(event)
	return level != noLevel && level != ofTime || isMiss(event.Name) || isSize(event)
}

// isSize says whether an event is a size that the same work always has, of code or memory.
func isSize(e measure.Event) bool { return e.Size && e.Exact }

// explain fills in Explanation of what is Changed.
func (r *Result) explain() {
	for _, list := range [][2][]Comparison{{r.Comparisons, r.beside}, {r.Suites, suites(r.beside)}} {
		of := map[explained][]*Comparison{}
		for _, part := range list {
			for i := range part {
				c := &part[i]
				if c.loc == nil || c.Rounds < 3 || !explains(c.Event) {
					continue
				}
				k := c.explained()
				of[k] = append(of[k], c)
				if c.Event.Name == measure.CodeSize.Name && k.phase == measure.Compilation {
					k.phase = measure.Execution // of that code
					of[k] = append(of[k], c)
				}
			}
		}
		for i := range list[0] {
			c := &list[0][i]
			c.Explanation = nil
			if c.Verdict == Changed && c.loc != nil {
				c.explainBy(of[c.explained()])
			}
		}
	}
}

// explained is what two comparisons have in common of which one may explain the other.
type explained struct {
	arch, wasm      string
	base, candidate Config
	phase           measure.Phase
}

func (c *Comparison) explained() explained {
	return explained{c.Arch, c.Wasm, c.Baseline.config(), c.Candidate.config(), c.Phase}
}

// explainBy is explain while all have their rounds.
func (c *Comparison) explainBy(others []*Comparison) {
	defer c.recall()()
	for _, o := range others {
		if o != c {
			defer o.recall()()
		}
	}
	c.explain(others)
}

// explain explains a change by others of the same arms, benchmark and phase.
func (c *Comparison) explain(others []*Comparison) {
	chain := c.chain(others)
	e := &Explanation{Modules: c.modules()}
	alpha := c.limits.Alpha
	if c.Many != nil && c.Many.Interval != nil {
		alpha = min(alpha, 1-c.Many.Interval.Level)
	}
	if len(chain) > 1 {
		l := c.limits
		l.Alpha, l.Beta = alpha/float64(len(chain)), l.Beta/float64(len(chain))
		for i := range chain {
			below := (*Comparison)(nil)
			if i > 0 {
				below = chain[i-1]
			}
			f := factor(chain[i], below, l)
			f.Apart = f.Apart || i == 0 && apart(chain[i], c)
			e.Factors = append(e.Factors, f)
		}
		e.share(c.loc.Value())
	}
	if levelOf(c.Event) >= ofCycles {
		e.beside(c, chain, others, alpha)
	}
	if len(e.Factors) > 0 || len(e.Beside) > 0 || e.Modules != nil {
		c.Explanation = e
	}
}

// chain is the comparisons whose events are factors of this one's, and this last. Of
// operators and fuel, which is about one for each, it has operators.
func (c *Comparison) chain(others []*Comparison) []*Comparison {
	var chain []*Comparison
	for level := ofOperators; level < levelOf(c.Event); level++ {
		var found *Comparison
		for _, o := range others {
			if levelOf(o.Event) == level && o.Event.Name != measure.VirtualCycles.Name && (found == nil || o.Event.Name == measure.WasmOperators.Name) &&
				c.sameRun(o) && slices.Equal(c.Benchmarks, o.Benchmarks) && quotient(c, o, 1) != nil {
				found = o
			}
		}
		if found != nil {
			chain = append(chain, found)
		}
	}
	return append(chain, c)
}

// beside adds misses for each instruction, and sizes.
func (e *Explanation) beside(c *Comparison, chain, others []*Comparison, alpha float64) {
	var per *Comparison
	if i := slices.IndexFunc(chain, func(o *Comparison) bool { return levelOf(o.Event) == ofInstructions }); i >= 0 {
		per = chain[i]
	}
	var list, below []*Comparison
	for _, o := range others {
		switch {
		case !c.sameRun(o) || !slices.Equal(c.Benchmarks, o.Benchmarks):
		case isSize(o.Event):
			list, below = append(list, o), append(below, nil)
		case per != nil && isMiss(o.Event.Name) && !apart(o, per) && quotient(o, per, 1) != nil:
			list, below = append(list, o), append(below, per)
		}
	}
	l := c.limits
	l.Alpha, l.Beta = alpha/float64(len(list)), l.Beta/float64(len(list))
	for i, o := range list {
		f := factor(o, below[i], l)
		f.Apart = apart(o, c)
		e.Beside = append(e.Beside, f)
	}
}

// factor is the event of one comparison for each of the one below, nil for none.
func factor(c, below *Comparison, l stat.Limits) Factor {
	f := Factor{Event: c.Event, Baseline: c.Baseline.Median, Candidate: c.Candidate.Median}
	loc := c.quotientOf(l.Alpha)
	f.Exact = c.exact()
	if below != nil {
		per := below.Event
		f.Per, f.Apart = &per, apart(c, below)
		loc = quotient(c, below, l.Alpha)
		f.Exact = f.Exact && below.exact()
	}
	f.Ratio = stat.BoundedExp(loc.Value())
	if f.Exact && math.Abs(loc.Value()) <= stat.NoVariance {
		f.Ratio = 1
	}
	j := l.Judge(loc)
	f.Verdict, f.Interval = verdictOf(j), ratios(j.Interval)
	return f
}

// share fills in the shares of a change, given as a logarithm.
func (e *Explanation) share(change float64) {
	sum := 0.0
	for i := range e.Factors {
		sum += math.Log(e.Factors[i].Ratio)
	}
	if sum == 0 || math.Signbit(sum) != math.Signbit(change) {
		return
	}
	for i := range e.Factors {
		share := math.Log(e.Factors[i].Ratio) / sum
		e.Factors[i].Share = &share
	}
}

// quotientOf is the estimate of the ratio, by a method that has intervals at so small an
// alpha.
func (c *Comparison) quotientOf(alpha float64) stat.Location {
	if len(c.pairs) == 0 {
		return c.located(c.loc)
	}
	return c.located(locate(c.pairs, alpha, c.anytime))
}

func locate(pairs []pair, alpha float64, anytime bool) stat.Location {
	if groups := grouped(pairs, alpha); len(groups) > 1 {
		return overMachines(groups, (*group).ofMedians)
	}
	z := (&Comparison{pairs: pairs}).differences()
	if anytime {
		return stat.NewAnytime(z)
	}
	return stat.Locate(z, alpha)
}

// quotient estimates the ratio of what c counts to what below does; nil if both were
// counted in fewer than three rounds.
func quotient(c, below *Comparison, alpha float64) stat.Location {
	if apart(c, below) {
		return stat.Difference{A: c.quotientOf(alpha), B: below.quotientOf(alpha)}
	}
	anytime := c.anytime || below.anytime
	var loc stat.Location
	switch {
	case len(c.pairs) > 0 && len(below.pairs) > 0:
		of := map[uint64]float64{}
		for _, p := range below.pairs {
			of[p.process] = p.z
		}
		var z []pair
		for _, p := range c.pairs {
			if l, ok := of[p.process]; ok {
				z = append(z, pair{machine: p.machine, z: p.z - l})
			}
		}
		if len(z) < 3 {
			return nil
		}
		loc = locate(z, alpha, anytime)
	case len(c.pairs) == 0 && len(below.pairs) == 0:
		var of Comparison
		for side := range of.arms {
			arm := &of.arms[side]
			logs := map[uint64]float64{}
			for i, id := range below.arms[side].ids {
				logs[id] = below.arms[side].medians[i]
			}
			for i, id := range c.arms[side].ids {
				if l, ok := logs[id]; ok {
					arm.medians = append(arm.medians, c.arms[side].medians[i]-l)
					arm.machines = append(arm.machines, c.arms[side].machines[i])
				}
			}
			if len(arm.medians) < 3 {
				return nil
			}
		}
		of.blocked = c.blocked
		of.locateArms()
		if loc = of.loc; c.blocked && len(of.groups) == 0 {
			return nil
		}
	default:
		return nil
	}
	return widened{c, below}.of(loc)
}

// widened is a quotient's errors that its values do not show: those of both counts.
type widened [2]*Comparison

func (w widened) of(loc stat.Location) stat.Location {
	for _, c := range w {
		if c.windows == nil && c.tick == 0 {
			continue
		}
		inner, sign := loc, c == w[1]
		loc = stat.Widened{Location: inner, By: func(alpha float64) (low, high float64) {
			low, high = c.windows.shift(alpha)
			if sign { // divided by
				low, high = -high, -low
			}
			return low - c.tick, high + c.tick
		}}
	}
	return loc
}

// apart says whether no process counted for both: they are of different recordings.
func apart(c, o *Comparison) bool {
	return len(c.made[0]) > 0 && len(o.made[0]) > 0 && !slices.ContainsFunc(c.made[0], func(h *record.Header) bool {
		return slices.ContainsFunc(o.made[0], func(g *record.Header) bool { return h == g || h.SameRecording(g) })
	})
}

// sameRun says whether what two comparisons of other events compare is the same: in one
// recording it is, and in two if machine and builds are, as far as is known. That their
// modules are, their names say: see Incomparable.
func (c *Comparison) sameRun(o *Comparison) bool {
	if !apart(c, o) {
		return true
	}
	for side, arm := range []Arm{c.Baseline, c.Candidate} {
		for _, h := range c.made[side] {
			for _, g := range o.made[side] {
				a, b := engineIn(h, arm.config()), engineIn(g, arm.config())
				if a == nil || b == nil || h.Machine.Fingerprint != g.Machine.Fingerprint || !record.SameBuild(h, a, g, b) {
					return false
				}
			}
		}
	}
	return true
}

// modules are the files of the two arms, nil if they are the same or not known.
func (c *Comparison) modules() *[2]Module {
	var of [2]Module
	for side := range of {
		for _, h := range c.made[side] {
			if i := slices.IndexFunc(h.Modules, func(m record.Module) bool { return m.Wasm == cmp.Or(c.rows, c.Wasm) }); i >= 0 {
				of[side] = Module{h.Modules[i].Bytes, h.Modules[i].SHA256}
			}
		}
	}
	if of[0].SHA256 == "" || of[1].SHA256 == "" || of[0].SHA256 == of[1].SHA256 {
		return nil
	}
	return &of
}
