//go:build !linux && !darwin && !freebsd && !windows

package walltime

import (
	"runtime"

	"github.com/sightglass-go/sightglass/measure"
)

const cpuSource = "no clock of the processor time"

var cpuWarnings []string

// cpuStamp is the processor time of the process, which is not available.
type cpuStamp struct{}

type noClock struct{}

func (noClock) Error() string { return "no clock of the processor time on " + runtime.GOOS }
func (noClock) Unwrap() error { return measure.ErrUnavailable }

func (*cpuStamp) take() error   { return noClock{} }
func (*cpuStamp) nanos() uint64 { return 0 }
