package profile

import (
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure/record"
)

// What samples tell is an estimate: a share has an interval, and a difference a verdict.

const (
	// Level is that of all intervals. Those of differences hold for all functions
	// together.
	Level = 0.95
	// Margin is how small a difference is of which a verdict says that nothing changed,
	// as a part of the first total.
	Margin = 0.01
	// leastSamples of both profiles together are what a difference is judged by.
	leastSamples = 10
)

// Verdict is what samples say of a difference.
type Verdict string

// The verdicts.
const (
	// Changed differs by more than chance explains.
	Changed Verdict = "changed"
	// NotChanged differs by less than Margin of the total.
	NotChanged Verdict = "not changed"
	// Unsure is neither: there are too few samples, or they differ too much from
	// process to process.
	Unsure Verdict = "unsure"
)

// Interval is a range that holds what was estimated, at Level. It is NaN at both ends
// where there is none.
type Interval struct{ Low, High float64 }

var none = Interval{math.NaN(), math.NaN()}

// hull holds both; one that there is not holds nothing. none holds nothing either.
func hull(a, b Interval) Interval {
	if math.IsNaN(a.Low) || math.IsNaN(b.Low) {
		return none
	}
	return Interval{min(a.Low, b.Low), max(a.High, b.High)}
}

// Sampled is whether the counts are samples, so that there are intervals and verdicts.
func (r *Result) Sampled() bool { return r.Period > 0 }

// Samples is how many were taken of an arm.
func (r *Result) Samples(arm int) uint64 { return r.samples(r.Totals[arm], arm) }

func (r *Result) samples(count float64, arm int) uint64 {
	return uint64(math.Round(count * float64(r.Windows[arm]) / float64(r.Period)))
}

// Share is the interval of the share that a line has of an arm: the wider of that of a
// binomial distribution, which is chance in taking samples, and that of the processes'
// shares, which differ by more if a process has a layout or a speed of its own. It is NaN
// where nothing was sampled, and without the second of one process.
func (r *Result) Share(l *Line, arm int) Interval {
	if !r.Sampled() {
		return none
	}
	i, ok := stat.Binomial(r.samples(l.Counts[arm], arm), r.Samples(arm), 1-Level)
	if !ok {
		return none
	}
	share := Interval{i.Low, i.High}
	var shares []float64
	for p, all := range r.each[arm] {
		if all > 0 {
			shares = append(shares, l.process(arm, p)/all)
		}
	}
	if t, ok := stat.Paired(shares).Interval(1 - Level); ok {
		share = hull(share, Interval{max(0, t.Low), min(1, t.High)})
	}
	return share
}

// process is the count of one process.
func (l *Line) process(arm, process int) float64 {
	if arm < len(l.each) && process < len(l.each[arm]) {
		return l.each[arm][process]
	}
	return 0
}

// of are the counts of an arm's processes.
func (l *Line) of(arm, processes int) []float64 {
	list := make([]float64, processes)
	for p := range list {
		list[p] = l.process(arm, p)
	}
	return list
}

// judged is how many lines of the result have a verdict other than for want of samples,
// those for what is not the guest's together included.
func (r *Result) judged() (n int) {
	for i := range r.Lines {
		if r.enough(&r.Lines[i]) {
			n++
		}
	}
	return n + len(kindNames) + 1
}

func (r *Result) enough(l *Line) bool {
	return r.samples(l.Counts[0], 0)+r.samples(l.Counts[1], 1) >= leastSamples
}

// Change is the interval of a line's difference, and what follows from it. It holds the
// difference of the means of the processes (Welch), and that of two numbers of samples
// (as of Poisson distributions, about normal), and is so wide that all lines are within
// theirs at Level (Bonferroni).
//
// Processes have to be two at least in each arm, and samples leastSamples, else it is
// unsure.
func (r *Result) Change(l *Line) (Interval, Verdict) {
	if !r.Sampled() || len(r.Arms) < 2 || !r.enough(l) {
		return none, Unsure
	}
	alpha := (1 - Level) / float64(r.judged())
	welch, ok := stat.Welch(l.of(0, len(r.each[0])), l.of(1, len(r.each[1]))).Interval(alpha)
	if !ok {
		return none, Unsure
	}
	variance := 0.0
	for arm, n := range l.Counts {
		per := float64(r.Period) / float64(r.Windows[arm])
		variance += (float64(r.samples(n, arm)) + 1) * per * per // + 1: of none nothing is sure
	}
	half := stat.NormalQuantile(1-alpha/2) * math.Sqrt(variance)
	chance := Interval{l.Difference() - half, l.Difference() + half}
	within := hull(Interval{welch.Low, welch.High}, chance)
	return within, verdict(within, 0, Margin*r.Totals[0])
}

