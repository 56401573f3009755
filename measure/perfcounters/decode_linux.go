package perfcounters

import (
	"fmt"
	"math/bits"

	"github.com/sightglass-go/sightglass/measure"
)

// decode appends the difference between two reads of a group, one reading per
// event. Nothing is appended along with an error.
func decode(dst []measure.Reading, events []measure.Event, begin, end *block) ([]measure.Reading, error) {
	n := uint64(len(events))
	if begin.n != n || end.n != n {
		return dst, fmt.Errorf("%d and %d events read, want %d", begin.n, end.n, n)
	}
	enabled, running := end.enabled-begin.enabled, end.running-begin.running
	if running == 0 {
		return dst, fmt.Errorf("%w in the %d ns of the window: others hold them (the kernel's watchdog does: `sudo sysctl kernel.nmi_watchdog=0`)", ErrNeverRan, enabled)
	}
	for i, e := range events {
		r := measure.Reading{Event: e, Raw: end.values[i] - begin.values[i], Enabled: enabled, Running: running}
		r.Count = r.Raw
		if running < enabled {
			r.Status = measure.Scaled
			r.Count = scale(r.Raw, enabled, running)
		}
		dst = append(dst, r)
	}
	return dst, nil
}

// scale returns raw times enabled over running, rounded to the nearest and
// computed in 128 bits; the largest uint64 if it is larger than that.
// running must not be 0.
func scale(raw, enabled, running uint64) uint64 {
	hi, lo := bits.Mul64(raw, enabled)
	lo, carry := bits.Add64(lo, running/2, 0)
	hi += carry
	if hi >= running {
		return 1<<64 - 1
	}
	count, _ := bits.Div64(hi, lo, running)
	return count
}
