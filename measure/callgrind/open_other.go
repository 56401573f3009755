//go:build !linux || (!amd64 && !arm64)

package callgrind

import (
	"fmt"
	"runtime"

	"github.com/sightglass-go/sightglass/measure"
)

func open(bool) (measure.Measure, error) { return nil, unsupported() }

func launch(string, bool) (measure.Launch, error) { return measure.Launch{}, unsupported() }

func unsupported() error {
	return fmt.Errorf("%w: Callgrind is used on Linux, amd64 and arm64, and this is %s/%s", measure.ErrUnavailable, runtime.GOOS, runtime.GOARCH)
}
