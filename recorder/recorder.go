// Package recorder carries out a Plan: which engines, benchmarks, measures and
// phases, how many processes and iterations. It owns the order of processes, and
// what becomes of one that fails; package job is the inside of a process.
//
// [InProcess] records in the process that calls it; package worker has the
// Recorder that runs processes. Another one, say on a fleet of machines, only
// has to say how one process is run: it is a [Runner], and [Record] does the
// rest.
package recorder

import (
	"context"
	"errors"

	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// Recorder records a plan into a sink. What has been measured is in the sink
// as soon as it is known, so that nothing is lost when recording ends early.
//
// The error is for what ended the recording: a plan that is refused, an engine
// or measure that cannot be opened, a sink that fails, a context that is done.
// A benchmark that fails is in the Report and costs its own rows only.
type Recorder interface {
	Record(ctx context.Context, plan Plan, sink record.Sink) (Report, error)
}

// Report is what happened beside the rows.
type Report struct {
	// Header is what the sink's Begin received.
	Header record.Header
	// Rows is how many rows the sink received.
	Rows int
	// Processes is how many processes ran to their end. Of a recording that was
	// resumed, Rows and Processes are those of this time.
	Processes int
	// Retries is how many processes failed and were tried again.
	Retries int
	// Failures are the benchmarks, by engine, that failed, in the order in
	// which they did.
	Failures []*job.Failure
	// Warnings holds what the user should know, each once.
	Warnings []string
}

// Err joins the failures; it is nil if there are none.
func (r *Report) Err() error {
	var errs []error
	for _, f := range r.Failures {
		errs = append(errs, f)
	}
	return errors.Join(errs...)
}

var (
	// ErrStopped is why a recording ended that was asked to stop.
	ErrStopped = errors.New("stopped on request")
	// ErrSink is why a recording ended whose sink failed: a full disk, say. What
	// the sink took before is there.
	ErrSink = errors.New("the recording cannot be written")
)

// Progress is how far a recording is.
type Progress struct {
	Done, Total int // processes, those skipped after a failure counted as done
	Benchmark   string
	Engine      job.Engine
	// Round counts rounds from 1, of Rounds as far as is known: a Policy may
	// ask for more. Process is the number that the round's rows have. All are
	// 0 where it is not about a process.
	Round, Rounds int
	Process       uint64
	// Begins is set before a process starts, and not after it has ended.
	Begins bool
	// Failure is set when the process that just ended failed in a way that is
	// new.
	Failure *job.Failure
	// Warning is set when there is a new warning, Note for what else the user
	// should know.
	Warning, Note string
}