// verdict of an interval around what there is if nothing changed.
func verdict(i Interval, same, margin float64) Verdict {
	switch {
	case i.Low > same || i.High < same:
		return Changed
	case i.Low > same-margin && i.High < same+margin:
		return NotChanged
	}
	return Unsure
}

// Whole is the interval of Ratio, and its verdict: of all that was sampled, from the
// processes' logarithms and from the numbers of samples as Change has it.
func (r *Result) Whole() (Interval, Verdict) {
	if !r.Sampled() || len(r.Arms) < 2 || r.Totals[0] == 0 || r.Totals[1] == 0 {
		return none, Unsure
	}
	var logs [2][]float64
	variance := 0.0
	for arm, all := range r.each {
		for _, n := range all {
			if n == 0 {
				return none, Unsure
			}
			logs[arm] = append(logs[arm], math.Log(n))
		}
		variance += 1 / float64(r.Samples(arm))
	}
	welch, ok := stat.Welch(logs[0], logs[1]).Interval(1 - Level)
	if !ok || r.Samples(0)+r.Samples(1) < leastSamples {
		return none, Unsure
	}
	half := stat.NormalQuantile(1-(1-Level)/2) * math.Sqrt(variance)
	within := hull(Interval{welch.Low, welch.High}, Interval{math.Log(r.Ratio) - half, math.Log(r.Ratio) + half})
	within = Interval{stat.BoundedExp(within.Low), stat.BoundedExp(within.High)}
	return within, verdict(within, 1, Margin)
}

// eachProcess gives lines and totals what each process counted.
func (r *Result) eachProcess(arms []Arm, find func(arm int, c *counted) *Line) error {
	r.each = make([][]float64, len(arms))
	for i, a := range arms {
		processes := a.Processes
		if len(processes) == 0 {
			processes = []*record.Profile{a.Profile}
		}
		for p, of := range processes {
			if err := check(of); err != nil {
				return err
			}
			windows := float64(of.Windows)
			r.each[i] = append(r.each[i], float64(of.Total)/windows)
			for _, c := range counts(of, r.ByName) {
				if l := find(i, c); l != nil {
					l.add(i, p, float64(c.count)/windows)
				}
			}
		}
	}
	return nil
}

// add adds to what a process counted.
func (l *Line) add(arm, process int, n float64) {
	for len(l.each) <= arm {
		l.each = append(l.each, nil)
	}
	for len(l.each[arm]) <= process {
		l.each[arm] = append(l.each[arm], 0)
	}
	l.each[arm][process] += n
}

// merge adds the counts of another line.
func (l *Line) merge(other *Line) {
	for k := range l.Counts {
		l.Counts[k] += other.Counts[k]
	}
	for arm, processes := range other.each {
		for p, n := range processes {
			l.add(arm, p, n)
		}
	}
}

// Own is all functions of the benchmark as one line.
func (r *Result) Own() Line {
	l := Line{Kind: record.Guest, Index: -1, Name: "its own functions", Counts: make([]float64, len(r.Totals))}
	for i := range r.Lines {
		if r.Lines[i].Kind == record.Guest {
			l.merge(&r.Lines[i])
		}
	}
	return l
}

// OwnUnsure is whether the whole has changed, for sure, and of the benchmark's own functions
// together that is not sure.
func (r *Result) OwnUnsure() bool {
	own := r.Own()
	_, whole := r.Whole()
	_, of := r.Change(&own)
	return whole == Changed && of == Unsure
}

// changed are the lines with that verdict, those of most difference first.
func (r *Result) changed(lines []Line) (list []Line) {
	for i := range lines {
		if _, v := r.Change(&lines[i]); v == Changed {
			list = append(list, lines[i])
		}
	}
	slices.SortStableFunc(list, func(a, b Line) int {
		return -compareSizes(a.Difference(), b.Difference())
	})
	return list
}
