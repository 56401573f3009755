package job

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
)

// recovered is deferred where an engine's adapter and measures are called. It turns a panic
// of one of them into an error, so that it costs its own rows only.
func recovered(err *error) {
	switch p := recover(); {
	case p == nil:
	case ofMeasure():
		*err = fmt.Errorf("%w: panic: %v", measure.ErrBroken, p)
	default:
		*err = fmt.Errorf("%w: panic: %v", ErrAdapter, p)
	}
}

// ofMeasure is whether the panic that is being recovered from comes out of a measure that was
// started or stopped. The stack says so, as to keep a note of it would cost instructions inside
// the window. An engine that recovers from a panic of its host's functions by itself, as
// wazero does, has taken it for a trap of the guest before.
func ofMeasure() bool {
	pcs := make([]uintptr, 256) // from the panic outwards; what is deeper down an engine has called
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	called := "" // by the function of the frame
	for {
		f, more := frames.Next()
		switch {
		case strings.HasSuffix(f.Function, "/engines.(*Bench).Start"), strings.HasSuffix(f.Function, "/engines.(*Bench).End"):
			return true // they call nothing else that can panic
		case strings.HasSuffix(f.Function, "/recorder/job.(*process).measured"):
			return !strings.Contains(called, "/recorder/job.(*process).") // which is what is measured
		case !more:
			return false
		}
		called = f.Function
	}
}
