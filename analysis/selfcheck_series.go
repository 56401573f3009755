package analysis

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// Selfcheck returns the self-check of the one machine that all recordings were made
// on, the last if there are several; nil if there is none, or if any recording is of
// another machine. Of shares of a plan, which several machines recorded, each has its own, and
// it is what they say together: failed if one has, passed if all have.
func (d *Data) Selfcheck() *record.Selfcheck {
	if len(d.Headers) > 1 && !slices.ContainsFunc(d.Headers, func(h record.Header) bool { return h.Share == nil }) && len(checkedMachines(d.Headers)) > 1 {
		return d.selfcheckOfShares()
	}
	var last *record.Selfcheck
	for i := range d.Headers {
		h := &d.Headers[i]
		if s := h.Selfcheck; s != nil && (last == nil || s.At.After(last.At)) {
			last = s
		}
	}
	for i := range d.Headers {
		if last != nil && (last.Machine == "" || d.Headers[i].Machine.Fingerprint != last.Machine) {
			return nil
		}
	}
	return last
}

// twice returns the engines that were recorded under two names.
func (d *Data) twice() (pairs [][2]Config, err error) {
	as := map[Config]record.Engine{}
	for _, h := range d.Headers {
		for _, e := range h.Engines {
			as[Config{Engine: e.Name, Flags: e.Flags}] = e
		}
	}
	taken := map[int]bool{}
	for i, a := range d.Configs {
		for k := i + 1; k < len(d.Configs) && !taken[i]; k++ {
			ea, known := as[a]
			eb, both := as[d.Configs[k]]
			if !taken[k] && known && both && sameEngine(ea, eb) {
				pairs = append(pairs, [2]Config{a, d.Configs[k]})
				taken[i], taken[k] = true, true
			}
		}
	}
	switch {
	case len(pairs) == 0 && len(d.Headers) == 0 && len(d.Configs) > 1:
		return nil, fmt.Errorf("%w: rows without a header (CSV, JSON) do not say whether %s are the same engine; record JSON Lines (.jsonl)", ErrNotTwice, namesOf(d.Configs))
	case len(pairs) == 0 && len(d.Configs) == 0:
		return nil, fmt.Errorf("%w: there are no rows", ErrNotTwice)
	case len(pairs) == 0:
		return nil, fmt.Errorf("%w: what was recorded is %s", ErrNotTwice, namesOf(d.Configs))
	}
	return pairs, nil
}

func sameEngine(a, b record.Engine) bool {
	a.Name, b.Name = "", ""
	return reflect.DeepEqual(a, b)
}

func namesOf(configs []Config) string {
	var names []string
	for _, c := range configs {
		names = append(names, c.String())
	}
	return strings.Join(names, ", ")
}

// A selfSeries is the differences of an engine from itself in one quantity.
type selfSeries struct {
	key    Key
	block  int // the processes that it comes from: one engine and benchmark
	round  []uint64
	z      []float64
	second []float64 // what ran second less what ran first; nil if that is not known
}

// selfSeries compares what can be compared, and says what cannot.
func (d *Data) selfSeries(pairs [][2]Config, o Options, c *Selfcheck) (all []selfSeries) {
	left := map[string]int{}
	blocks := map[Key]int{}
	o.NoDiagnostics = true
	for _, pair := range pairs {
		for i := range d.Series {
			a := &d.Series[i]
			if a.Config() != pair[0] || !o.wants(a.Key) {
				continue
			}
			key := a.Key
			key.Engine, key.EngineFlags, key.Label = pair[1].Engine, pair[1].Flags, pair[1].Label
			b := d.Find(key)
			if b == nil {
				left["ran under one name alone"]++
				continue
			}
			r := compare(prepare(a), prepare(b), d.Events[a.Event], o)
			switch {
			case r.Rounds > 0 && len(r.pairs) == 0 && r.Method == MethodWelch:
				left["did not run in the same rounds"]++
				continue
			case len(r.pairs) < 3:
				left["has fewer than three rounds with a ratio"]++
				continue
			case stat.Constant(r.differences()):
				left["does not vary"]++
				continue
			}
			at := Key{Arch: a.Arch, Engine: a.Engine, EngineFlags: a.EngineFlags, Wasm: a.Wasm}
			if _, ok := blocks[at]; !ok {
				blocks[at] = len(blocks)
			}
			s := selfSeries{key: a.Key, block: blocks[at], z: r.differences()}
			for _, p := range r.pairs {
				s.round = append(s.round, p.process)
			}
			s.second = inPosition(&r, a, b)
			all = append(all, s)
		}
	}
	for _, why := range slices.Sorted(maps.Keys(left)) {
		c.LeftOut = append(c.LeftOut, fmt.Sprintf("%s: %s", words.Count(left[why], "comparison"), why))
	}
	return all
}

