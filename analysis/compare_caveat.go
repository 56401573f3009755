package analysis

import "slices"

// Caveat is what a reader of a result should know beside its numbers. It is
// an error value only in form: the result stands. The codes:
//
//	no-ratio                a median is zero or missing, so that there is no
//	                        ratio with an interval
//	too-few-processes       one or two processes, from which no verdict follows
//	no-variance             all rounds gave the same ratio of exact counts. It
//	                        is never said of a clock
//	confounded-with-time    the two were not interleaved, so that whatever
//	                        changed on the machine meanwhile looks like a
//	                        difference
//	unmatched-rounds        rounds in which one of the two is missing were left
//	                        out
//	rounds-assumed          no header says which processes ran in one round, and
//	                        those with the same number whose rows follow each
//	                        other were taken for one
//	another-machine         the two were not recorded on one machine, as far as
//	                        is known
//	other-ticks             the clocks of two recordings tick at different
//	                        rates, so that their counts are not in one unit
//	compared-despite        recordings ran different work, which the options
//	                        allow
//	several-machines        what each of several machines says
//	machines-disagree       the same, where they do not say the same
//	few-machines            one or two machines are no sample of machines
//	machines-left-out       machines that only one of two recordings has were
//	                        left out
//	no-common-machine       the two have no machine in common, and one of them
//	                        has several
//	zero-on-machines        several machines are compared by their ratios, and
//	                        a median of zero has none
//	work-unknown            not known whether recordings ran the same work
//	programs-differ         the programs that ran the two differ by more than
//	                        their engines
//	repeated-values         a process has more than one value for an iteration,
//	                        so that it is not known which of them is its own
//	short-processes         processes that ended within the warm-up were left
//	                        out
//	below-threshold         there is a difference, but a smaller one than
//	                        matters
//	tail-changed            the mean changed and the median did not
//	slow-processes-unknown  the median did not change, and the mean may have:
//	                        its 90% interval is not inside the noise threshold
//	pooling-invalid         iterations of one process are alike; taking them for
//	                        independent would be wrong. (Nothing here does.)
//	not-steady              the last half of the iterations of a process still
//	                        drifts
//	rounds-dependent        rounds are not independent of those before them
//	drifting                the difference, or an arm of an unpaired comparison,
//	                        rose or fell while it was recorded
//	exaggerated             the change is shown because it stood out, and is
//	                        more likely to be smaller: see Shrunken
//	one-of-many             significant alone, but not as one of many
//	scaled-counts           counters ran for a part of the time only
//	incomplete-suite        benchmarks of the suite are missing from its mean
//	overhead-subtracted     what measuring costs was subtracted from the counts
//	counts-clamped          counts were below what was subtracted
//	clock-ticks             the clock's steps are large beside what was counted
//	failed-processes        processes that failed were left out
//	uneven-iterations       iterations that only one of the two has were left
//	                        out
//	few-rounds              the verdict rests on normal differences
//	interval-too-wide       the interval says nothing, and is not shown
//	large-window            what measuring costs is more than 1% of a median
//	window-uncertain        what was subtracted is not known well enough
type Caveat struct {
	// Code names the kind of caveat, for programs; Text says it, for people.
	Code string `json:"code"`
	Text string `json:"text"`
}

// Error returns Text.
func (c Caveat) Error() string { return c.Text }

// Codes of caveats that programs look for. The others are in the
// documentation of Caveat.
const (
	Confounded     = "confounded-with-time"
	Exaggerated    = "exaggerated"
	PoolingInvalid = "pooling-invalid"
	NotSteady      = "not-steady"
	SlowUnknown    = "slow-processes-unknown"
	TailChanged    = "tail-changed"

	noRatio            = "no-ratio"
	tooFew             = "too-few-processes"
	noVariance         = "no-variance"
	unmatchedRounds    = "unmatched-rounds"
	roundsAssumed      = "rounds-assumed"
	otherMachine       = "another-machine"
	severalMachines    = "several-machines"
	machinesDisagree   = "machines-disagree"
	fewMachines        = "few-machines"
	machinesLeftOut    = "machines-left-out"
	noCommonMachine    = "no-common-machine"
	zeroOnMachines     = "zero-on-machines"
	otherTicks         = "other-ticks"
	comparedDespite    = "compared-despite"
	workUnknown        = "work-unknown"
	programsDiffer     = "programs-differ"
	repeatedValues     = "repeated-values"
	shortProcesses     = "short-processes"
	belowThreshold     = "below-threshold"
	roundsDependent    = "rounds-dependent"
	drifting           = "drifting"
	oneOfMany          = "one-of-many"
	scaledCounts       = "scaled-counts"
	incompleteSuite    = "incomplete-suite"
	overheadSubtracted = "overhead-subtracted"
	countsClamped      = "counts-clamped"
	clockTicks         = "clock-ticks"
	someFailed         = "failed-processes"
	unevenIterations   = "uneven-iterations"
	fewRounds          = "few-rounds"
	tooWide            = "interval-too-wide"
	windowLarge        = "large-window"
	windowUncertain    = "window-uncertain"
)

func hasCaveat(list []Caveat, code string) bool {
	return slices.ContainsFunc(list, func(c Caveat) bool { return c.Code == code })
}
