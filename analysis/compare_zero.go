package analysis

import (
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
)

// A process whose median is 0 has no logarithm, and so no ratio. Ranks of plain
// differences need none.

// rawTest is the test of a comparison by plain differences.
type rawTest struct {
	p     float64
	exact bool // a counter gave the same in all processes of each arm
	none  bool // ranks say nothing: see zeroOnMachines
}

// estimateZero reaches the verdict by the ranks of plain differences: signed
// ranks over rounds, rank sums of arms that are not paired. The ratio is that
// of the medians, if neither is 0, and has no interval.
func (c *Comparison) estimateZero(ma, mb []middle, paired bool, q float64) {
	a, b := mediansOf(ma), mediansOf(mb)
	slack := q + c.windows.absolute(c.limits.Alpha)
	// What the step of the clock, and the windows that were subtracted, may
	// make of it is taken from the difference.
	sign := 1.0
	if c.Candidate.Median < c.Baseline.Median || c.Candidate.Median == c.Baseline.Median && c.Candidate.Mean < c.Baseline.Mean {
		sign = -1
	}
	for i := range b {
		b[i] -= sign * slack
	}
	c.raw = &rawTest{p: 1}
	var above bool // the sign is still that of the difference
	if paired {
		c.Method = MethodSignedRank
		z := make([]float64, len(a))
		for i := range a {
			z[i] = b[i] - a[i]
		}
		h := stat.NewHodgesLehmann(z)
		above = h.Value()*sign > 0
		c.raw.p, _ = h.P()
	} else {
		c.Method = MethodRankSum
		c.raw.p = stat.RankSumP(a, b)
		ma, _ := stat.Median(a, nil)
		mb, _ := stat.Median(b, nil)
		above = (mb-ma)*sign > 0 || mb == ma && (stat.MeanFloats(b)-stat.MeanFloats(a))*sign > 0
	}
	if k := float64(c.Rounds - FirstLook + 1); c.anytime && k < 1 {
		c.raw.p = 1
	} else if c.anytime { // the k-th look may spend alpha/(k(k+1)), all of them alpha
		c.raw.p = min(1, c.raw.p*k*(k+1))
	}
	if !above {
		c.raw.p = 1
	}
	c.raw.exact = !c.Event.Time && slack == 0 && c.Rounds > 1 && above && same64(a) && same64(b)
	if c.Baseline.Median > 0 && c.Candidate.Median > 0 && !hasCaveat(c.Caveats, countsClamped) {
		c.Ratio = ratio(math.Log(c.Candidate.Median / c.Baseline.Median))
	}
	log := sign
	if !above {
		log = 0
	}
	c.Direction, c.Effect = direction(log, c.Event)
	c.raw.none = !c.raw.exact && len(machinesOfMiddles(slices.Concat(ma, mb))) > 1
	switch {
	case c.raw.none:
		c.caveat(zeroOnMachines, "no verdict: several machines are compared by their ratios, and a median of zero has none: compare what each machine recorded alone")
		return
	case c.raw.exact:
		c.caveat(noVariance, "no variance: the counts were the same in all processes, and are exact")
	case c.Rounds > 1:
		p := c.raw.p
		c.P = &p
	}
	if c.fewProcesses() {
		return
	}
	if c.raw.exact || c.raw.p <= c.limits.Alpha {
		c.Verdict, c.Alone = Changed, Changed
	} else if need := 1 + int(math.Ceil(-math.Log2(c.limits.Alpha))); paired && above && c.Rounds < need && c.raw.p <= math.Ldexp(1, 1-c.Rounds) {
		more := need - c.Rounds // if all differences go on having one sign
		c.MoreRounds = &MoreRounds{more, more}
	}
}

// stopped says whether a clock counted 0 in most processes of both arms, and so
// measured nothing.
func (c *Comparison) stopped() bool {
	if !c.Event.Time || c.windows != nil || c.Baseline.Median != 0 || c.Candidate.Median != 0 {
		return false
	}
	most := "every count"
	if c.Baseline.Mean != 0 || c.Candidate.Mean != 0 {
		most = "the median of both"
	}
	c.caveat(noRatio, "no verdict: %s is 0: the clock did not tick, and measured nothing: give the benchmark more work", most)
	return true
}

func mediansOf(m []middle) []float64 {
	x := make([]float64, len(m))
	for i := range m {
		x[i] = m[i].median
	}
	return x
}

func same64(x []float64) bool {
	return len(x) > 0 && slices.Min(x) == slices.Max(x)
}

// absolute is how far a difference may be off at a level because of the
// windows that were subtracted, in counts.
func (w windowError) absolute(alpha float64) float64 {
	most := 0.0
	for _, a := range w {
		sum := 0.0
		for _, e := range []armError{a.base, a.cand} {
			if e.subtracted == nil {
				continue
			}
			i := e.subtracted.Window.Interval(alpha)
			times, used := float64(e.subtracted.Times), float64(e.subtracted.Count)
			sum += max(0, used-i.Low*times, i.High*times-used)
			if e.subtracted.Clamped > 0 {
				sum = max(sum, used) // what was cut off is anything up to the window
			}
		}
		most = max(most, sum)
	}
	return most
}
