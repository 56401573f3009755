package analysis

// Caveat is what a reader of a result should know beside its numbers. It is
// an error value only in form: the result stands.
type Caveat struct {
	// Code names the kind of caveat, for programs; Text says it, for people.
	Code string `json:"code"`
	Text string `json:"text"`
}

// Error returns Text.
func (c Caveat) Error() string { return c.Text }

// The codes of caveats.
const (
	// NoRatio: a median is zero or missing, so that there is no ratio with an
	// interval.
	NoRatio = "no-ratio"
	// TooFew: one or two processes, from which no verdict follows.
	TooFew = "too-few-processes"
	// NoVariance: all rounds gave the same ratio of exact counts. It is never
	// said of a clock.
	NoVariance = "no-variance"
	// Confounded: the two were not interleaved, so that whatever
	// changed on the machine meanwhile looks like a difference.
	Confounded = "confounded-with-time"
	// Unmatched: rounds in which one of the two is missing were left out.
	Unmatched = "unmatched-rounds"
	// Assumed: no header says which processes ran in one round, and those
	// with the same number whose rows follow each other were taken for one.
	Assumed = "rounds-assumed"
	// OtherMachine: the two were not recorded on one machine, as far as is
	// known.
	OtherMachine = "another-machine"
	// Despite: not the same was run, and the options allow that.
	Despite = "compared-despite"
	// WorkUnknown: it cannot be told whether the same was run.
	WorkUnknown = "work-unknown"
	// Repeated: a process has more than one value for an iteration, so that it
	// is not known which of them is its own.
	Repeated = "repeated-values"
	// Short: processes that ended within the warm-up were left out.
	Short = "short-processes"
	// BelowThreshold: there is a difference, but a smaller one than matters.
	BelowThreshold = "below-threshold"
	// TailChanged: the mean changed and the median did not.
	TailChanged = "tail-changed"
	// SlowUnknown: the median did not change, and the mean may have: its 90%
	// interval is not inside the noise threshold.
	SlowUnknown = "slow-processes-unknown"
	// PoolingInvalid: iterations of one process are alike; taking them for
	// independent would be wrong. (Nothing here does.)
	PoolingInvalid = "pooling-invalid"
	// Dependent: rounds are not independent of those before them.
	Dependent = "rounds-dependent"
	// Drifting: the difference, or an arm of an unpaired comparison, rose or
	// fell while it was recorded.
	Drifting = "drifting"
	// Family: it would be changed if it were the only comparison.
	Family = "one-of-many"
	// Estimated: counters ran for a part of the time only.
	Estimated = "scaled-counts"
	// Incomplete: benchmarks of the suite are missing from its mean.
	Incomplete = "incomplete-suite"
	// OverheadSubtracted: what measuring costs was subtracted from the counts.
	OverheadSubtracted = "overhead-subtracted"
	// CountsClamped: counts were below what was subtracted.
	CountsClamped = "counts-clamped"
	// Ticks: the clock's steps are large beside what was counted.
	Ticks = "clock-ticks"
	// Failed: processes that failed were left out.
	Failed = "failed-processes"
	// Uneven: iterations that only one of the two has were left out.
	Uneven = "uneven-iterations"
	// FewRounds: the verdict rests on normal differences.
	FewRounds = "few-rounds"
	// TooWide: the interval says nothing, and is not shown.
	TooWide = "interval-too-wide"
	// WindowLarge: what measuring costs is more than 1% of a median.
	WindowLarge = "large-window"
	// WindowUncertain: what was subtracted is not known well enough.
	WindowUncertain = "window-uncertain"
)

func hasCaveat(list []Caveat, code string) bool {
	for _, c := range list {
		if c.Code == code {
			return true
		}
	}
	return false
}
