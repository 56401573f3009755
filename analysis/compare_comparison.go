package analysis

import (
	"fmt"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/measure/words"
)

// Comparison is what can be said about the difference of two engines on one
// benchmark, in one phase and event. Ratios are those of the candidate to the
// baseline: 1.02 is 2% more.
//
// All numbers are finite. What cannot be had is nil, and a caveat says why.
type Comparison struct {
	Arch  string        `json:"arch"`
	Wasm  string        `json:"wasm"`
	Phase measure.Phase `json:"phase"`
	Event measure.Event `json:"event"`
	// Benchmarks are those of a suite, whose name Wasm is then.
	Benchmarks []string `json:"benchmarks,omitempty"`

	Baseline  Arm `json:"baseline"`
	Candidate Arm `json:"candidate"`

	// Method is how the estimate was made.
	Method Method `json:"method"`
	// Rounds is the number of rounds in which both ran. Of an unpaired
	// comparison it is the number of processes of the arm that has fewer.
	Rounds int `json:"rounds"`
	// Warm is the number of iterations at the beginning of each process that
	// were left out.
	Warm int `json:"warm_iterations"`

	// NoiseThreshold is that of the options. SignificanceLevel is 1 minus the
	// level of Interval.
	NoiseThreshold    float64 `json:"noise_threshold"`
	SignificanceLevel float64 `json:"significance_level"`

	// Ratio estimates the ratio of the medians of processes.
	Ratio    *float64  `json:"ratio"`
	Interval *Interval `json:"interval"`
	// Equivalence is the interval by which NotChanged is decided.
	Equivalence *Interval `json:"equivalence_interval"`
	// P is the p value of a ratio of 1. It is nil when there is no variance.
	P *float64 `json:"p"`
	// MeanRatio is the geometric mean of the ratios of the means of processes, and
	// MeanInterval Student's (Welch's, if not paired): the median hides what changes
	// in the tail alone, and signed ranks discard slow processes, too.
	MeanRatio    *float64  `json:"mean_ratio"`
	MeanInterval *Interval `json:"mean_interval"`

	// Shrunken is Ratio for a change that stood out; nil for what is not Changed, and
	// where it is not defined: without variance, or without a ratio.
	Shrunken *Shrunken `json:"shrunken"`

	Verdict Verdict `json:"verdict"`
	// Alone is the verdict before it was corrected for being one of many.
	Alone Verdict `json:"verdict_alone"`
	// Clear is set for a change all of whose interval is beyond the noise
	// threshold, Small for one that is certain but not worth mentioning, so
	// that the verdict is NotChanged.
	Clear bool `json:"clear,omitempty"`
	Small bool `json:"small,omitempty"`
	// Direction is "faster" or "slower" for time, "smaller" or "larger" for sizes, "fewer" or "more" for counts,
	// and "less" or "more" for what there should be much of; Effect is "better", "worse" or, if the event makes no claim,
	// empty. They describe Ratio, and are empty where it is 1 or nil.
	Direction string `json:"direction,omitempty"`
	Effect    string `json:"effect,omitempty"`
	// MoreRounds is how many more rounds would probably settle an Unsure
	// comparison. It is nil for others, and where it cannot be told.
	MoreRounds *MoreRounds `json:"more_rounds,omitempty"`
	// Detectable is the ratio, above 1, that as many rounds would probably
	// show; nil for fewer than three, and where the test that holds at any time
	// has no interval yet.
	Detectable *float64 `json:"detectable,omitempty"`

	// Many is what being one of many comes to; nil without a verdict by a
	// test.
	Many *Many `json:"many,omitempty"`

	// Explanation is what a change goes with; nil for what is not Changed, and where
	// nothing was recorded that says it. Only Compare and BeforeAfter.Compare, which
	// know the other events, fill it in.
	Explanation *Explanation `json:"explanation,omitempty"`

	Caveats     []Caveat     `json:"caveats,omitempty"`
	Diagnostics *Diagnostics `json:"diagnostics,omitempty"`

	// Machines is what each machine says, where a paired comparison is of several.
	Machines *Machines `json:"machines,omitempty"`

	gone    *gone         // what stays of pairs, arms and groups where they were let go
	pairs   []pair        // of a paired comparison, in the order of time
	arms    [2]logArm     // of one that is not
	groups  []group       // what each machine says
	blocked bool          // the arms are compared by machine
	loc     stat.Location // nil without logarithms
	raw     *rawTest      // where there are none
	limits  stat.Limits
	anytime bool // it may have been looked at before, and will be again
	// windows is how far off it may be for what was subtracted.
	windows windowError
	// tick is how far it may be off, as a logarithm, for the steps of a clock.
	tick float64
	// suite is set for a mean over benchmarks, exactSuite if each is exact.
	suite, exactSuite bool
	// made is the recordings of the arms, each that ran the same once, in whose rows
	// the benchmark is called rows.
	made [2][]*record.Header
	rows string
}

