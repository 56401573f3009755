package analysis

import (
	"cmp"
	"fmt"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// CompareSeries compares two series, which should differ in the engine or
// the recording alone. Neither is changed. The error is about the options, or
// an *IncomparableError: their recordings did not run the same.
//
// The unit is the process: y = ln(median of its iterations without the warm
// prefix), the longer prefix of the two being dropped from both. Series of
// one recording have processes with the same number, their round; there the
// differences z = y(candidate) - y(baseline) of rounds are estimated, and
// rounds in which one is missing are left out:
//
//	1 round:   the ratio, and Unsure
//	2 rounds:  Student's interval, and Unsure
//	3 to 9:    Student's interval and verdict (Paired)
//	10 and up: HodgesLehmann, unless its p value cannot fall to alpha
//	at any time (Options.Anytime): from 8 rounds on, the anytime-valid t test
//	on several machines: the mean over machines; see Machines
//
// With fewer than half of the rounds of the smaller arm in common, or when
// the options say so, it is Welch's interval of the y of both arms, and
// confounded with time: see Confounded. If either is of several machines, Welch's
// estimate is that of each machine in both, and the mean over machines is as for rounds.
//
// Where SubtractOverhead was at work, what was subtracted is itself an
// estimate: the ends of all intervals are moved outwards by as much as the
// windows may be off at the interval's level, on the scale of logarithms
//
//	lower end:  ln(1 - e2(b)/b) - ln(1 - e1(a)/a),  a the baseline, b the candidate
//	upper end:  ln(1 - e1(b)/b) - ln(1 - e2(a)/a)
//
// with e1 <= 0 <= e2 the ends of Window.Interval less what was subtracted and
// a, b the least of the processes' medians. P agrees with that, and so does
// the verdict, which cannot be surer than the window is known. RATIONALE.md
// has the derivation.
//
// A process whose median is 0 has no logarithm, and there is no interval of a
// ratio: the verdict is by signed ranks of the differences of medians (rank
// sums, where arms are not paired). If all counts of both are 0, and nothing
// was subtracted, they are NotChanged, unless a clock counted: that one never
// ticked, and they are Unsure. If all rounds have the same ratio, it
// is exact, unless a clock counted: the interval has no width and there is no
// P. A clock's steps widen the interval: a count may be off by half a step at
// either end. Where recordings do not say how large a step is, it is the greatest
// common divisor of all counts of the event.
func CompareSeries(baseline, candidate *Series, event measure.Event, o Options) (Comparison, error) {
	o, err := o.Resolve()
	if err != nil {
		return Comparison{}, err
	}
	if err := Comparable(baseline, candidate, o); err != nil {
		return Comparison{}, err
	}
	c := compare(prepare(baseline), prepare(candidate), event, o)
	c.shrink(o.Alpha)
	return c, nil
}

func compare(a, b *processes, event measure.Event, o Options) Comparison {
	c := Comparison{
		Arch: a.series.Arch, Wasm: a.series.Wasm, Phase: a.series.Phase, Event: event,
		Method: MethodNone, Verdict: Unsure, Alone: Unsure,
		Warm:           max(a.warmup.Prefix, b.warmup.Prefix),
		NoiseThreshold: o.NoiseThreshold, limits: o.limits(), anytime: o.Anytime || a.series.sequential() || b.series.sequential(),
	}
	c.SignificanceLevel = c.limits.Alpha
	c.made, c.rows = [2][]*record.Header{a.series.works, b.series.works}, a.series.rowsWasm()
	most := min(a.longest(), b.longest())
	cut := a.longest() != b.longest() && most > c.Warm
	ma, shortA := a.middles(c.Warm, max(most, c.Warm+1))
	mb, shortB := b.middles(c.Warm, max(most, c.Warm+1))
	if n := a.failed() + b.failed(); n > 0 {
		c.caveat(someFailed, "%s failed, and left out with what ran in the same round", words.Count(n, "process"))
	}
	if n := shortA + shortB; n > 0 {
		c.caveat(shortProcesses, "%s ended within the %s of warm-up and were left out",
			words.Count(n, "process"), words.Count(c.Warm, "iteration"))
	}
	pa, pb, alone, unproven := match(ma, mb)
	paired := !o.Unpaired && len(pa) > 0 && 2*len(pa) >= min(len(ma), len(mb))
	if paired {
		ma, mb = pa, pb
		cut = common(a, b, ma, mb, c.Warm) || cut
		if assumed(ma) {
			c.caveat(roundsAssumed, "no header names the rounds: processes with the same number and adjacent rows were taken to have run in one")
		}
		if alone > 0 {
			c.caveat(unmatchedRounds, "%s left out: the other engine has no value in that round", words.Count(alone, "process"))
		}
	}
	if cut {
		c.caveat(unevenIterations, "the two have different numbers of iterations: only those that both have are compared")
	}
	comparable := true
	if !paired {
		ma, mb, comparable = c.blocks(a.series, b.series, ma, mb)
	}
	c.Baseline, c.Candidate = describeArm(a.series, ma), describeArm(b.series, mb)
	q := o.quantum(a.series, b.series, event)
	c.markSubtracted(a.series, b.series, ma, mb, q)
	c.Rounds = min(len(ma), len(mb))
	if a.series.Scaled+b.series.Scaled > 0 {
		c.caveat(scaledCounts, "%s estimated, because the counter ran for a part of the time only",
			words.Count(a.series.Scaled+b.series.Scaled, "count"))
	}
	switch {
	case paired:
	case unproven && !o.Unpaired:
		c.caveat(Confounded, "nothing shows that the two were interleaved, which equal process numbers alone do not: whatever else changed meanwhile looks like a difference")
	default:
		c.caveat(Confounded, "the two were not interleaved: whatever else changed meanwhile looks like a difference")
	}
	c.compareDespite(a.series, b.series)
	c.comparePrograms(a.series, b.series)
	c.tick = c.ticks(q, ma, mb)
	if comparable {
		c.estimate(a.series, b.series, ma, mb, paired, q)
	}
	if !o.NoDiagnostics {
		c.diagnose(a, b, ma, mb)
	}
	return c
}

// estimate fills in ratios and verdict.
func (c *Comparison) estimate(sa, sb *Series, ma, mb []middle, paired bool, q float64) {
	if c.Rounds == 0 {
		c.caveat(noRatio, "no ratio: no process of %v has values", missing(sa, sb, len(ma)))
		return
	}
	if n := sa.Repeated + sb.Repeated; n > 0 {
		c.caveat(repeatedValues, "no verdict: %s too many, for iterations of one process that occur more than once: was a file given twice, or do several processes have one number?", words.Count(n, "value"))
		return
	}
	la, errA := logsOf(sa, ma)
	lb, errB := logsOf(sb, mb)
	if c.stopped() && errA != nil && errB != nil {
		return
	}
	if errA != nil && errB != nil && allZero(sa) && allZero(sb) {
		c.caveat(noRatio, "no ratio: every count of both is zero")
		if c.windows == nil && !c.fewProcesses() {
			c.Verdict, c.Alone = NotChanged, NotChanged
		}
		return
	}
	if err := cmp.Or(errA, errB); err != nil {
		c.caveat(noRatio, "%v, which has no ratio: plain differences are compared, by their ranks", err)
		c.estimateZero(ma, mb, paired, q)
		return
	}
	var means stat.Location
	if paired {
		z, zMean := make([]float64, len(ma)), make([]float64, len(ma))
		for i := range ma {
			p := pair{ma[i].id, ma[i].machine, lb.medians[i] - la.medians[i], lb.means[i] - la.means[i], la.medians[i], lb.medians[i]}
			c.pairs = append(c.pairs, p)
			z[i], zMean[i] = p.z, p.mean
		}
		c.locate(z)
		means = c.meansOf(zMean)
	} else {
		c.arms = [2]logArm{la, lb}
		means = c.locateArms()
	}
	c.conclude(means)
}

// locate estimates the middle of the differences of rounds or, if they are of several
// machines, of machines.
func (c *Comparison) locate(z []float64) {
	if c.groups = grouped(c.pairs, c.limits.Alpha); len(c.groups) > 1 {
		c.loc, c.Method = overMachines(c.groups, (*group).ofMedians), MethodMachines
		return
	}
	if c.anytime {
		c.loc, c.Method = stat.NewAnytime(z), MethodAnytime
		return
	}
	c.loc, c.Method = stat.Locate(z, c.limits.Alpha), MethodPairedT
	if _, ok := c.loc.(stat.HodgesLehmann); ok {
		c.Method = MethodHodgesLehmann
	}
}

// meansOf estimates the mean of the differences of means of rounds.
func (c *Comparison) meansOf(zMean []float64) stat.Location {
	if len(c.groups) > 1 {
		return overMachines(c.groups, (*group).ofMeans)
	}
	return stat.Paired(zMean)
}

// locateArms estimates the difference of two arms that were not interleaved, of each
// machine by itself if they are of several, and returns that of their means.
func (c *Comparison) locateArms() (means stat.Location) {
	a, b := c.arms[0], c.arms[1]
	if c.blocked {
		c.groups, c.Method = groupedArms(c.arms), MethodMachines
		c.loc = overMachines(c.groups, (*group).ofMedians)
		return overMachines(c.groups, (*group).ofMeans)
	}
	c.loc, c.Method = stat.Welch(a.medians, b.medians), MethodWelch
	return stat.Welch(a.means, b.means)
}

func (c *Comparison) caveat(code, format string, args ...any) {
	c.Caveats = append(c.Caveats, Caveat{code, fmt.Sprintf(format, args...)})
}

func missing(a, b *Series, na int) Config {
	if na == 0 {
		return a.Config()
	}
	return b.Config()
}

func allZero(s *Series) bool {
	for _, p := range s.Processes() {
		for _, n := range p.Counts {
			if n != 0 {
				return false
			}
		}
	}
	return true
}
