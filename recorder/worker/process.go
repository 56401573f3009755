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
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sightglass-go/sightglass/measure"
	"github.com/sightglass-go/sightglass/recorder"
	"github.com/sightglass-go/sightglass/recorder/job"
)

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
