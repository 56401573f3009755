package analysis

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/sightglass-go/sightglass/analysis/internal/stat"
	"github.com/sightglass-go/sightglass/measure"
)

// Options says how to compare. The zero value is ready to use: every field
// has a default.
type Options struct {
	// Baseline is the engine that the others are compared with: its name, or
	// its name with flags as Config.String writes it. Default: the first
	// engine of the first recording's header, or the only engine that the
	// first recording has rows of; else see UnknownBaseline.
	Baseline string
	// NoiseThreshold is delta, the smallest difference that matters: 0.01 for
	// one percent, the default; at most 10. Negative means that
	// every difference does; nothing is ever called not changed then.
	NoiseThreshold float64
	// Alpha bounds the probability of reporting a change where there is none.
	// Default: 0.01; at most MaxAlpha.
	Alpha float64
	// Beta bounds the probability of calling not changed what differs by the
	// noise threshold. Default: 0.05.
	Beta float64
	// FalseDiscovery is q, the share of false ones to be expected among what
	// is called changed where much is compared. Default: 0.05.
	FalseDiscovery float64
	// Phase selects one phase. Default: all.
	Phase measure.Phase
	// Events selects events by name. Default: all.
	Events []string
	// Benchmarks selects benchmarks by name. Default: all.
	Benchmarks []string
	// Unpaired compares without regard to rounds.
	Unpaired bool
	// Despite names what may differ in what two recordings ran, of
	// record.DifferenceNames. Whatever else differs is refused.
	Despite []string
	// Gate says that a Gate will judge the result: a Sequence then goes on
	// where there are too few rounds for it to close.
	Gate bool
	// Anytime makes verdicts hold however often somebody looks at a recording
	// that is being made, and whatever he stops for: paired comparisons are by
	// MethodAnytime. Recordings whose header says that their rounds were decided
	// on the way are compared so in any case.
	Anytime bool
	// NoDiagnostics leaves the diagnostics out, which cost most of the time.
	NoDiagnostics bool

	// quanta are the steps of clocks by event, as all of the data shows them.
	quanta map[string]float64
}

// maxNoiseThreshold is the largest Options.NoiseThreshold: a ratio of eleven.
const maxNoiseThreshold = 10

// MaxAlpha is the largest Options.Alpha.
const MaxAlpha = 0.5

// ErrOptions is wrapped by the errors for options that make no sense.
var ErrOptions = errors.New("cannot compare like that")

// Resolve returns the options with their defaults, or an error that wraps
// ErrOptions and says what makes no sense.
func (o Options) Resolve() (Options, error) {
	set := func(x *float64, def float64) {
		if *x == 0 {
			*x = def
		}
	}
	set(&o.NoiseThreshold, 0.01)
	set(&o.Alpha, 0.01)
	set(&o.Beta, 0.05)
	set(&o.FalseDiscovery, 0.05)
	if math.IsInf(o.NoiseThreshold, -1) {
		o.NoiseThreshold = math.NaN() // no number, and no way to say "every difference"
	}
	o.NoiseThreshold = max(0, o.NoiseThreshold)
	check := func(name string, x, most float64) error {
		if x > 0 && x < most {
			return nil
		}
		return fmt.Errorf("%w: %s is %v, and must lie between 0 and %v", ErrOptions, name, x, most)
	}
	err := errors.Join(
		check("significance level", o.Alpha, 1),
		check("beta", o.Beta, 0.5),
		check("false discovery rate", o.FalseDiscovery, 1),
	)
	if o.Alpha > MaxAlpha {
		err = errors.Join(err, fmt.Errorf("%w: significance level is %v, and must be at most %v: what would be wrong more often than right is not an answer", ErrOptions, o.Alpha, MaxAlpha))
	}
	if !(o.NoiseThreshold <= maxNoiseThreshold) {
		err = errors.Join(err, fmt.Errorf("%w: noise threshold is %v, and must be at most %v", ErrOptions, o.NoiseThreshold, float64(maxNoiseThreshold)))
	}
	return o, err
}

func (o Options) limits() stat.Limits {
	return stat.Limits{Delta: math.Log1p(o.NoiseThreshold), Alpha: o.Alpha, Beta: o.Beta}
}

func (o Options) wants(k Key) bool {
	return (o.Phase == 0 || o.Phase == k.Phase) &&
		(len(o.Events) == 0 || slices.Contains(o.Events, k.Event)) &&
		(len(o.Benchmarks) == 0 || slices.Contains(o.Benchmarks, k.Wasm))
}

// wantsBeside says whether an event that was not selected explains others that were.
func (o Options) wantsBeside(k Key, e measure.Event) bool {
	if o.wants(k) || !explains(e) {
		return false
	}
	o.Events = nil
	return o.wants(k)
}
