//go:build !linux

package perfcounters

import (
	"fmt"
	"runtime"

	"github.com/sightglass-go/sightglass/measure"
)

func open(wanted ...measure.Event) (measure.Measure, error) {
	return nil, fmt.Errorf("%s: %w: it takes Linux's perf_event_open, and this is %s; use the measures \"cycles\" and \"time\"",
		wanted[0].Name, measure.ErrUnavailable, runtime.GOOS)
}

func openSamples() (measure.Measure, error) { return open(measure.SampledTime) }
