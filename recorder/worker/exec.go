package worker

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

// DefaultStartTimeout is the StartTimeout of a Recorder that has none.
const DefaultStartTimeout = 2 * time.Minute

// grace is how much longer than the plan allows a process may take as seen
// from here: the far end ends it in time, unless the connection is gone.
var grace = 15 * time.Second

var errNotStarted = errors.New("what was run has not started a worker")

// startExec starts the command with the program behind it. A message on its
// standard output is framed; everything else there is noise.
func (r *runner) startExec(of *runs, req request) (*process, error) {
	token := "#" + rand.Text() // letters and digits behind its first character
	text, err := json.Marshal(execRequest{Token: token, request: r.there(req)})
	if err != nil {
		return nil, fmt.Errorf("BUG: request as JSON: %w", err)
	}
	path := of.path
	if path == "" {
		if path, err = os.Executable(); err != nil {
			return nil, fmt.Errorf("find the program to run as a worker: %w", err)
		}
	}
	results, theirs, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe for a worker: %w", err)
	}
	defer theirs.Close()
	command := append(append([]string(nil), r.Exec...), path, relayArgument)
	p := &process{cmd: exec.Command(command[0], command[1:]...), results: results}
	p.next = newFrameReader(results, token, &p.noise).next
	p.final = true
	p.greet = func(g *greeting) error {
		if g.Place == nil {
			return fmt.Errorf("%w: a greeting that does not say where it runs", errRubbish)
		}
		if err := of.met(g, &req); err != nil {
			return err
		}
		return r.meet(*g.Place)
	}
	p.cmd.Stdout, p.cmd.Stderr = theirs, &p.output
	if err := p.start(); err != nil {
		results.Close()
		return nil, fmt.Errorf("start a worker through %.100q: %w", r.Exec, err)
	}
	// Not every command reads its input at once, or at all.
	go func() { _, _ = p.stdin.Write(append(text, '\n')) }()
	return p, nil
}

// there returns the request with its files as they are called where it goes.
func (r *runner) there(req request) request {
	if r.Path == nil {
		return req
	}
	if req.Probe != nil {
		plan := *req.Probe
		plan.Benchmarks = nil
		for _, path := range req.Probe.Benchmarks {
			plan.Benchmarks = append(plan.Benchmarks, r.Path(path))
		}
		r.rename(&plan.Guest)
		plan.Settings = r.settings(req.Probe)
		req.Probe = &plan
	}
	if req.Job == nil {
		return req
	}
	job := *req.Job
	job.Benchmark = r.Path(job.Benchmark)
	r.rename(&job.Guest)
	req.Job = &job
	return req
}

// rename gives the files of a guest the names that they have there.
func (r *runner) rename(g *job.Guest) {
	if g.Dir != "" {
		g.Dir = r.Path(g.Dir)
	}
	if g.Stdin != "" {
		g.Stdin = r.Path(g.Stdin)
	}
}

// settings are those of a plan's benchmarks, with the names that files have there.
func (r *runner) settings(plan *recorder.Plan) map[string]recorder.Settings {
	if len(plan.Settings) == 0 {
		return nil
	}
	there := map[string]recorder.Settings{}
	for name, s := range plan.Settings {
		if s.Guest != nil {
			guest := *s.Guest
			r.rename(&guest)
			s.Guest = &guest
		}
		there[r.Path(name)] = s
	}
	return there
}

// runExec is run through the command: the time that it takes to reach a worker
// has a limit of its own.
func (r *runner) runExec(ctx context.Context, of *runs, req request, timeout time.Duration, handle func(*message) error, done *bool) error {
	p, err := r.startExec(of, req)
	if err != nil {
		return err
	}
	limited, watchdog, cancel := r.watched(ctx)
	defer cancel(nil)
	greet := p.greet
	p.greet = func(g *greeting) error {
		watchdog.Stop()
		if timeout > 0 {
			watchdog = time.AfterFunc(timeout+grace, func() { cancel(errTimeout) })
		}
		return greet(g)
	}
	err = p.converse(limited, timeout, handle, done)
	watchdog.Stop()
	return err
}

// watched returns a context that is done when no worker has started in time,
// unless the watchdog is stopped before.
func (r *runner) watched(ctx context.Context) (context.Context, *time.Timer, context.CancelCauseFunc) {
	limited, cancel := context.WithCancelCause(ctx)
	waiting := cmp.Or(r.StartTimeout, DefaultStartTimeout)
	watchdog := time.AfterFunc(max(waiting, 0), func() {
		cancel(fmt.Errorf("%w within %v", errNotStarted, waiting))
	})
	if waiting < 0 {
		watchdog.Stop()
	}
	return limited, watchdog, cancel
}

// meet notes where the processes of this recording run, or refuses one that
// runs elsewhere.
func (r *runner) meet(where place) error {
	if r.place == nil {
		r.place = &where
		return nil
	}
	if !r.place.same(where) {
		return fmt.Errorf("%w: %v, and now %v: let the command name one machine, and make a recording for each", ErrMoved, r.place, where)
	}
	return nil
}
