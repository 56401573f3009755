package worker

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// hooked says that Main was called, so that this program, started again, will
// call it too.
var hooked bool

func init() {
	if os.Getenv(variable) != "" {
		// Keeps main on the process's first thread, where the stack and the
		// caches are those of any other program's main.
		runtime.LockOSThread()
	}
}

// Main does a worker's work and ends the process, if the process was started
// for that. Otherwise it returns at once. Call it before anything else.
func Main() {
	hooked = true
	switch {
	case os.Getenv(variable) != "":
		os.Exit(serve())
	case isRelay():
		os.Exit(relay(os.Stdin, os.Stdout))
	}
}

// available says why no worker can be started, before one is: without the
// hook the program would start itself again without end.
func (r *runner) available(program string) error {
	switch {
	case !supported && len(r.Exec) == 0:
		return ErrUnsupported
	case os.Getenv(variable) != "":
		return fmt.Errorf("%w (this process is a worker already)", ErrNoHook)
	case program == "" && !hooked: // else it is another program that has to have it
		return ErrNoHook
	}
	return nil
}

// serve reads one request and answers it. It returns the exit code.
func serve() int {
	results := handed(os.Getenv(variable))
	_ = os.Unsetenv(variable)
	padding := takePadding()
	setName()
	if _, err := results.Stat(); err != nil {
		fmt.Fprintf(os.Stderr, "sightglass worker: no file for results: %v; %s is set by the recorder alone\n", err, variable)
		return 2
	}
	in := bufio.NewReader(ownInput())
	line, err := in.ReadBytes('\n')
	if err != nil {
		fmt.Fprintf(os.Stderr, "sightglass worker: read the request: %v\n", err)
		return 2
	}
	req, err := parseRequest(line)
	hello := greet(req.Program)
	if err := say(results, &message{Hello: &hello}, err); err != nil {
		fmt.Fprintf(os.Stderr, "sightglass worker: %v\n", err)
		return exitFailed
	}
	go func() {
		// The input ends when the parent does, however it ends.
		_, _ = io.Copy(io.Discard, in)
		os.Exit(exitOrphan)
	}()
	if err := limit(&req.request); err != nil {
		fmt.Fprintf(os.Stderr, "sightglass worker: %v\n", err)
		return exitFailed
	}
	if err := answer(&req.request, results, itself{padding}); err != nil {
		fmt.Fprintf(os.Stderr, "sightglass worker: %v\n", err)
		return exitFailed
	}
	return 0
}

// limit sets the limits that the job has for its process, before there is
// anything of its guest.
func limit(req *request) error {
	if req.Job == nil {
		return nil
	}
	if bytes := memoryLimit(req.Job); bytes > 0 {
		if err := limitMemory(bytes); err != nil {
			return fmt.Errorf("limit the memory: %w", err)
		}
	}
	return limitOutput(req.Job, req.Scratch)
}

// answerer does what a request asks for.
type answerer interface {
	probe(recorder.Plan) (job.Setup, error)
	run(*request, func([]job.Sample) error) (job.Outcome, error)
}

// itself answers in this process.
type itself struct{ padding int }

func (itself) probe(plan recorder.Plan) (job.Setup, error) {
	return recorder.Probe(context.Background(), plan)
}

func (i itself) run(req *request, emit func([]job.Sample) error) (job.Outcome, error) {
	outcome, err := job.Run(context.Background(), *req.Job, req.Scratch, emit)
	outcome.Padding = i.padding
	return outcome, err
}

func answer(req *request, results io.Writer, by answerer) error {
	last := new(message)
	var err error
	switch {
	case req.Probe != nil:
		var setup job.Setup
		if setup, err = by.probe(*req.Probe); err == nil {
			last.Setup = &setup
		}
	case req.Job != nil:
		buffer := make([]byte, 0, 4096)
		var outcome job.Outcome
		outcome, err = by.run(req, func(samples []job.Sample) error {
			if len(samples) == 0 {
				return nil
			}
			buffer = appendSamples(buffer[:0], samples)
			_, err := results.Write(buffer)
			return err
		})
		last.Outcome = &outcome
	default:
		err = errors.New("empty request")
	}
	var failure *job.Failure
	if errors.As(err, &failure) {
		last.Failure = newWireFailure(failure)
	} else if err != nil {
		last.Error = newWireError(err)
	}
	return say(results, last, nil)
}

// say writes a message, and behind it why there will be no other, if there is
// such a reason, which it returns.
func say(results io.Writer, m *message, failure error) error {
	messages := []*message{m}
	if failure != nil {
		messages = append(messages, &message{Error: newWireError(failure)})
	}
	for _, m := range messages {
		text, err := json.Marshal(m)
		if err != nil {
			return fmt.Errorf("BUG: message as JSON: %w", err)
		}
		if _, err := results.Write(append(text, '\n')); err != nil {
			return err
		}
	}
	return failure
}
