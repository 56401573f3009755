package command

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"

	"github.com/sightglass-go/sightglass/analysis"
	"github.com/sightglass-go/sightglass/engines"
	"github.com/sightglass-go/sightglass/engines/inspect"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/flags"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/live"
	"github.com/sightglass-go/sightglass/examples/sightglass/command/internal/stream"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/recorder"
	fleets "github.com/sightglass-go/sightglass/recorder/fleet"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// Exit codes. A command that a signal stopped has 128 and the signal's number,
// as shells have it, and has saved what was there.
const (
	exitFailed = 1 // something was recorded or read, but not all of it
	exitRefuse = 2 // nothing was done: a wrong flag, an engine or measure that is not there; or a gate cannot decide
	exitOutput = 3 // an output could not be written; what was recorded before is kept
	exitBusy   = fleets.CodeBusy
)

// message is an error for people: what is joined, a line each, and what to do about
// it.
func message(err error) string {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var texts, lines []string
		for _, part := range joined.Unwrap() {
			texts, lines = append(texts, part.Error()), append(lines, message(part))
		}
		if err.Error() == strings.Join(texts, "\n") { // of errors.Join
			return strings.Join(lines, "\n")
		}
	}
	return quote.Error(err) + remedy(err)
}

// stopped names the signal in what is said of work that it cut short.
func stopped(ctx context.Context, text string) string {
	var signal *live.SignalError
	if errors.As(context.Cause(ctx), &signal) {
		return strings.ReplaceAll(text, context.Canceled.Error(), signal.Error())
	}
	return text
}

// remedy is what was perhaps meant, or the flag that allows what an error of the
// library refuses, or that brings what it lacks.
func remedy(err error) string {
	var other *analysis.IncomparableError
	var missing *analysis.NotInInput
	var changed *recorder.ChangedError
	var flag *engines.UnknownFlagError
	switch {
	case errors.As(err, &missing):
		return flags.DidYouMean(missing.Name, missing.Has)
	case errors.As(err, &flag):
		var known []string
		for _, f := range flag.Known {
			known = append(known, f.Name)
		}
		return flags.DidYouMean(flag.Name, known)
	case errors.As(err, &other):
		return "; to compare them nevertheless, add --compare-despite " + strings.Join(other.Names, ",")
	case errors.As(err, &changed) && errors.Is(err, recorder.ErrDiffers):
		return "; to record it nevertheless, add --resume-despite " + strings.Join(changed.Changes, ",")
	case errors.As(err, &changed):
		return "; to resume it nevertheless, add --resume-despite " + strings.Join(changed.Changes, ",")
	case errors.Is(err, analysis.ErrNoOverhead):
		return "; record with --calibrate"
	}
	return ""
}

// remediesOf are the flags that allow more of what processes ran short of, or record
// what is no benchmark.
func remediesOf(failures []*job.Failure) (text string) {
	for _, limit := range []struct {
		of   error
		flag string
	}{{job.ErrTimeout, "--timeout"}, {job.ErrMemory, "--memory-limit"}, {job.ErrTooMuchOutput, "--output-limit"}} {
		if slices.ContainsFunc(failures, func(f *job.Failure) bool { return errors.Is(f, limit.of) }) {
			text += "; to allow more: " + limit.flag
		}
	}
	if slices.ContainsFunc(failures, func(f *job.Failure) bool {
		return errors.Is(f, inspect.ErrNoBenchImports) && !errors.Is(f, inspect.ErrNoEntry)
	}) {
		text += "; without bench.start and bench.end, --whole measures all of _start, and --entry a function"
	}
	return text
}

// exitCode is what a command's error means to scripts.
func exitCode(ctx context.Context, err error) int {
	var failed *failedError
	var signal *live.SignalError
	var output *outputError
	var coded *codedError
	switch {
	case err == nil:
		return 0
	case errors.Is(err, recorder.ErrStopped):
		return (&live.SignalError{Signal: syscall.SIGINT}).Code()
	case errors.As(err, &signal), errors.As(context.Cause(ctx), &signal):
		return signal.Code()
	case errors.As(err, &coded):
		return coded.code
	case errors.Is(err, recorder.ErrSink), errors.As(err, &output):
		return exitOutput
	case errors.Is(err, analysis.ErrGate):
		return exitRefuse
	case errors.As(err, &failed):
		return exitFailed
	}
	return exitRefuse
}

// failedError is an error after which there are results all the same.
type failedError struct{ error }

func (e *failedError) Unwrap() error { return e.error }

// codedError is an error with an exit code of its own.
type codedError struct {
	error
	code int
}

func (e *codedError) Unwrap() error { return e.error }

// outputError is an error of something that could not be written.
type outputError struct{ error }

func (e *outputError) Unwrap() error { return e.error }

// whole adds to a command's error that its output is not whole.
func whole(out *stream.Outlet, err error) error {
	switch failed := out.Err(); {
	case failed == nil:
		return err
	case errors.Is(err, failed): // it has been said
		return &outputError{err}
	default:
		return errors.Join(err, &outputError{fmt.Errorf("write to standard output: %w", failed)})
	}
}
