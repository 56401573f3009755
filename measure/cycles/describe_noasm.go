//go:build (!amd64 && !arm64) || sightglass_noasm

package cycles

import "github.com/sightglass-go/sightglass/measure"

func describeClock() measure.Description {
	return measure.Description{
		Clock:           "monotonic clock",
		FrequencyHz:     1e9,
		FrequencySource: "the clock counts nanoseconds",
		Warnings:        []string{"no time-stamp counter in this build: one cycle is one nanosecond of the monotonic clock"},
	}
}

// firstOpen has nothing to do: the rate is not measured.
func firstOpen() {}