// inPosition turns the differences of rounds into those of what ran second. It is
// nil if that is not known, or was the same one in all rounds, whose place and name
// cannot be told apart.
func inPosition(c *Comparison, a, b *Series) []float64 {
	order := func(s *Series) map[uint64]int {
		m := map[uint64]int{}
		for _, p := range s.Processes() {
			m[p.ID] = p.Order
		}
		return m
	}
	of, with := order(a), order(b)
	out := make([]float64, 0, len(c.pairs))
	ahead := 0
	for _, p := range c.pairs {
		first, second := of[p.process], with[p.process]
		if first == 0 || second == 0 || first == second {
			return nil
		}
		if first < second {
			ahead++
			out = append(out, p.z)
		} else {
			out = append(out, -p.z)
		}
	}
	if ahead == 0 || ahead == len(out) {
		return nil
	}
	return out
}

// dense puts the differences under each other, round by round, with NaN where a
// series has none, and says how many rounds there are.
func dense(all []selfSeries) (z [][]float64, block []int, rounds int) {
	var ids []uint64
	for _, s := range all {
		ids = append(ids, s.round...)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	for _, s := range all {
		line := make([]float64, len(ids))
		for i := range line {
			line[i] = math.NaN()
		}
		for i, id := range s.round {
			at, _ := slices.BinarySearch(ids, id)
			line[at] = s.z[i]
		}
		z, block = append(z, line), append(block, s.block)
	}
	return z, block, len(ids)
}

// when fills in where and when it was recorded, and how many rounds are planned.
func (c *Selfcheck) when(d *Data, planned time.Duration, all []selfSeries) {
	for i, s := range all {
		if i == 0 || len(s.z) < c.Rounds {
			c.Rounds = len(s.z) // every comparison has to have enough
		}
	}
	c.PlannedRounds = c.Rounds
	if len(d.Headers) != 1 {
		return
	}
	c.At, c.Machine = d.Headers[0].Started, d.Headers[0].Machine.Fingerprint
	if d.took <= 0 || c.Rounds == 0 {
		return
	}
	c.RoundSeconds = d.took.Seconds() / float64(c.Rounds)
	if planned > 0 {
		c.PlannedSeconds = planned.Seconds()
		c.PlannedRounds = int(min(c.PlannedSeconds/c.RoundSeconds, maxPlanned))
	}
}

// maxPlanned bounds the rounds that are planned.
const maxPlanned = 1_000_000

// byPhase fills in the findings by phase and event.
func (c *Selfcheck) byPhase(all []selfSeries, o Options, events map[string]measure.Event) {
	all = slices.Clone(all)
	order := func(a, b selfSeries) int {
		return cmp.Or(cmp.Compare(a.key.Phase, b.key.Phase), cmp.Compare(a.key.Event, b.key.Event))
	}
	slices.SortStableFunc(all, order)
	for len(all) > 0 {
		n := slices.IndexFunc(all, func(s selfSeries) bool { return order(s, all[0]) != 0 })
		if n < 0 {
			n = len(all)
		}
		c.phase(all[:n], o, events[all[0].key.Event])
		all = all[n:]
	}
}

func (c *Selfcheck) phase(list []selfSeries, o Options, event measure.Event) {
	f := SelfcheckPhase{Phase: list[0].key.Phase, Event: list[0].key.Event, Comparisons: len(list), event: event}
	sums := map[uint64][2]float64{} // of differences by position, and how many
	var smallest []float64
	for _, s := range list {
		if p, ok := stat.Locate(s.z, o.Alpha).P(); ok && p <= o.Alpha {
			f.Significant++
		}
		for i, x := range s.second {
			at := sums[s.round[i]]
			sums[s.round[i]] = [2]float64{at[0] + x, at[1] + 1}
		}
		if x, ok := stat.ForeseenChange(stat.Spread(s.z), len(s.z), c.PlannedRounds, o.Alpha, stat.Power); ok {
			smallest = append(smallest, max(x, o.limits().Delta))
		}
	}
	if len(sums) > 0 {
		var second []float64
		for _, at := range sums {
			second = append(second, at[0]/at[1])
		}
		slices.Sort(second) // a map has no order
		loc := stat.NewHodgesLehmann(second)
		if p, ok := loc.P(); ok {
			f.Position, f.PositionP = ratio(loc.Value()), &p
		}
	}
	if len(smallest) > 0 {
		middle, _ := stat.Median(smallest, nil)
		f.Smallest, f.Worst = ratio(middle), ratio(slices.Max(smallest))
		c.Selfcheck.Smallest = append(c.Selfcheck.Smallest, record.SmallestChange{Phase: f.Phase.String(), Event: f.Event, Ratio: *f.Smallest, Worst: *f.Worst})
	}
	c.Phases = append(c.Phases, f)
}
