// Package worker records in processes of their own, by running the calling
// program again: one process for each round, engine and benchmark. What
// differs between processes, such as the layout of their memory, is then in
// the numbers, and a guest that crashes or hangs costs its own rows only.
//
// A program that uses it says so at the top of its main, or of its TestMain:
//
//	func main() {
//		worker.Main()
//		...
//	}
//
// In a process that was started to do a worker's work Main does not return;
// in every other it returns at once.
package worker

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/measure/record"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/internal/scratch"
	"github.com/sightglass-go/sightglass/recorder/job"
)

var (
	// ErrNoHook: the program would not know that it is a worker.
	ErrNoHook = errors.New("this program cannot be its own worker: call worker.Main() in the first line of main, or of TestMain in a test")
	// ErrUnsupported: the operating system is neither a Unix nor Windows.
	ErrUnsupported = errors.New("worker processes are not available on this operating system: record in process")
)

// Recorder records a plan in worker processes, one at a time. The zero value
// is ready to use.
type Recorder struct {
	recorder.Options

	// Exec, if set, is a command that runs the command behind it somewhere,
	// by the convention of go test -exec: ["ssh", "host"], ["srun", "-N1"],
	// ["docker", "exec", "-i", "container"], ["taskset", "-c", "3"]. It must
	// hand on standard input and output, and be called without a terminal;
	// whatever else it or a login shell prints does no harm. SplitCommand
	// makes it of one string.
	//
	// All processes of a recording must run on one machine: the first that
	// does not ends it with ErrMoved.
	Exec []string
	// Program is the path of the program to run as a worker: a program that
	// calls Main. Empty means the program that is running; with Exec, the path that it has here, where
	// Exec leads. Without Exec it is opened once and what was opened is run,
	// whatever becomes of the path (on Linux; on Windows nothing can become of it;
	// elsewhere, and with Exec, another
	// program there ends the recording with ErrProgram).
	//
	// An engine that has Programs is run by these instead, of which the same
	// holds. They may have been built with another version of this module that
	// speaks the same protocol; then there is a warning.
	Program string
	// Path, if set, returns what a file of the plan, a benchmark or the
	// standard input, is called where Exec runs the program. Rows have the
	// plan's names. It is not asked about programs, the Recorder's and those of
	// engines, which are named as they are there.
	Path func(string) string
	// StartTimeout is how long Exec, or Program, may take to start a worker, beside
	// what the plan allows the worker itself, as a queue may take its time; 0 means
	// DefaultStartTimeout, less than 0 no limit.
	StartTimeout time.Duration
}

// Record implements recorder.Recorder.
func (r Recorder) Record(ctx context.Context, plan recorder.Plan, sink record.Sink) (recorder.Report, error) {
	for _, e := range plan.Engines {
		if e.Open != nil {
			return recorder.Report{}, fmt.Errorf("%w: engine %v is a value, which no other process can open: register it, or record in process", job.ErrPlan, e)
		}
	}
	if plan.MemoryLimit > 0 && !memoryLimits && len(r.Exec) == 0 {
		return recorder.Report{}, fmt.Errorf("%w: a memory limit needs Linux or Windows", job.ErrPlan)
	}
	if r.Path != nil && len(r.Exec) == 0 {
		return recorder.Report{}, fmt.Errorf("%w: files have other names where Exec leads, but there is no Exec", job.ErrPlan)
	}
	if _, err := measure.Default.Alone(plan.Measures...); err != nil {
		return recorder.Report{}, fmt.Errorf("%w: %w", job.ErrPlan, err)
	}
	run := &runner{Recorder: r}
	report, err := recorder.Record(ctx, plan, sink, run, r.Options)
	return report, errors.Join(err, run.close())
}

type runner struct {
	Recorder
	programs map[string]*runs // by path
	scratch  *scratch.Folder  // nil before the first process
	place    *place           // of the processes, known after Probe if there is an Exec
}

func (r *runner) close() error {
	errs := []error{r.scratch.Remove()}
	for _, of := range r.programs {
		errs = append(errs, of.executable.close())
	}
	return errors.Join(errs...)
}

func (r *runner) Run(ctx context.Context, j job.Job, emit func([]job.Sample) error) (outcome job.Outcome, err error) {
	sent := j
	sent.Engine.Programs = nil // who runs it need not know
	req := request{Job: &sent}
	if len(r.Exec) == 0 { // else the far end has its own
		if r.scratch == nil {
			if r.scratch, err = scratch.New(); err != nil {
				return outcome, err
			}
		}
		if req.Scratch, err = r.scratch.Process(); err != nil {
			return outcome, err
		}
		defer func() {
			// It is removed with all the rest at the end if it cannot be now.
			_ = os.RemoveAll(req.Scratch)
		}()
	}
	of := r.programOf(j.Engine)
	if of.executable != nil {
		if w := of.executable.changed(); w != "" {
			defer func() { outcome.Warnings = append(outcome.Warnings, w) }()
		}
	}
	done := false
	iterations := 0
	err = r.run(ctx, of, req, j.Timeout, func(m *message) error {
		if m.Outcome != nil {
			outcome, done = *m.Outcome, true
		}
		if m.Samples == nil {
			return nil
		}
		if m.Iteration != uint64(iterations) {
			return fmt.Errorf("%w: samples of iteration %d where those of %d should be", errRubbish, m.Iteration, iterations)
		}
		iterations++
		for i := range m.Samples {
			m.Samples[i].Iteration = m.Iteration
		}
		return emit(m.Samples)
	}, &done)
	var failure *job.Failure
	var accident *accident
	switch {
	case errors.As(err, &failure): // the worker says what went wrong; it does not repeat for which job
		failure.Benchmark, failure.Engine, failure.Process = j.Benchmark, j.Engine, j.Process
		return outcome, failure
	case errors.As(err, &accident):
		stage, _, _ := job.LastStage(req.Scratch)
		failed := j.Failure(iterations, stage.Phase(), accident.err)
		failed.Output = accident.output
		return outcome, failed
	}
	return outcome, err
}

// accident is a worker that ended in a way that it did not mean to.
type accident struct {
	err    error
	output string
}

func (a *accident) Error() string { return a.err.Error() }
func (a *accident) Unwrap() error { return a.err }

// run starts a worker with a request and hands on its messages. It returns
// when the process is gone. done tells whether the last message that counts
// has come.
func (r *runner) run(ctx context.Context, of *runs, req request, timeout time.Duration, handle func(*message) error, done *bool) error {
	if err := r.available(of.path); err != nil {
		return err
	}
	req.Protocol, req.Library, req.Program = protocol, recorder.Version(), of.sum
	// The system may end the worker with the thread that started it, so that
	// thread stays here for as long.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if len(r.Exec) > 0 {
		return r.runExec(ctx, of, req, timeout, handle, done)
	}
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, timeout, errTimeout)
		defer cancel()
	}
	if of.executable == nil {
		var err error
		if of.executable, err = openExecutable(of.path); err != nil {
			return err
		}
	}
	launch, err := r.launch(&req)
	if err != nil {
		return err
	}
	p, err := of.executable.start(req, launch)
	if err != nil {
		return err
	}
	ctx, watchdog, cancel := r.watched(ctx)
	defer cancel(nil)
	defer watchdog.Stop()
	p.greet = func(g *greeting) error {
		watchdog.Stop()
		return of.met(g, &req)
	}
	p.job, p.scratch = req.Job, req.Scratch
	return p.converse(ctx, timeout, handle, done)
}
