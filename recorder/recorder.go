// Package recorder carries out a Plan: which engines, benchmarks, measures and
// phases, how many processes and iterations. It owns the loop over phases and
// iterations inside a process, the order of processes, and the check of what
// guests print.
//
// [InProcess] records in the process that calls it; package worker has the
// Recorder that runs processes. Another one, say on a fleet of machines, only
// has to say how one process is run: it is a [Runner], and [Record] does the
// rest.
package recorder

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/quote"
	"github.com/sightglass-go/sightglass/measure/record"
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
	Failures []*Failure
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

// Failure is a benchmark that failed on an engine.
type Failure struct {
	Benchmark string
	Engine    Engine
	// Process is the round in which it failed first, Iteration the iteration
	// there, less than 0 if it failed before any.
	Process   uint64
	Iteration int
	// Phase is where it failed, 0 outside of all phases.
	Phase measure.Phase
	// Output is what the guest printed to stderr, or if that is nothing to
	// stdout, where it exited, trapped or broke the protocol; of a process that
	// died, what the process printed. It is shortened to its beginning and its end.
	Output string
	// Err is the cause. Those of package engines, and ErrTimeout, ErrDied and
	// ErrOutput, can be told with errors.Is also when the process that failed
	// was another one.
	Err error
	// Processes is how many processes failed in this way, and Abandoned is
	// set if the recorder did not try the pair again after that.
	Processes int
	Abandoned bool
}

// Error is one line that names the benchmark, the engine and the cause, fit to
// be shown: a guest chooses some of its words.
func (f *Failure) Error() string {
	where := ""
	if f.Phase != 0 {
		where = f.Phase.String() + ": "
	}
	if f.Iteration > 0 {
		where = fmt.Sprintf("iteration %d: %s", f.Iteration, where)
	}
	text := fmt.Sprint(f.Err)
	if f.Output != "" && !strings.Contains(text, "; it printed: ") { // which a process that died has said
		text += "; it printed: " + strconv.Quote(quote.Clip(f.Output, maxPrinted))
	}
	return quote.Line(fmt.Sprintf("%s on %s: %s%s", quote.Name(f.Benchmark), quote.Name(f.Engine.String()), where, text))
}

// maxPrinted is how many characters a message has of what was printed.
const maxPrinted = 400

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Err }

// Causes of failures beside those of package engines.
var (
	// ErrTimeout: a process took longer than the plan allows and was ended.
	ErrTimeout = errors.New("timed out")
	// ErrMemory: a process wanted more memory than the plan allows.
	ErrMemory = errors.New("memory limit reached")
	// ErrTooMuchOutput: a guest printed more than the plan allows.
	ErrTooMuchOutput = errors.New("output limit reached")
	// ErrLost: what a guest printed could not be written, or that is not known,
	// because the disk is full, say.
	ErrLost = errors.New("what the guest printed may be incomplete")
	// ErrDied: a process ended without a word, or said what makes no sense.
	ErrDied = errors.New("process died")
	// ErrOutput: the guest did not print what it should have.
	ErrOutput = errors.New("output differs from what is expected")
	// ErrResult: the function that was called did not return what it should
	// have.
	ErrResult = errors.New("result differs from what is expected")
	// ErrNotBenchmark: the file is not what the plan's Call needs. What is
	// missing is said by the errors of package inspect.
	ErrNotBenchmark = errors.New("cannot be recorded")
	// ErrAdapter: the engine's adapter panicked or broke its contract.
	ErrAdapter = errors.New("engine adapter is broken")
)

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
	Engine      Engine
	// Round counts rounds from 1, of Rounds as far as is known: a Policy may
	// ask for more. Process is the number that the round's rows have. All are
	// 0 where it is not about a process.
	Round, Rounds int
	Process       uint64
	// Begins is set before a process starts, and not after it has ended.
	Begins bool
	// Failure is set when the process that just ended failed in a way that is
	// new.
	Failure *Failure
	// Warning is set when there is a new warning, Note for what else the user
	// should know.
	Warning, Note string
}
