package analysis

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
)

// Selfcheck says, for one phase and event, how often comparing something with
// itself on this machine comes out as a difference, and how small a change
// could be seen. At the nominal rate Alpha a method is right; whatever is
// above it is the method's fault or the machine's.
type Selfcheck struct {
	Phase measure.Phase `json:"phase"`
	Event string        `json:"event"`
	Alpha float64       `json:"alpha"`
	// Series is how many series there were, Rounds the number of rounds of
	// the smallest and the largest.
	Series int    `json:"series"`
	Rounds [2]int `json:"rounds"`

	// Blocks compares processes that ran one after the other, a coin having
	// decided which of the two is which: the way this package compares what
	// was recorded in rounds.
	Blocks Rate `json:"blocks"`
	// Halves compares random halves by Welch's method.
	Halves Rate `json:"halves"`
	// Sequential compares the first half with the second, by Welch's method:
	// what happens when one engine runs after the other.
	Sequential Rate `json:"sequential"`
	// Pooled compares random halves by the method of the Rust sightglass.
	Pooled Rate `json:"pooled"`

	// Detectable is the ratio, above 1, that blocks of half as many rounds as
	// there were processes would probably show: the median over series, and
	// the worst.
	Detectable      float64 `json:"detectable"`
	DetectableWorst float64 `json:"detectable_worst"`

	// LeftOut is how many series were not split, by why.
	LeftOut SelfLeftOut `json:"left_out,omitzero"`
	// Verdict is about Blocks, as compare works so.
	Verdict SelfVerdict `json:"verdict"`
}

// SelfLeftOut counts series that cannot be split: with fewer than six
// processes, with a process whose median is zero, and with several values for
// one iteration of a process.
type SelfLeftOut struct {
	Few      int `json:"few,omitempty"`
	Zero     int `json:"zero,omitempty"`
	Repeated int `json:"repeated,omitempty"`
}

// SelfVerdict is whether a rate of false positives is as it should be.
type SelfVerdict string

const (
	// AsExpected: no more than the significance level allows, but for chance.
	AsExpected SelfVerdict = "as-expected"
	// TooMany: more than twice the level, and by more than three standard
	// deviations of as many random splits.
	TooMany SelfVerdict = "too-many"
	// TooFewRounds: a series has fewer than GateRounds rounds. Signs can be
	// drawn in few ways then, and the rate says little.
	TooFewRounds SelfVerdict = "too-few-rounds"
)

func (c *Selfcheck) judge() SelfVerdict {
	chance := 3 * math.Sqrt(c.Alpha*(1-c.Alpha)/float64(max(1, c.Blocks.Of)))
	switch {
	case c.Rounds[0] < GateRounds:
		return TooFewRounds
	case c.Blocks.Share() > max(2*c.Alpha, c.Alpha+chance):
		return TooMany
	}
	return AsExpected
}

// errSelfcheck is wrapped by the error of CheckSelf for data of which no series
// can be split.
var errSelfcheck = errors.New("no series can be compared with itself")

// String says why series were left out, and how many; empty if none was.
func (l SelfLeftOut) String() string {
	var all []string
	for _, why := range []struct {
		n    int
		text string
	}{
		{l.Few, fmt.Sprintf("%s fewer than %d processes", has(l.Few), minSelfcheck)},
		{l.Zero, has(l.Zero) + " a process whose median count is 0"},
		{l.Repeated, has(l.Repeated) + " several values for one iteration of a process (was a file given twice?)"},
	} {
		if why.n > 0 {
			all = append(all, fmt.Sprintf("%d %s", why.n, why.text))
		}
	}
	return strings.Join(all, ", ")
}

func has(n int) string {
	if n == 1 {
		return "has"
	}
	return "have"
}

// Rate is how many comparisons were significant though nothing had changed.
type Rate struct {
	False int `json:"false"`
	Of    int `json:"of"`
}

func (r *Rate) count(significant bool) {
	r.Of++
	if significant {
		r.False++
	}
}

// Share returns False over Of, 0 of none.
func (r Rate) Share() float64 { return float64(r.False) / float64(max(1, r.Of)) }

// minSelfcheck is how many processes a series needs to be split.
const minSelfcheck = 6

// MaxSplits is the most that CheckSelf splits a series.
const MaxSplits = 100_000