// MoreRounds is how many more rounds settle a comparison, as far as can be
// foreseen: Least as likely as not, Most in about 85% of cases.
type MoreRounds struct {
	Least int `json:"least"`
	Most  int `json:"most"`
}

// String is "about 5 more rounds" or "5 to 12 more rounds".
func (m MoreRounds) String() string {
	if m.Least == m.Most {
		return "about " + words.Count(m.Most, "more round")
	}
	return fmt.Sprintf("%d to %s", m.Least, words.Count(m.Most, "more round"))
}

// Interval is a confidence interval.
type Interval struct {
	// Level is the confidence, such as 0.99.
	Level float64 `json:"level"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Contains says whether x lies in the interval, its ends included.
func (i Interval) Contains(x float64) bool { return i.Low <= x && x <= i.High }

// Arm is one of the two that are compared.
type Arm struct {
	Engine string `json:"engine"`
	Flags  string `json:"engine_flags,omitempty"`
	// Label tells two recordings of one engine apart.
	Label string `json:"label,omitempty"`
	// Processes and Values are those that were used. Median is the median of
	// the medians of processes, Mean the mean of their means, in the event's
	// unit.
	Processes int     `json:"processes"`
	Values    int     `json:"values"`
	Median    float64 `json:"median"`
	Mean      float64 `json:"mean"`
	// Subtracted is what SubtractOverhead took from each count; nil if nothing
	// was.
	Subtracted *Subtraction `json:"overhead_subtracted,omitempty"`
}

// String returns the engine with its flags and label.
func (a Arm) String() string {
	return a.config().String()
}

func (a Arm) config() Config { return Config{a.Engine, a.Flags, a.Label} }

// Method is how the difference was estimated.
type Method string

// The methods.
const (
	// MethodNone: there is no ratio.
	MethodNone Method = "none"
	// MethodPairedT: Student's t of the differences of rounds.
	MethodPairedT Method = "paired-t"
	// MethodHodgesLehmann: the Hodges-Lehmann estimate of the differences of
	// rounds, with the interval of the signed-rank test.
	MethodHodgesLehmann Method = "hodges-lehmann"
	// MethodAnytime: the anytime-valid t test of the differences of rounds, which
	// holds however often one looks (Lai 1976; Wang and Ramdas 2024).
	MethodAnytime Method = "anytime-t"
	// MethodMachines: Student's t of the estimates of machines, with recordings of
	// several.
	MethodMachines Method = "machines-t"
	// MethodWelch: Welch's t of two independent samples of processes.
	MethodWelch Method = "welch"
	// MethodSignedRank: the signed-rank test of differences of counts, where a
	// process counted 0.
	MethodSignedRank Method = "signed-rank"
	// MethodRankSum: the same for two independent samples of processes.
	MethodRankSum Method = "rank-sum"
)

// pair is one round, in logarithms.
type pair struct {
	process    uint64
	machine    *record.Machine // nil if it is not known
	z          float64         // difference of the medians
	mean       float64         // difference of the means
	base, cand float64         // the medians of baseline and candidate
}

// logArm is an arm of an unpaired comparison, in logarithms of processes.
type logArm struct {
	ids            []uint64
	machines       []*record.Machine // nil if it is not known
	medians, means []float64
}

func (c *Comparison) differences() []float64 {
	z := make([]float64, len(c.pairs))
	for i, p := range c.pairs {
		z[i] = p.z
	}
	return z
}

// key is the quantity that is compared, with the candidate's engine.
func (c *Comparison) key() Key {
	return Key{Arch: c.Arch, Engine: c.Candidate.Engine, EngineFlags: c.Candidate.Flags,
		Wasm: c.Wasm, Phase: c.Phase, Event: c.Event.Name}
}
