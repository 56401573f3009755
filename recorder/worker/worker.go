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
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
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

// converse hands on a worker's messages, and ends it when the context is done.
func (p *process) converse(ctx context.Context, timeout time.Duration, handle func(*message) error, done *bool) error {
	stop := context.AfterFunc(ctx, p.kill)
	unwatch := watchOutput(p.job, p.scratch, p.end)
	messageErr := p.messages(handle)
	if messageErr != nil {
		p.kill()
	}
	waitErr := p.wait()
	stop()
	unwatch()
	output := p.printed()
	accidental := func(err error) error { return &accident{err, output} }
	var failure *job.Failure
	switch {
	case errors.As(messageErr, &failure):
		// An engine may print why it fails, and return a number.
		failure.Output = strings.TrimSpace(failure.Output + "\n" + output)
		return short(p.job, failure)
	case *done && messageErr == nil:
		return nil
	case errors.Is(context.Cause(ctx), errTimeout):
		return accidental(fmt.Errorf("%w after %v", job.ErrTimeout, timeout))
	case errors.Is(context.Cause(ctx), errNotStarted):
		return accidental(fmt.Errorf("%w: %w%s", job.ErrTimeout, context.Cause(ctx), lastWords(output)))
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(messageErr, errRubbish):
		return accidental(fmt.Errorf("%w: %w%s", job.ErrDied, messageErr, lastWords(output)))
	case messageErr != nil:
		return messageErr
	}
	return accidental(crash(p.job, endingOf(waitErr), output, p.scratch))
}

var (
	errTimeout = errors.New("worker timed out")
	errRubbish = errors.New("the worker wrote what is not a message")
)

// process is a running worker.
type process struct {
	cmd     *exec.Cmd
	group   group
	mu      sync.Mutex
	gone    bool           // the group's number may be another's by now
	ended   chan error     // how it ended, when it is gone
	stdin   io.WriteCloser // closed when we end, which ends the worker
	results *os.File
	next    func() ([]byte, error) // the next message of results, io.EOF at their end
	final   bool                   // results may go on after the last message
	output  tail
	chatter func(line string) bool // as in measure.Launch
	noise   tail                   // what was no message among the results
	greet   func(*greeting) error  // is told of the first message, a greeting
	job     *job.Job
	scratch string
}

func (e *executable) start(req request, launch measure.Launch) (*process, error) {
	req, padding := req.padded()
	text, err := json.Marshal(req)
	if err != nil {
		return nil, fmt.Errorf("BUG: request as JSON: %w", err)
	}
	results, theirs, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe for a worker: %w", err)
	}
	defer theirs.Close()
	p := &process{results: results, chatter: launch.Chatter}
	p.next = lines(p)
	if p.cmd, err = e.command(theirs, launch); err == nil {
		p.cmd.Env = append(p.cmd.Env, padding...)
		p.cmd.Stdout, p.cmd.Stderr = &p.output, &p.output
		err = p.start()
	}
	if err != nil {
		results.Close()
		return nil, fmt.Errorf("start a worker: %w", e.named(err))
	}
	// A worker that is gone already is noticed when its results are read.
	_, _ = p.stdin.Write(append(text, '\n'))
	return p, nil
}

// start starts its command.
func (p *process) start() (err error) {
	p.cmd.WaitDelay = time.Second
	if p.stdin, err = p.cmd.StdinPipe(); err == nil {
		p.group, err = startGroup(p.cmd)
	}
	if err != nil {
		return err
	}
	p.ended = make(chan error, 1)
	if !p.final {
		go p.watch()
	}
	return nil
}

// watch waits until the worker is gone, and lets its results end with it, although
// something that it started may hold them open. What it leaves running, such as the child
// of an engine program, would take the processor from the next one, and is killed; not so
// what a command leaves that leads elsewhere.
func (p *process) watch() {
	err := p.cmd.Wait()
	p.mu.Lock()
	if p.gone = true; !p.final {
		p.group.end(exitFailed)
	}
	p.group.close()
	p.mu.Unlock()
	_ = p.results.SetReadDeadline(time.Now()) // not every system has them for pipes
	p.ended <- err
}

// Read reads its results, until nobody can write any more. What lives on when the
// worker is gone, as the child of an engine may, would do that for as long as it
// likes, and take the processor from the next one: it is killed.
func (p *process) Read(b []byte) (int, error) {
	n, err := p.results.Read(b)
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return n, err
	}
	_ = p.results.SetReadDeadline(time.Now().Add(lastResults))
	if n, err = p.results.Read(b); errors.Is(err, os.ErrDeadlineExceeded) {
		p.group.end(exitFailed)
		err = io.EOF
	}
	return n, err
}

// lastResults is how long results are waited for when the worker is gone. All that
// it wrote is there by then.
const lastResults = 100 * time.Millisecond

// lines returns a function that returns the next line.
func lines(r io.Reader) func() ([]byte, error) {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 64<<10), maxMessage)
	return func() ([]byte, error) {
		switch {
		case s.Scan():
			return s.Bytes(), nil
		case s.Err() != nil:
			return nil, fmt.Errorf("%w: %w", errRubbish, s.Err())
		}
		return nil, io.EOF
	}
}

// messages hands on what the worker says until it says no more.
func (p *process) messages(handle func(*message) error) error {
	defer p.results.Close()
	for {
		line, err := p.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		m := new(message)
		err = json.Unmarshal(line, m)
		if err == nil && p.greet != nil && m.Hello == nil { // older protocols have other messages
			return fmt.Errorf("%w: it does not greet; build it with the version of %s that the recorder has, %s (protocol %d)",
				ErrProtocol, module, recorder.Version(), protocol)
		}
		if err != nil || !m.makesSense() {
			return fmt.Errorf("%w: %.80q", errRubbish, line)
		}
		if p.greet != nil {
			if err := p.greet(m.Hello); err != nil {
				return err
			}
			p.greet = nil
			continue
		}
		if m.Hello != nil {
			return fmt.Errorf("%w: a second greeting", errRubbish)
		}
		if m.Outcome != nil || m.Setup != nil || m.Samples != nil {
			if err := handle(m); err != nil {
				return err
			}
		}
		switch {
		case m.Failure != nil:
			return m.Failure.failure()
		case m.Error != nil:
			return m.Error.error()
		case p.final && (m.Outcome != nil || m.Setup != nil):
			return nil
		}
	}
}

// kill ends the worker, or the command that leads to it; a worker elsewhere
// ends with its standard input.
func (p *process) kill() {
	_ = p.stdin.Close()
	p.end(exitFailed)
}

// end ends the worker, where the system lets one choose with an exit code.
func (p *process) end(code int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.gone {
		p.group.end(code)
	}
}

func (p *process) wait() error {
	_ = p.stdin.Close()
	if p.final {
		go p.watch()
	}
	return <-p.ended
}

// printed is what the worker printed, or what came in the place of messages.
func (p *process) printed() string {
	text := p.output.String()
	if p.chatter != nil {
		lines := slices.DeleteFunc(strings.Split(text, "\n"), p.chatter)
		text = strings.Join(lines, "\n")
	}
	if text != "" {
		return text
	}
	return p.noise.String()
}

func lastWords(output string) string {
	if output == "" {
		return ""
	}
	return "; it printed: " + line(output)
}
