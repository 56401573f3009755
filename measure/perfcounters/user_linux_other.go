//go:build (!amd64 && !arm64) || sightglass_noasm

package perfcounters

import (
	"errors"

	"github.com/sightglass-go/sightglass/measure"
)

const userInstruction = "nothing"

func userAccessHere() (config1 uint64, forbidden error) {
	return 0, errors.New("this build has no stamps for this processor")
}

func layout([]measure.Event, []uint64) error { return nil }
