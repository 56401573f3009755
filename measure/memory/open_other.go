//go:build !linux

package memory

import (
	"fmt"
	"runtime"

	"github.com/sightglass-go/sightglass/measure"
)

func open() (measure.Measure, error) {
	return nil, fmt.Errorf("%w: memory is measured on Linux, where a process can reset its peak, and this is %s", measure.ErrUnavailable, runtime.GOOS)
}
