//go:build (amd64 || arm64) && !sightglass_noasm

package cycles

import (
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/clock"
)

// minSpan is how far apart the two samples of the measured rate must lie.
// The samples are good to some 100 ns, so the rate is good to 1 part in 10^5.
const minSpan = 10 * time.Millisecond

// origin is the first sample of the measured rate.
var origin sample

// firstOpen takes it.
var firstOpen = sync.OnceFunc(func() { origin = takeSample() })

// sample is the tick count and the monotonic clock at the same time.
type sample struct {
	ticks   uint64
	nanos   uint64
	unknown uint64 // nanoseconds by which the two may be apart
}

// takeSample returns the tightest of a few attempts, because an interrupt may
// fall between the two clocks.
func takeSample() sample {
	best := sample{unknown: math.MaxUint64}
	for range 8 {
		var s state
		before := clock.Now()
		start(&s)
		after := clock.Now()
		if after-before < best.unknown {
			best = sample{ticks: s.start, nanos: before + (after-before)/2, unknown: after - before}
		}
	}
	return best
}

func measuredHz() float64 {
	firstOpen()
	if gone := time.Duration(clock.Now() - origin.nanos); gone < minSpan {
		time.Sleep(minSpan - gone)
	}
	return rate(origin, takeSample())
}

// rate returns the ticks per second between two samples, 0 if no time or no
// tick went by.
func rate(a, b sample) float64 {
	if b.nanos <= a.nanos || b.ticks <= a.ticks {
		return 0
	}
	return float64(b.ticks-a.ticks) / float64(b.nanos-a.nanos) * 1e9
}

// disagreement returns a warning if the rate the processor declares and the measured
// one differ by more than 1%, as happens in a virtual machine that scales the
// counter and passes the declaration through.
func disagreement(declared, measured float64, source string) string {
	if math.Abs(declared-measured) <= declared/100 {
		return ""
	}
	return fmt.Sprintf("%s declares %.0f Hz but the counter runs at %.0f Hz: the measured rate is recorded", source, declared, measured)
}

const measuredSource = "measured against the monotonic clock"

// settle chooses between a declared and a measured rate, both in hertz and 0
// where there is none: the declared one, unless the other contradicts it.
func settle(d measure.Description, declared, measured float64, source string) measure.Description {
	d.FrequencyHz, d.FrequencySource = declared, source
	if measured == 0 {
		if declared == 0 {
			d.FrequencySource = ""
		}
		return d
	}
	if declared != 0 {
		warning := disagreement(declared, measured, source)
		if warning == "" {
			return d
		}
		d.Warnings = append(d.Warnings, warning)
	}
	d.FrequencyHz, d.FrequencySource = measured, measuredSource
	return d
}