// CheckSelf splits each series of a recording with itself, 1 to MaxSplits times, and
// counts what comes out as a difference, by phase and event in their order.
// The same seed splits in the same way. Series that cannot be split are left
// out; the error wraps errSelfcheck if that is all of them.
//
// Splits of one series are not independent of each other: with few series,
// rates vary more than a binomial with Of would.
func CheckSelf(d *Data, o Options, splits int, seed uint64) ([]Selfcheck, error) {
	o, err := o.Resolve()
	if err == nil && (splits < 1 || splits > MaxSplits) {
		err = fmt.Errorf("%w: %d splits: must be 1 to %d", ErrOptions, splits, MaxSplits)
	}
	if err != nil {
		return nil, err
	}
	type id struct {
		phase measure.Phase
		event string
	}
	checks := make(map[id]*Selfcheck)
	detectable := make(map[id][]float64)
	var left SelfLeftOut // of all
	rng := rand.New(rand.NewPCG(seed, 0))
	for i := range d.Series {
		s := &d.Series[i]
		if !o.wants(s.Key) {
			continue
		}
		p := prepare(s)
		m, _ := p.middles(p.warmup.Prefix, math.MaxInt)
		arm, err := logsOf(s, m)
		k := id{s.Phase, s.Event}
		c := checks[k]
		if c == nil {
			c = &Selfcheck{Phase: s.Phase, Event: s.Event, Alpha: o.Alpha}
			checks[k] = c
		}
		switch {
		case s.Repeated > 0:
			left.Repeated++
			c.LeftOut.Repeated++
			continue
		case len(m) < minSelfcheck:
			left.Few++
			c.LeftOut.Few++
			continue
		case err != nil:
			left.Zero++
			c.LeftOut.Zero++
			continue
		}
		if c.Series++; c.Series == 1 {
			c.Rounds = [2]int{len(m) / 2, len(m) / 2}
		}
		c.Rounds = [2]int{min(c.Rounds[0], len(m)/2), max(c.Rounds[1], len(m)/2)}
		y := arm.medians
		c.Sequential.count(significant(stat.Welch(y[:len(y)/2], y[len(y)/2:]), o.Alpha))
		for range splits {
			z := inBlocks(y, rng)
			c.Blocks.count(significant(stat.Locate(z, o.Alpha), o.Alpha))
			a, b := inHalves(len(y), rng)
			c.Halves.count(significant(stat.Welch(pick(y, a), pick(y, b)), o.Alpha))
			c.Pooled.count(significant(stat.Welch(s.pick(m, a), s.pick(m, b)), o.Alpha))
		}
		z := inBlocks(y, rng)
		if x, ok := stat.DetectableChange(stat.Spread(z), len(z), o.Alpha, stat.Power); ok {
			detectable[k] = append(detectable[k], x)
		}
	}
	out := make([]Selfcheck, 0, len(checks))
	for k, c := range checks {
		if c.Series == 0 {
			continue
		}
		c.Verdict = c.judge()
		if x := detectable[k]; len(x) > 0 {
			middle, _ := stat.Median(x, nil)
			c.Detectable, c.DetectableWorst = stat.BoundedExp(middle), stat.BoundedExp(slices.Max(x))
		}
		out = append(out, *c)
	}
	if len(out) == 0 && left != (SelfLeftOut{}) {
		return nil, fmt.Errorf("%w: %v", errSelfcheck, left)
	}
	slices.SortFunc(out, func(a, b Selfcheck) int {
		return cmp.Or(cmp.Compare(a.Phase, b.Phase), cmp.Compare(a.Event, b.Event))
	})
	return out, nil
}

// significant says whether the interval at 1-alpha excludes 0.
func significant(l stat.Location, alpha float64) bool {
	i, ok := l.Interval(alpha)
	return ok && i.ExcludesZero()
}

// inBlocks returns the differences of neighbours, in a random direction.
func inBlocks(y []float64, rng *rand.Rand) []float64 {
	z := make([]float64, len(y)/2)
	for i := range z {
		z[i] = math.Copysign(1, rng.Float64()-0.5) * (y[2*i+1] - y[2*i])
	}
	return z
}

// inHalves splits the numbers below n at random.
func inHalves(n int, rng *rand.Rand) (a, b []int) {
	order := rng.Perm(n)
	return order[:n/2], order[n/2:]
}

func pick(y []float64, at []int) []float64 {
	out := make([]float64, len(at))
	for k, i := range at {
		out[k] = y[i]
	}
	return out
}

// pick returns all values of some processes, the warm prefix included, as the
// original takes them.
func (s *Series) pick(m []middle, at []int) []float64 {
	var out []float64
	for _, i := range at {
		for _, c := range s.Processes[m[i].index].Counts {
			out = append(out, float64(c))
		}
	}
	return out
}
